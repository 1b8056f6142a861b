# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container in every state in which nothing was sent, or nobody knows; and engines that answer anything."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console import opening
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import endpoints, examine, open_console
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    ConsoleRefusedError,
    NobodyThereError,
)

from .conftest import Podman, wait_for
from .engine import CONTAINER_ID

COMMAND = "say hello"
_RUNS = {
    "Id": CONTAINER_ID,
    "State": {"Running": True, "Paused": False},
    "Config": {"OpenStdin": True, "StdinOnce": False, "Tty": False},
}
_UPGRADED = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"


def answer(body: object, status: str = "200 OK", **headers: str) -> bytes:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(data)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


Step = Callable[[socket.socket], None]


@pytest.fixture
def serve(folder) -> Iterator[Callable[..., dict]]:
    """Answer one connection after another: with bytes, or as a function does. Returns the console's options."""
    listening = socket.socket(socket.AF_UNIX)
    threads: list[threading.Thread] = []

    def one(connection: socket.socket, step: bytes | Step) -> None:
        with connection, contextlib.suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            if isinstance(step, bytes):
                connection.sendall(step)
            else:
                step(connection)

    def run(steps: tuple) -> None:
        with contextlib.suppress(OSError):
            for step in steps:
                one(listening.accept()[0], step)

    def start(*steps: bytes | Step) -> dict:
        path = str(folder / "raw")
        listening.bind(path)
        listening.listen()
        threads.append(threading.Thread(target=run, args=(steps,), daemon=True))
        threads[0].start()
        return {"transport": "container", "container": "mc", "engine_socket": path, "timeout": 2.0}

    yield start
    with contextlib.suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def send(spec: dict, command: str = COMMAND) -> Reply:
    console = open_console(spec, None, deadline=None)
    try:
        return console.send(command, need_text=False)
    finally:
        console.close()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"Running": False, "Status": "exited"}, "does not run; start the server"),
        ({"Paused": True}, "is paused"),
        ({"Restarting": True}, "started again and again"),
    ],
)
def test_a_container_that_does_not_read(container, state, told) -> None:
    container.engine.state = state
    with pytest.raises(ConsoleRefusedError, match=f"Nothing was sent to the container mc: it .*{told}") as caught:
        container.open().send(COMMAND)
    assert isinstance(caught.value, NobodyThereError) is ("Running" in state)
    container.engine.state = {}
    assert container.received() == b""


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"OpenStdin": False}, "standard input is closed; make it anew with stdin_open: true"),
        ({"StdinOnce": True}, "would end with the first command"),
    ],
)
def test_a_container_made_without_what_is_needed(container, config, told) -> None:
    container.engine.config |= config
    with pytest.raises(ConfigurationError, match=told):
        container.open().send(COMMAND)
    container.engine.config |= {"OpenStdin": True, "StdinOnce": False}
    assert container.received() == b""


def test_podman_ends_a_pipe_when_we_go_so_it_is_not_attached_to(container) -> None:
    container.engine.podman = True
    with pytest.raises(ConfigurationError, match="make it anew with tty: true"):
        container.open().send(COMMAND)
    container.engine.podman = False
    assert container.received() == b""
    assert container.engine.process.poll() is None


def test_what_an_admin_has_typed_is_not_part_of_it(folder) -> None:
    way = Podman(folder)
    way.start()
    try:
        os.write(way.engine.stdin, b"say not yet ")
        assert way.received("list") == b""
    finally:
        way.stop()


def test_another_container_and_another_engine(container, folder) -> None:
    with pytest.raises(ConsoleRefusedError, match=r"There is no container creative .* option container"):
        container.open(container="creative").send(COMMAND)
    with pytest.raises(ConsoleRefusedError, match="No such file or directory: start the engine"):
        container.open(engine_socket=str(folder / "missing")).send(COMMAND)
    (folder / "file").touch()
    with pytest.raises(ConsoleRefusedError, match="engine_socket"):
        container.open(engine_socket=str(folder / "file")).send(COMMAND)
    assert container.received() == b""


