"""Pages from our templates, each with the policy that lets in its own script and style alone."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["inline", "policy", "render"]

_BUFFERED: Final = 64


def render(template: str, **given: Any) -> Iterator[bytes]:
    """Yield a page, in chunks.

    Args:
        template: Name of one of our templates; nothing else is ever compiled as one.
        given: What the template shows.
    """
    stream = _environment().get_template(template).stream(**given)
    stream.enable_buffering(_BUFFERED)
    for text in stream:
        yield text.encode()


def inline(*names: str) -> str:
    """Return styles or scripts of ours as one text, to stand inside a page."""
    return "".join(_read(name) for name in names)


def policy(*, styles: Iterable[str] = (), scripts: Iterable[str] = (), more: str = "") -> str:
    """Return a content security policy that lets in these styles and scripts and nothing else.

    Args:
        styles: The styles that stand in the page, word for word.
        scripts: The scripts, likewise.
        more: Further directives, where a page needs any.
    """
    allowed = (("style-src", _digests(styles)), ("script-src", _digests(scripts)))
    named = (f"{name} {digests}" for name, digests in allowed if digests)
    fixed = ("base-uri 'none'", "form-action 'none'")
    return "; ".join(("default-src 'none'", *named, *filter(None, (more,)), *fixed))


def _digests(texts: Iterable[str]) -> str:
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in texts
    )


@cache
def _read(name: str) -> str:
    return resources.files(PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    # Jinja2 takes 30 ms to import, and only pages need it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
