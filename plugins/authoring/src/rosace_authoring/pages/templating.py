"""Pages from our templates, each with the policy that lets in its own script and style alone."""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from rosace.values import value
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Page", "inline", "render"]

_BUFFERED: Final = 64


@value
class Page:
    """A page, with the policy that it carries.

    Args:
        policy: Its content security policy.
        chunks: Its bytes, to be read once.
    """

    policy: str
    chunks: Iterable[bytes]


def render(template: str, *, style: str, script: str = "", more: str = "", **given: Any) -> Page:
    """Return a page.

    Args:
        template: Name of one of our templates; nothing else is ever compiled as one.
        style: The style that stands in it, word for word.
        script: The script, likewise.
        more: Further directives of its policy.
        given: What else the template shows.
    """
    policy = _policy(style, script, more)
    stream = (
        _environment()
        .get_template(template)
        .stream(style=style, script=script, policy=policy, **given)
    )
    stream.enable_buffering(_BUFFERED)
    return Page(policy=policy, chunks=(text.encode() for text in stream))


def inline(*names: str) -> str:
    """Return styles or scripts of ours as one text, to stand inside a page."""
    return "".join(_read(name) for name in names)


def _policy(style: str, script: str, more: str) -> str:
    """Return a content security policy that lets in a page's own style and script alone."""
    allowed = [f"style-src {_digest(style)}"]
    allowed += [f"script-src {_digest(script)}"] * bool(script) + [more] * bool(more)
    return "; ".join(("default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"))


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


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
