# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A panel's API before a real process, as Pterodactyl's routes, controllers and middleware, and Wings, have it.

The names and texts are those of pterodactyl/panel (app/Http/Controllers/Api/Client/Servers, app/Http/Kernel.php) and of
pterodactyl/wings (router/router_server.go).
"""

from __future__ import annotations

import http.server
import json
import os
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from .main_process import MainProcess

KEY = "ptlc_k3yOfTheDesk0123456789abcdefghijklmnopqrst"
UUID = "d3aac109-e5a0-4331-b03e-3454f7e45bf5"
OFFLINE = "Server must be online in order to send commands."
Answer = tuple[int, object, dict[str, str]]


def error(status: int, code: str, detail: str, **headers: str) -> Answer:
    return status, {"errors": [{"code": code, "status": str(status), "detail": detail}]}, headers


class PanelServer(MainProcess):
    """A panel with one server, whose files are in C(root). C(instead) may answer in its place."""

    def __init__(self, root: Path, *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(terminal=True)
        self.root = root
        self.largest = 4 * 1024 * 1024
        self.asked: list[tuple[str, str]] = []
        self.instead: Callable[[str, str], Answer | None] = lambda _method, _path: None
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.panel = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        host = "localhost" if tls else "127.0.0.1"
        self.url = f"{'https' if tls else 'http'}://{host}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(target)
        self.asked.append((method, target))
        other = self.instead(method, parts.path)
        if other is not None:
            return other
        start = "/api/client/servers/"
        if headers.get("authorization") != f"Bearer {KEY}":
            return error(401, "AuthenticationException", "Unauthenticated.")
        server, _slash, what = parts.path.removeprefix(start).partition("/")
        if not parts.path.startswith(start) or server not in (UUID, UUID[:8]):
            return error(404, "NotFoundHttpException", "The requested resource could not be found on the server.")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        routes: dict[tuple[str, str], Callable[[], Answer]] = {
            ("GET", ""): self._details,
            ("POST", "command"): lambda: self._command(body),
            ("GET", "files/list"): lambda: self._list(query["directory"]),
            ("GET", "files/contents"): lambda: self._contents(query["file"]),
        }
        return routes[method, what]()

    def _details(self) -> Answer:
        attributes = {"identifier": UUID[:8], "uuid": UUID, "name": "Survival", "is_suspended": False}
        return 200, {"object": "server", "attributes": attributes}, {}

    def _command(self, body: bytes) -> Answer:
        command = json.loads(body)["command"].strip()  # the middleware TrimStrings
        if not command:
            return error(422, "ValidationException", "The command field is required.")
        if not self.running:
            return error(502, "HttpException", OFFLINE)
        line = command.encode() + b"\n"
        while line:
            line = line[os.write(self.stdin, line) :]
        return 204, b"", {}

    def _list(self, directory: str) -> Answer:
        folder = self.root / directory.strip("/")
        if not folder.is_dir():
            return error(404, "DaemonConnectionException", "The requested directory was not found.")
        files = [{"name": one.name, "size": one.stat().st_size, "is_file": one.is_file()} for one in folder.iterdir()]
        data = [{"object": "file_object", "attributes": one} for one in files]
        return 200, {"object": "list", "data": data}, {}

    def _contents(self, name: str) -> Answer:
        content = (self.root / name.strip("/")).read_bytes()
        if len(content) > self.largest:
            return error(400, "FileSizeTooLargeException", "The file is too large to view.")
        return 200, content, {"Content-Type": "text/plain; charset=UTF-8"}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.kill()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    panel: PanelServer

    def handle_error(self, request, client_address) -> None:
        """A client that goes is no error here."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, content, more = self.server.panel.answer(self.command, self.path, headers, body)
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self) -> None:
        self.do_GET()
