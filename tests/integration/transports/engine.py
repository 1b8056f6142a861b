# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container engine's API on a socket, before a real process: what Docker's API reference says of inspect and attach.

As Podman it does what Podman 4.3 was seen to do: it ends a pipe's input when somebody who is attached goes, and drops
what is written to a terminal by somebody who does not read it.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import socket
import socketserver
import struct
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from .main_process import MainProcess

CONTAINER_ID = "8ac9a688e609e4a305cc97cd7de4891c9725a7c9de0ea877ae9862cefb913b8f"
NAME = "mc"


class Engine(MainProcess):
    """One engine with one container."""

    def __init__(self, path: Path, *, terminal: bool = False, podman: bool = False) -> None:
        super().__init__(terminal=terminal)
        self.path = path
        self.podman = podman
        self.config = {"OpenStdin": True, "StdinOnce": False, "Tty": terminal}
        self.state: dict = {}  # what it says, whatever is so
        self.attached: list[tuple[socket.socket, dict]] = []
        self.requests: list[str] = []
        self._server = _Server(str(path), _Handler)
        self._server.engine = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def said(self, data: bytes) -> None:
        framed = data if self.terminal else struct.pack(">BxxxI", 1, len(data)) + data
        for connection, query in list(self.attached):
            if query.get("stdout") == ["1"]:
                with contextlib.suppress(OSError):
                    connection.sendall(framed)

    def inspect(self) -> dict:
        running = self.running
        return {
            "Id": CONTAINER_ID,
            "State": {"Status": "running" if running else "exited", "Running": running, "Paused": False, **self.state},
            "Config": self.config,
        }

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.kill()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    engine: Engine

    def handle_error(self, request, client_address) -> None:
        """A client that goes is no error here."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def engine(self) -> Engine:
        return self.server.engine

    def version_string(self) -> str:
        return "Libpod/4.3.1 (linux)" if self.engine.podman else "Docker/28.0.0 (linux)"

    def log_message(self, *args: object) -> None:
        pass

    def address_string(self) -> str:
        return "unix"

    def _answer(self, status: int, answer: dict) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _container(self) -> str | None:
        parts = urlsplit(self.path).path.strip("/").split("/")
        self.engine.requests.append(self.path)
        if len(parts) != 3 or parts[0] != "containers" or parts[1] not in (NAME, CONTAINER_ID):
            self._answer(404, {"message": f"No such container: {parts[1]}"})
            return None
        return parts[2]

    def do_GET(self) -> None:
        if self._container() == "json":
            self._answer(200, self.engine.inspect())

    def do_POST(self) -> None:
        if self._container() != "attach":
            return
        engine = self.engine
        query = parse_qs(urlsplit(self.path).query)
        running = engine.running
        if not running and not engine.podman:
            self._answer(409, {"message": f"container {CONTAINER_ID} is not running"})
            return
        upgrade = self.headers.get("Upgrade") == "tcp"
        self.send_response_only(*((101, "UPGRADED") if upgrade else (200, "OK")))
        self.send_header("Content-Type", "application/vnd.docker.raw-stream")
        if upgrade:
            self.send_header("Connection", "Upgrade")
            self.send_header("Upgrade", "tcp")
        self.end_headers()
        self.close_connection = True
        if engine.podman and (not running or (engine.terminal and query.get("stdout") != ["1"])):
            return
        attached = (self.connection, query)
        engine.attached.append(attached)
        try:
            self._copy(engine)
        finally:
            engine.attached.remove(attached)
        if not engine.terminal and (engine.podman or engine.config["StdinOnce"]):
            engine.end_input()

    def _copy(self, engine: Engine) -> None:
        with contextlib.suppress(OSError):
            while data := self.connection.recv(32768):
                while data:
                    data = data[os.write(engine.stdin, data) :]
