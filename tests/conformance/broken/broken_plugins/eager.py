"""Draws in whatever media type it is asked for."""

from broken_plugins.making import hooks


def draw(media_type: str) -> bytes:
    """Draw a circle."""
    return f"<{media_type}>".encode()


globals().update(hooks("broken-eager", rosace_render_figure=draw))