def test_who_may_not_use_the_socket_is_told_what_to_set(container, folder) -> None:
    os.chmod(container.spec["engine_socket"], 0o600)
    folder.chmod(0o711)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            else:
                os.chmod(container.spec["engine_socket"], 0)
            container.open().send(COMMAND)
        except ConsoleRefusedError as error:
            os.write(writing, error.message.encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.close(writing)
    with open(reading, encoding="utf-8") as file:
        assert "may not use it: use become_user" in file.read()


def test_the_container_is_started_again(container) -> None:
    console = container.open()
    console.send("one", need_text=False)
    wait_for(lambda: container.bytes() == b"one\n", "not received")
    container.engine.process.kill()
    container.engine.process.wait()
    with pytest.raises(NobodyThereError, match="does not run"):
        console.send("two")
    (container.folder / "record.ready").unlink()
    container.engine.run(container.recorder)
    container.wait_until_read()
    console.send("three", need_text=False)
    console.close()
    assert container.received() == b"one\nthree\n"


def test_a_server_that_talks_meanwhile(container, folder) -> None:
    """Its output is taken away, so that no engine waits for us."""
    container.engine.process.kill()
    container.engine.process.wait()
    container.engine.run(["sh", "-c", "yes | head -c 3000000 & cat >>" + str(folder / "record")])
    assert container.received() == b""


def test_the_server_does_not_read(serve) -> None:
    """The engine has what it can pass on nowhere: nobody can know."""
    over = threading.Event()

    def attach(connection: socket.socket) -> None:
        connection.sendall(_UPGRADED)
        over.wait(10)

    begun = time.monotonic()
    with pytest.raises(ConsoleLostAfterError, match="has not taken it in time, and may yet do so"):
        send({**serve(answer(_RUNS), attach), "timeout": 0.3})
    over.set()
    assert time.monotonic() - begun < 5


def test_the_engine_stops_with_the_command_in_its_hands(serve) -> None:
    def attach(connection: socket.socket) -> None:
        connection.sendall(_UPGRADED)
        connection.recv(1)

    with pytest.raises(ConsoleLostAfterError, match="unknown"):
        send(serve(answer(_RUNS), attach))


def test_the_engine_stops_before_the_command(serve) -> None:
    with pytest.raises((ConsoleLostBeforeError, ConsoleLostAfterError)) as caught:
        send(serve(answer(_RUNS), _UPGRADED))
    assert "the container mc" in caught.value.message.lower()


def test_an_answer_without_upgrade_is_as_good(serve) -> None:
    got: list[bytes] = []

    def attach(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n")
        while data := connection.recv(100):
            got.append(data)

    send(serve(answer(_RUNS), attach))
    wait_for(lambda: b"".join(got) == b"say hello\n", "not received")


def test_attach_refused(serve) -> None:
    conflict = answer({"message": "container is \u001b[31mnot running"}, "409 Conflict")
    with pytest.raises(ConsoleRefusedError, match=r"status 409, so nothing was sent; it says: container is .*running"):
        send(serve(answer(_RUNS), conflict))


ODD = {
    "garbage": b"\0\xff\x16\x03\x01 nothing of HTTP\r\n\r\n",
    "redis": b"-ERR unknown command 'GET'\r\n",
    "header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "headers": b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 1000 + b"\r\n",
    "no json": answer(b"<html>"),
    "not utf-8": answer(b"\xff\xfe"),
    "deep": answer(b"[" * 200_000),
    "list": answer([]),
    "null": answer(None),
    "other": answer({"State": {"Running": True}}),
    "state": answer({**_RUNS, "State": "running"}),
    "large": answer(b" " * (4 * 1024 * 1024 + 1)),
    "redirect": answer({}, "301 Moved Permanently", Location="http://example.org/"),
    "error": answer({"message": "x" * 5000}, "500 Internal Server Error"),
    "error number": answer({"message": 5}, "500 Internal Server Error"),
    "error list": answer([], "500 Internal Server Error"),
    "cut": answer(_RUNS)[:-5],
    "nothing": b"",
    "half a header": b"HTTP/1.1 200 OK\r\nContent-Le",
    "no number": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
}


@pytest.mark.parametrize("case", list(ODD))
def test_what_is_no_engine(serve, case) -> None:
    with pytest.raises((ConsoleRefusedError, ConsoleLostBeforeError)) as caught:
        send(serve(ODD[case]))
    assert "nothing was sent" in caught.value.message
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 600


def test_an_answer_that_trickles_ends_in_time(serve) -> None:
    def trickle(connection: socket.socket) -> None:
        for byte in answer(_RUNS):
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    begun = time.monotonic()
    with pytest.raises(ConsoleNoAnswerError, match="did not answer in time, so nothing was sent"):
        send({**serve(trickle), "timeout": 0.5})
    assert time.monotonic() - begun < 2


def test_the_reply_comes_from_the_log(container, tmp_path) -> None:
    log = tmp_path / "latest.log"
    log.touch()
    container.engine.process.kill()
    container.engine.process.wait()
    container.engine.run(
        ["sh", "-c", f"read -r line && echo '[12:00:00] [Server thread/INFO]: pong' >>{log}; cat >/dev/null"]
    )
    assert container.open(log=str(log)).send("ping") == Reply("pong", alone=False)


@pytest.mark.parametrize(
    "name", ["-t", "", "a b", "../../images", "mc?x=1", "mc/json", "é", "a\r\nX: y", "x" * 300, "%2e"]
)
def test_names_that_are_no_containers(name) -> None:
    with pytest.raises(ConfigurationError, match="option container"):
        open_console({"transport": "container", "container": name}, None, deadline=None)


@pytest.mark.parametrize("path", ["docker.sock", "/run/" + "x" * 200, "/run/a\nb"])
def test_sockets_that_are_no_paths(path) -> None:
    with pytest.raises(ConfigurationError, match="option engine_socket"):
        open_console({"transport": "container", "container": "mc", "engine_socket": path}, None, deadline=None)


def test_where_the_engines_have_their_sockets(folder) -> None:
    """The places are those of Docker's and Podman's own documentation."""
    spec = {"transport": "container", "container": "mc"}
    assert endpoints(spec, None) == [f"container {Path('/var/run/docker.sock').resolve()} mc"]
    podman = endpoints({**spec, "engine": "podman"}, None)[0]
    user = os.geteuid()
    expected = "/run/podman/podman.sock" if user == 0 else f"/run/user/{user}/podman/podman.sock"
    assert podman == f"container {Path(expected).resolve()} mc"
    assert opening.connections(spec) == 1


def test_doctor_sees_what_is_right_and_sends_nothing(container) -> None:
    (finding,) = examine(container.spec, None)
    assert (finding.status, "standard input is open (a pipe)" in finding.message) == ("ok", True)
    container.engine.config["OpenStdin"] = False
    (finding,) = examine(container.spec, None)
    assert (finding.status, finding.code) == ("failed", "configuration")
    assert "stdin_open: true and tty: true" in finding.advice
    container.engine.config["OpenStdin"] = True
    assert container.engine.requests == ["/containers/mc/json"] * 2
    assert container.received() == b""
