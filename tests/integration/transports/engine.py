# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container engine's API on a socket, before a real process: what Docker's API reference says of it.

That is to inspect, to attach, and to execute. As Podman it does what Podman 4.3 was seen to do: it ends a pipe's input
when somebody who is attached goes, and drops what is written to a terminal by somebody who does not read it.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import socket
import socketserver
import struct
import subprocess
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from .main_process import MainProcess

CONTAINER_ID = "8ac9a688e609e4a305cc97cd7de4891c9725a7c9de0ea877ae9862cefb913b8f"
NAME = "mc"


def frame(stream: int, data: bytes) -> bytes:
    return struct.pack(">BxxxI", stream, len(data)) + data


class Engine(MainProcess):
    """One engine with one container."""

    def __init__(self, path: Path, *, terminal: bool = False, podman: bool = False) -> None:
        super().__init__(terminal=terminal)
        self.path = path
        self.podman = podman
        self.config = {"OpenStdin": True, "StdinOnce": False, "Tty": terminal}
        self.state: dict = {}  # what it says, whatever is so
        self.environment = {"PATH": str(path.parent / "bin"), "HOME": str(path.parent)}
        self.executed: list[dict] = []  # what was asked for, and how it ended
        self.attached: list[tuple[socket.socket, dict]] = []
        self.requests: list[str] = []
        self._server = _Server(str(path), _Handler)
        self._server.engine = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def said(self, data: bytes) -> None:
        framed = data if self.terminal else frame(1, data)
        for connection, query in list(self.attached):
            if query.get("stdout") == ["1"]:
                with contextlib.suppress(OSError):
                    connection.sendall(framed)

    def inspect(self) -> dict:
        running = self.running
        return {
            "Id": CONTAINER_ID,
            "State": {"Status": "running" if running else "exited", "Running": running, "Paused": False, **self.state},
            "Config": {**self.config, "Env": [f"{name}={value}" for name, value in self.environment.items()]},
        }

    def execute(self, number: int) -> bytes:
        """Run a program beside the main process; return its output in frames."""
        asked = self.executed[number]
        try:
            done = subprocess.run(
                asked["Cmd"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=30,
                check=False,
            )
            asked["ExitCode"], said = done.returncode, (done.stdout, done.stderr)
        except FileNotFoundError:
            told = f'exec failed: exec: "{asked["Cmd"][0]}": executable file not found in $PATH: unknown\r\n'.encode()
            asked["ExitCode"], said = 127, ((b"", told) if self.podman else (b"OCI runtime " + told, b""))
        return b"".join(frame(stream, data) for stream, data in enumerate(said, 1) if data)

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
        if self.path.startswith("/exec/"):
            code = self.engine.executed[int(self.path.split("/")[2])]["ExitCode"]
            self._answer(200, {"Running": False, "ExitCode": code})
        elif self._container() == "json":
            self._answer(200, self.engine.inspect())

    def do_POST(self) -> None:
        engine = self.engine
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/exec/"):
            said = engine.execute(int(self.path.split("/")[2]))
            self.send_response_only(200, "OK")
            self.send_header("Content-Type", "application/vnd.docker.multiplexed-stream")
            self.end_headers()
            self.wfile.write(said)
            self.close_connection = True
            return
        what = self._container()
        if what == "exec":
            engine.executed.append(json.loads(content))
            self._answer(201, {"Id": str(len(engine.executed) - 1)})
        elif what == "attach":
            self._attach(engine)

    def _attach(self, engine: Engine) -> None:
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
            self._copy(engine, wanted=query.get("stdin") == ["1"])
        finally:
            engine.attached.remove(attached)
        once = engine.config["StdinOnce"] and query.get("stdin") == ["1"]
        if not engine.terminal and (engine.podman or once):
            engine.end_input()

    def _copy(self, engine: Engine, *, wanted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := self.connection.recv(32768):
                while data and wanted:
                    data = data[os.write(engine.stdin, data) :]
