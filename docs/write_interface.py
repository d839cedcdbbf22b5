"""Writes interface.txt, the list of what plugins may count on: ``python docs/write_interface.py``.

Modules are read as they are written, so that a type stands as its author spelled it. A change of
the list is a change of the public interface: whoever reviews it sees it here.
"""

import ast
import hashlib
import json
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from rosace.cli import COMMANDS, ROOT
from rosace.messages import CORE, load
from rosace_schemas import DOCUMENTS, schema

PAGE = Path(__file__).with_name("interface.txt")
HEAD = """\
The public interface of Rosace: what plugins and embedding programs may count on.
Written by docs/write_interface.py from the code: change that, then run the script, and say in
CHANGELOG.md what changed. What is taken away or narrowed is a new minor version before 1.0, and a
new major one after it.
"""
MODULES = (
    "rosace",
    "rosace.appraiser",
    "rosace.reader",
    "rosace.hookspecs",
    "rosace.interfaces",
    "rosace.columnar",
    "rosace.intake",
    "rosace.counting",
    "rosace.instrument",
    "rosace.dimension",
    "rosace.overlay",
    "rosace.response",
    "rosace.study",
    "rosace.mapping",
    "rosace.configuration",
    "rosace.tally",
    "rosace.appraisal",
    "rosace.mixes",
    "rosace.report",
    "rosace.paper",
    "rosace.errors",
    "rosace.building",
    "rosace.asking",
    "rosace.following",
    "rosace.formatting",
    "rosace.loading",
    "rosace.membership",
    "rosace.messages",
    "rosace.outline",
    "rosace.packing",
    "rosace.palette",
    "rosace.plugins",
    "rosace.provenance",
    "rosace.safe_text",
    "rosace.statistics",
    "rosace.typed_cells",
    "rosace.speaking",
    "rosace.commands.options",
    "rosace.strategies",
    "rosace.testing",
)
"""The modules whose names are public, in the order in which an answer meets them."""

WIDTH = 100
DIGITS = 16
"""How many digits of a schema's digest are shown: any change shows, and nobody attacks a list."""


@cache
def tree(module: str) -> ast.Module:
    """Return the syntax of a module."""
    origin = getattr(find_spec(module), "origin", None)
    return ast.parse(Path(str(origin)).read_text("utf-8"))


def names(module: str) -> list[str]:
    """Return the public names of a module; of the hooks' module, the hooks first."""
    hooks = []
    if module.endswith(".hookspecs"):
        functions = (each for each in tree(module).body if isinstance(each, ast.FunctionDef))
        hooks = [each.name for each in functions]
    return [*hooks, *import_module(module).__all__]


def definition(module: str, name: str) -> tuple[str, ast.stmt]:
    """Return the module in which a name is defined, followed through imports, and how.

    Raises:
        LookupError: It is defined nowhere.
    """
    for node in tree(module).body:
        match node:
            case ast.ClassDef(name=found) | ast.FunctionDef(name=found):
                known = {found}
            case ast.Assign(targets=targets):
                known = {ast.unparse(each) for each in targets}
            case ast.AnnAssign(target=target):
                known = {ast.unparse(target)}
            case _:
                known = set()
        if name in known:
            return module, node
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and name in {each.name for each in node.names}:
            return definition(str(node.module), name)
    raise LookupError(module, name)


def signature(function: ast.FunctionDef) -> str:
    """Return a function's name, arguments and what it returns, as they are written."""
    returned = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return f"{function.name}({ast.unparse(function.args)}){returned}"


def is_public(name: str) -> bool:
    """Say whether others may use a name."""
    return not name.startswith("_")


def default(given: ast.expr | None) -> str:
    """Return how a field may be left out, as it is written; nothing where it may not."""
    if given is None:
        return ""
    if not isinstance(given, ast.Call) or not ast.unparse(given.func).endswith("field"):
        return f" = {ast.unparse(given)}"
    held = {word.arg: ast.unparse(word.value) for word in given.keywords}
    made = f"{held['factory']}()" if "factory" in held else None
    found = held.get("default", made)
    return f" = {found}" if found is not None else ""


