"""One plugin's module: imported, looked through, and given a plugin manager of its own."""

import inspect
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

import pluggy

from rosace import hookspecs
from rosace.discovery import PluginEntry
from rosace.errors import PluginError
from rosace.messages import CORE
from rosace.spelling import nearest, printable
from rosace.values import value

__all__ = [
    "HOOKS",
    "LoadedPlugin",
    "UnusablePluginError",
    "commanded",
    "hook_callers",
    "imported",
    "managed",
    "spoken",
]

HOOKS: Final = tuple(name for name in vars(hookspecs) if name.startswith("rosace_"))
"""Every hook, in the order of `rosace.hookspecs`."""

_CONFIDENTIAL: Final = frozenset({"rosace_check_response", "rosace_tabulate"})


@value
class LoadedPlugin:
    """A plugin that is in use.

    Args:
        name: Its name.
        version: The version of its distribution.
        distribution: Its distribution.
        module: The module that was imported.
        package: The package that holds its catalogues; the core's where the plugin is
            a module outside of any package, and has none.
    """

    name: str
    version: str
    distribution: str
    module: str
    package: str


class UnusablePluginError(Exception):
    """Why a module that was imported is no plugin.

    Args:
        code: A reason of `rosace.errors.PluginError`.
        detail: What was found.
    """

    def __init__(self, *, code: str, detail: str) -> None:
        """Hold the reason."""
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def imported(name: str) -> ModuleType:
    """Import a module without its warnings; what it prints goes to the standard error.

    Args:
        name: The module's name.

    Raises:
        BaseException: Whatever the module raises.
    """
    with warnings.catch_warnings(), redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        return import_module(name)


def managed(entry: PluginEntry) -> tuple[LoadedPlugin, pluggy.PluginManager]:
    """Import a plugin, and return it with the manager that calls its hooks, and no other's.

    Args:
        entry: The plugin's entry point.

    Raises:
        UnusablePluginError: A hook is misspelt, unmarked or takes other arguments.
        BaseException: Whatever the module raises.
    """
    module = imported(entry.module)
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for name, held in list(vars(module).items()):
        options = manager.parse_hookimpl_opts(module, name)
        if options is None:
            _refuse_unmarked(module, name, held)
        elif not options["optionalhook"]:
            _check_hook(options["specname"] or name, held)
    try:
        manager.register(module, entry.name)
    except pluggy.PluginValidationError as error:
        detail = str(error).rpartition("\n")[2]
        raise UnusablePluginError(code="wrong-arguments", detail=detail) from error
    top = entry.module.partition(".")[0]
    plugin = LoadedPlugin(
        name=entry.name,
        version=entry.version,
        distribution=entry.distribution,
        module=entry.module,
        package=top if "." in entry.module or hasattr(module, "__path__") else CORE,
    )
    return plugin, manager


def hook_callers(manager: pluggy.PluginManager) -> Mapping[str, Callable[..., Sequence[Any]]]:
    """Return by hook what calls a plugin's implementation, for the hooks that it has.

    Each returns what the implementation returned, in a sequence that is empty for None.
    """
    callers: dict[str, Callable[..., Sequence[Any]]] = {}
    for hook in HOOKS:
        caller = getattr(manager.hook, hook)
        if caller.get_hookimpls():
            options = manager.parse_hookspec_opts(hookspecs, hook)
            is_first = options is not None and options["firstresult"]
            callers[hook] = _in_sequence(caller) if is_first else caller
    return callers


def spoken(error: BaseException, hook: str | None = None) -> str:
    """Return an exception's class and text on one line, whatever it does when asked for it.

    Of a hook that sees individual answers, the text is left out: it may quote them.
    File and line stand in its place.

    Args:
        error: What a plugin raised.
        hook: The hook that it was raised in.
    """
    name = type(error).__name__
    if hook in _CONFIDENTIAL:
        frames = traceback.extract_tb(error.__traceback__)
        return f"{name} ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else name
    try:
        said = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  # an exception of a plugin's may be as broken as the plugin
        said = ""
    return f"{name}: {said}" if said else name


def _in_sequence(caller: Callable[..., Any]) -> Callable[..., Sequence[Any]]:
    def call(**arguments: Any) -> Sequence[Any]:
        found = caller(**arguments)
        return () if found is None else (found,)

    return call


def _refuse_unmarked(module: ModuleType, name: str, held: object) -> None:
    """Refuse a function that is named like a hook and not marked: it would never be called."""
    is_own = isinstance(held, FunctionType) and held.__module__ == module.__name__
    if is_own and name.startswith("rosace_"):
        raise UnusablePluginError(code="unmarked-hook", detail=name)


def _check_hook(hook: str, function: object) -> None:
    if hook not in HOOKS:
        meant = nearest(hook, HOOKS)
        raise UnusablePluginError(
            code="unknown-hook", detail=f"{hook} ({meant}?)" if meant else hook
        )
    wanted = list(inspect.signature(getattr(hookspecs, hook)).parameters)
    given = inspect.signature(function).parameters if callable(function) else {}
    # pluggy leaves arguments with a default, and those of **, unfilled.
    unfilled = any(
        each.default is not each.empty or each.kind != each.POSITIONAL_OR_KEYWORD
        for each in given.values()
    )
    if unfilled or not given.keys() <= set(wanted):
        detail = f"{hook}({', '.join(given)}) ≠ {hook}({', '.join(wanted)})"
        raise UnusablePluginError(code="wrong-arguments", detail=detail)


def commanded(name: str, place: str) -> Any:
    """Return the object of a command, whose module is imported now.

    Args:
        name: The command's name.
        place: Its module and object, as ``module:object``.

    Raises:
        PluginError: The module fails to import, or has no such object.
    """
    module, _, parts = place.partition(":")
    try:
        found: Any = imported(module)
        for part in parts.split("."):
            found = getattr(found, part)
    except (Exception, SystemExit) as error:
        raise PluginError(name, "import-failed", printable(spoken(error))) from error
    return found
