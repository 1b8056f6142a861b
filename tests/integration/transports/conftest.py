# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to a console, with a program at its end that writes down the bytes that arrive."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import open_console

from . import inside
from .engine import NAME, Engine
from .panel_server import KEY, UUID, PanelServer

_PATIENCE_S = 10.0

# Reads its standard input as a server does, and keeps every byte.
RECORDER = """\
import os, sys
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
open(sys.argv[1] + ".ready", "w").close()
while data := os.read(0, 65536):
    os.write(out, data)
"""


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


class Way:
    """One way to a console. C(folder) has a short path: sockets lie in it."""

    transport = ""
    # Every command of at most so many bytes is taken.
    takes = 1025

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spec: dict = {"transport": self.transport, "timeout": 5.0}
        self._record = folder / "record"

    @property
    def recorder(self) -> list[str]:
        return [sys.executable, "-c", RECORDER, str(self._record)]

    def start(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def is_over(self) -> bool:
        """Return whether what was started has ended, and what is between has seen it."""
        raise NotImplementedError

    def passes_on(self, _command: str) -> bool:
        """Return whether a command that is ordinary elsewhere is so here."""
        return True

    def wait_until_read(self) -> None:
        wait_for((self._record.parent / "record.ready").exists, "the recorder did not start")

    def open(self, *, deadline: float | None = None, **options):
        return open_console({**self.spec, **options}, None, deadline=deadline)

    def received(self, last: str = "the end") -> bytes:
        """Send one more command, and return all bytes that came before it."""
        console = self.open()
        console.send(last, need_text=False)
        console.close()
        end = last.encode() + b"\n"
        wait_for(lambda: self.bytes().endswith(end), f"not received: {last}")
        return self.bytes()[: -len(end)]

    def bytes(self) -> bytes:
        return self._record.read_bytes() if self._record.exists() else b""


class Tmux(Way):
    transport = "tmux"

    def start(self, command: list[str] | None = None) -> None:
        self.spec |= {"session": "mc", "socket": str(self.folder / "tmux")}
        self.tmux("-f", "/dev/null", "new-session", "-d", "-s", "mc", "exec " + shlex.join(command or self.recorder))
        if command is None:
            self.wait_until_read()

    def tmux(self, *words: str) -> str:
        command = ["tmux", "-S", str(self.folder / "tmux"), *words]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            command, check=True, capture_output=True, text=True, env=environment, timeout=30
        ).stdout.strip()

    def is_over(self) -> bool:
        try:
            self.tmux("has-session", "-t", "mc")
        except subprocess.CalledProcessError:
            return True
        return False

    def server_pid(self) -> int:
        return int(self.tmux("display-message", "-p", "#{pid}"))

    def half_typed(self, text: str) -> None:
        self.tmux("send-keys", "-t", "mc", "-l", text)

    def stop(self) -> None:
        with contextlib.suppress(subprocess.SubprocessError):
            self.tmux("kill-server")


class Screen(Way):
    transport = "screen"

    def start(self, command: list[str] | None = None, name: str = "mc") -> None:
        folder = self.folder / "screens"
        folder.mkdir(mode=0o700, exist_ok=True)
        self.spec |= {"session": "mc", "socket": str(folder)}
        self.screen("-c", "/dev/null", "-dmS", name, *(command or self.recorder))
        wait_for(lambda: f".{name}\t" in self.list(), "no session")
        if command is None:
            self.wait_until_read()

    def screen(self, *words: str, check: bool = True) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "SCREENDIR": str(self.folder / "screens"),
        }
        return subprocess.run(
            ["screen", *words], check=check, capture_output=True, text=True, env=environment, timeout=30
        ).stdout

    def list(self) -> str:
        return self.screen("-ls", check=False)

    def is_over(self) -> bool:
        return ".mc\t" not in self.list()

    def server_pid(self) -> int:
        return int(self.list().split(".mc\t")[0].split("\t")[-1])

    def half_typed(self, text: str) -> None:
        self.screen("-S", "mc", "-p", "0", "-X", "stuff", text)

    def stop(self) -> None:
        while "\t" in (listed := self.list()):
            name = listed.split("\t")[1]
            self.screen("-S", name, "-X", "quit", check=False)
            self.screen("-wipe", check=False)
            wait_for(lambda gone=name: f"\t{gone}\t" not in self.list(), "a session does not end")


class Fifo(Way):
    transport = "fifo"

    def start(self, command: list[str] | None = None) -> None:
        path = self.folder / "fifo"
        os.mkfifo(path, 0o600)
        self.spec |= {"path": str(path)}
        # Open for writing, too, as systemd's ListenFIFO is: no end of the input between two writers.
        self.descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        os.set_blocking(self.descriptor, True)
        self.process = subprocess.Popen(command or self.recorder, stdin=self.descriptor, stdout=subprocess.DEVNULL)
        if command is None:
            self.wait_until_read()

    def is_over(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.descriptor)


class Container(Way):
    """As Docker has it: the input of the main process is a pipe."""

    transport = "container"

    def start(self, command: list[str] | None = None) -> None:
        self.engine = self.make_engine(self.folder / "engine")
        self.engine.run(command or self.recorder)
        self.spec |= {"container": NAME, "engine_socket": str(self.folder / "engine")}
        if command is None:
            self.wait_until_read()

    def is_over(self) -> bool:
        return not self.engine.running

    def make_engine(self, path: Path) -> Engine:
        return Engine(path)

    def stop(self) -> None:
        self.engine.close()