def parts(node: ast.ClassDef) -> Iterator[str]:
    """Yield the fields, properties and methods of a class."""
    for part in node.body:
        if isinstance(part, ast.AnnAssign):
            name = ast.unparse(part.target)
            if is_public(name):
                yield f"{name}: {ast.unparse(part.annotation)}{default(part.value)}"
        elif isinstance(part, ast.FunctionDef) and (
            is_public(part.name) or part.name == "__init__"
        ):
            written = [ast.unparse(each) for each in part.decorator_list]
            if {"property", "cached_property"} & set(written):
                returned = ast.unparse(part.returns) if part.returns else ""
                yield f"{part.name} -> {returned}"
            else:
                kind = "".join(f"@{each} " for each in written if each in {"classmethod", "law"})
                yield kind + signature(part)


def entry(module: str, name: str) -> Iterator[str]:
    """Yield the lines on one name."""
    home, node = definition(module, name)
    if home != module and home in MODULES:
        yield f"  {name}, of {home}"
        return
    match node:
        case ast.ClassDef():
            bases = ", ".join(ast.unparse(each) for each in node.bases)
            yield f"  class {name}({bases})" if bases else f"  class {name}"
            yield from (f"    {part}" for part in parts(node))
        case ast.FunctionDef():
            first = any("firstresult" in ast.unparse(each) for each in node.decorator_list)
            yield f"  def {signature(node)}" + ("  # the first result stands" if first else "")
        case ast.AnnAssign(annotation=annotation, value=value):
            shown = f" = {ast.unparse(value)}" if value is not None else ""
            yield f"  {name}: {ast.unparse(annotation)}{shown}"
        case ast.Assign(value=value):
            yield f"  {name} = {ast.unparse(value)}"


def command(name: str) -> Iterator[str]:
    """Yield the lines on one command: its arguments and options."""
    found = ROOT if name == "rosace" else import_module(f"rosace.commands.{name}").command
    yield f"  rosace {name}" if found is not ROOT else "  rosace"
    for param in found.params:
        marks = [
            mark
            for mark, held in (
                ("flag", getattr(param, "is_flag", False)),
                ("repeated", param.multiple or param.nargs < 0),
                ("required", param.required),
            )
            if held
        ]
        known = getattr(param.type, "known", ())
        kind = f" {'|'.join(known)}" if known else ""
        written = ", ".join(param.opts) if isinstance(param, click.Option) else str(param.name)
        yield f"    {written}{kind}{' (' + ', '.join(marks) + ')' if marks else ''}"


def codes(family: str) -> Iterator[str]:
    """Yield the codes of findings or errors."""
    found = {
        name.partition(".")[2]
        for name in load(CORE, "en")
        if name.startswith(f"{family}.") and not name.endswith(".advice")
    }
    yield from (f"  {code}" for code in sorted(found))


def digest(name: str) -> str:
    """Return a digest of what a schema says, however it is laid out."""
    plain = json.dumps(schema(name), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:DIGITS]


def lines() -> Iterator[str]:
    """Yield the lines of the list, however long."""
    for module in MODULES:
        yield f"\n{module}"
        for name in names(module):
            yield from entry(module, name)
    for family, said in (("problem", "findings"), ("error", "errors")):
        yield f"\ncodes of {said}"
        yield from codes(family)
    yield "\ncommands"
    for name in ("rosace", *COMMANDS):
        yield from command(name)
    yield "\nschemas, with a digest of each"
    for name in ("common", *DOCUMENTS):
        yield f"  {name} {digest(name)}"


def page() -> str:
    """Return the list, its long lines wrapped."""
    wrapped = []
    for line in lines():
        start = line[: len(line) - len(line.lstrip(" "))]
        wrapped += textwrap.wrap(
            line.strip(" "),
            WIDTH,
            initial_indent=start,
            subsequent_indent=f"{start}      ",
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
            replace_whitespace=False,
        ) or [""]
    return HEAD + "\n".join(each.rstrip() for each in wrapped) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
