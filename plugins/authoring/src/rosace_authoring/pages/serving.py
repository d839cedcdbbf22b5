"""Serves the pages of a preview to this machine alone."""

import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rosace_authoring.pages.previewing import Preview
    from rosace_authoring.pages.templating import Page

__all__ = ["ADDRESS", "PreviewServer"]

ADDRESS: Final = "127.0.0.1"
_OWN_NAMES: Final = frozenset({ADDRESS, "localhost"})
_CHANGES: Final = "/changes"
_HEARTBEAT: Final = 10.0
"""Seconds after which a page is told that nothing changed, which finds out if it is there."""

_PATIENCE: Final = 30.0
"""Seconds in which a request must have come in whole."""


class PreviewServer(ThreadingHTTPServer):
    """Serves a preview until it is shown another one.

    Args:
        preview: The pages to begin with.
        port: The port to listen on; 0 for a free one.

    Raises:
        OSError: The port is taken, or not ours to take.
    """

    daemon_threads = True

    def __init__(self, preview: "Preview", port: int) -> None:
        """Listen."""
        self.preview = preview
        self.changed = Condition()
        super().__init__((ADDRESS, port), _Handler)

    def server_bind(self) -> None:
        """Listen, without asking who this machine is."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    @property
    def address(self) -> str:
        """Where the preview is to be seen."""
        return f"http://{ADDRESS}:{self.server_port}/"

    def show(self, preview: "Preview") -> None:
        """Show another preview, and tell every open page."""
        with self.changed:
            self.preview = preview
            self.changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a reader go that went away; anything else is a fault, and is told."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one reader; what is no page of the preview is not there."""

    server: PreviewServer
    server_version = "rosace"
    sys_version = ""
    timeout = _PATIENCE

    def do_GET(self) -> None:
        """Send a page, or the changes as they come."""
        if not self._is_ours():
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        path = self.path.partition("?")[0]
        if path == _CHANGES and self.command == "GET":
            self._follow()
            return
        page = self.server.preview.page(path.removeprefix("/") or "index.html")
        if page is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            self._send_page(page)

    do_HEAD = do_GET  # noqa: N815  # as the library calls it

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as the library calls it
        """Keep no record of who looked at what."""

    def _is_ours(self) -> bool:
        """Say whether a request names this server, as one led here by a stranger's page won't."""
        named = self.headers.get_all("Host") or []
        port = self.server.server_port
        return len(named) == 1 and named[0] in {f"{own}:{port}" for own in _OWN_NAMES}

    def _send_page(self, page: "Page") -> None:
        held = b"".join(page.chunks)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(held)))
        self.send_header("Content-Security-Policy", f"{page.policy}; frame-ancestors 'self'")
        self._end_guarded()
        if self.command == "GET":
            self.wfile.write(held)

    def _refuse(self, status: HTTPStatus) -> None:
        held = f"{status.value} {status.phrase}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(held)))
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self._end_guarded()
        if self.command == "GET":
            self.wfile.write(held)

    def _follow(self) -> None:
        """Send the version that is shown, now and whenever it changes, until the reader goes."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self._end_guarded()
        told = None
        while True:
            shown = self.server.preview.version
            line = f"data: {shown}\n\n" if shown != told else ":\n\n"
            self.wfile.write(line.encode())
            told = shown
            with self.server.changed:
                self.server.changed.wait_for(
                    lambda: self.server.preview.version != told,  # noqa: B023  # read at once
                    timeout=_HEARTBEAT,
                )

    def _end_guarded(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