class Podman(Container):
    """As Podman has it, with a terminal."""

    def make_engine(self, path: Path) -> Engine:
        return Engine(path, terminal=True, podman=True)


class SendToConsole(Container):
    """By the program in the container, which writes to a pipe that is copied to the main process."""

    def start(self, command: list[str] | None = None) -> None:
        inside.put_into(self.folder / "bin")
        super().start(command)
        pipe = self.folder / "console-in"
        os.mkfifo(pipe)
        self._pipe = os.open(pipe, os.O_RDWR)
        self.engine.environment |= {"CREATE_CONSOLE_IN_PIPE": "true", "CONSOLE_IN_NAMED_PIPE": str(pipe)}
        self.spec |= {"via": "mc_send_to_console"}
        threading.Thread(target=self._copy, daemon=True).start()

    def _copy(self) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(self._pipe, 65536):
                os.write(self.engine.stdin, data)

    def stop(self) -> None:
        super().stop()
        os.write(self._pipe, b"\n")  # so that nobody reads a descriptor that is another's by then
        os.close(self._pipe)


class Panel(Way):
    transport = "panel"

    def start(self, command: list[str] | None = None) -> None:
        self.panel = PanelServer(self.folder / "server")
        self.panel.run(command or self.recorder)
        self.spec |= {"url": self.panel.url, "api_key": KEY, "panel_server": UUID[:8]}
        if command is None:
            self.wait_until_read()

    def is_over(self) -> bool:
        return not self.panel.running

    def passes_on(self, command: str) -> bool:
        return command.strip(" \ufeff") == command  # the others are refused

    def stop(self) -> None:
        self.panel.close()


class Rcon(Way):
    transport = "rcon"

    def start(self) -> None:
        self._bytes = b""
        self.password = b"p"
        self.answer: tuple[int, bytes] | None = (0, b"")  # its type and text; None closes
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.spec |= {"port": self._socket.getsockname()[1], "password": "p"}
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._socket.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            while data := connection.recv(1460):
                length, request_id, kind = struct.unpack_from("<iii", data)  # domain, section 6
                assert length == len(data) - 4
                if kind == 3:
                    request_id = request_id if data[12:-2] == self.password else -1
                    connection.sendall(struct.pack("<iii", 10, request_id, 2) + b"\0\0")
                    continue
                self._bytes += data[12:-2] + b"\n"
                if self.answer is None:
                    return
                kind, text = self.answer
                connection.sendall(struct.pack("<iii", 10 + len(text), request_id, kind) + text + b"\0\0")

    def bytes(self) -> bytes:
        return self._bytes

    def stop(self) -> None:
        self._socket.close()


class RconCli(Rcon):
    """By the program in the container, which speaks RCON."""

    transport = "container"
    takes = 1014  # more is not sent: james4k/rcon, writeCmd

    def passes_on(self, command: str) -> bool:
        return len(command.encode()) <= self.takes

    def start(self) -> None:
        super().start()
        inside.put_into(self.folder / "bin")
        inside.configure_rcon_cli(self.folder, self.spec.pop("port"), self.spec.pop("password"))
        self.engine = Engine(self.folder / "engine")
        self.engine.run(["sleep", "600"])
        self.spec |= {"container": NAME, "engine_socket": str(self.folder / "engine"), "via": "rcon_cli"}

    def stop(self) -> None:
        self.engine.close()
        super().stop()


WAYS = {
    "rcon": Rcon,
    "rcon-cli": RconCli,
    "tmux": Tmux,
    "screen": Screen,
    "fifo": Fifo,
    "container": Container,
    "podman": Podman,
    "mc-send-to-console": SendToConsole,
    "panel": Panel,
}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gd-") as path:
        yield Path(path)


def make(name: str, folder: Path) -> Way:
    if name in ("tmux", "screen") and not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    return WAYS[name](folder)


@pytest.fixture(params=list(WAYS))
def way(request, folder) -> Iterator[Way]:
    """Each of the ways in turn, with a recorder at its end."""
    made = make(request.param, folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def tmux(folder) -> Iterator[Tmux]:
    made = make("tmux", folder)
    yield made
    made.stop()


@pytest.fixture
def screen(folder) -> Iterator[Screen]:
    made = make("screen", folder)
    yield made
    made.stop()


@pytest.fixture
def fifo(folder) -> Iterator[Fifo]:
    made = make("fifo", folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def container(folder) -> Iterator[Container]:
    made = make("container", folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def rcon_cli(folder) -> Iterator[RconCli]:
    made = make("rcon-cli", folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def send_to_console(folder) -> Iterator[SendToConsole]:
    made = make("mc-send-to-console", folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def panel(folder) -> Iterator[Panel]:
    made = make("panel", folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def spy(tmp_path, monkeypatch) -> Callable[[str, str], Path]:
    """Put a program before the real one, which writes down its arguments and then runs a line of shell."""

    def put(name: str, line: str = "") -> Path:
        real = shutil.which(name)
        notes = tmp_path / "arguments"
        script = tmp_path / "bin" / name
        script.parent.mkdir(exist_ok=True)
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>{notes}\n{line}\nexec {real} "$@"\n')
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
        return notes

    return put
