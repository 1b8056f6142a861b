# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real FIFO, in every state in which nothing was sent, or nobody knows."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    ConsoleLostAfterError,
    ConsoleLostBeforeError,
    ConsoleNoAnswerError,
    NobodyThereError,
)

from .conftest import wait_for

COMMAND = "say hello"


@pytest.fixture
def path(folder) -> str:
    """A FIFO that nobody reads yet."""
    os.mkfifo(folder / "other", 0o600)
    return str(folder / "other")


@pytest.fixture
def open_to(fifo):
    """Open a console to another path."""
    return lambda path, **options: fifo.open(path=str(path), **options)


def test_nobody_reads_it(open_to, path) -> None:
    with pytest.raises(NobodyThereError, match="nobody reads it; start the server"):
        open_to(path).send(COMMAND)


def test_not_there(open_to, folder) -> None:
    with pytest.raises(NobodyThereError, match="option path"):
        open_to(folder / "missing").send(COMMAND)


def test_only_a_fifo_is_written_to(open_to, fifo, folder) -> None:
    (folder / "file").write_text("kept")
    (folder / "link").symlink_to(fifo.spec["path"])
    for path, kind in (("file", "a regular file"), ("link", "a symbolic link"), ("", "a folder")):
        with pytest.raises(ConfigurationError, match=kind):
            open_to(folder / path).send(COMMAND)
    with pytest.raises(ConfigurationError, match="a device"):
        open_to("/dev/null").send(COMMAND)
    assert (folder / "file").read_text() == "kept"
    assert fifo.received() == b""


def test_a_file_that_is_put_in_its_place_in_between_is_not_written_to(open_to, fifo, folder, monkeypatch) -> None:
    """What was looked at and what was opened are compared by what was opened."""
    (folder / "file").write_text("kept")
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, flags, *rest: real(str(folder / "file"), flags, *rest))
    console = open_to(fifo.spec["path"])
    with pytest.raises(ConfigurationError, match="a regular file"):
        console.send(COMMAND)
    assert (folder / "file").read_text() == "kept"


def test_the_server_closes_it_before(fifo) -> None:
    console = fifo.open()
    console.send("one", need_text=False)
    fifo.process.kill()
    fifo.process.wait()
    os.close(fifo.descriptor)
    try:
        with pytest.raises(ConsoleLostBeforeError, match="nobody reads it any more"):
            console.send(COMMAND)
        with pytest.raises(NobodyThereError, match="start the server"):
            console.send(COMMAND)
    finally:
        fifo.descriptor = os.open("/dev/null", os.O_RDONLY)
    assert fifo.bytes() == b"one\n"


def test_the_server_is_started_again(fifo, folder) -> None:
    """systemd makes the FIFO anew when its unit starts; the old one leads nowhere."""
    console = fifo.open()
    console.send("one", need_text=False)
    fifo.stop()
    os.unlink(fifo.spec["path"])
    fifo.start()
    console.send("two", need_text=False)
    console.close()
    assert fifo.received() == b"one\ntwo\n"


def test_the_server_does_not_read_what_was_written(fifo) -> None:
    os.kill(fifo.process.pid, signal.SIGSTOP)
    state = Path(f"/proc/{fifo.process.pid}/stat")
    wait_for(lambda: state.read_text().rpartition(") ")[2].startswith("T"), "it does not stop")
    try:
        with pytest.raises(ConsoleLostAfterError, match="may yet do so"):
            fifo.open(timeout=0.2).send(COMMAND, need_text=False)
        with pytest.raises(ConsoleNoAnswerError, match=r"Nothing was sent .* not read what is in it"):
            fifo.open(timeout=0.2).send("another", need_text=False)
    finally:
        os.kill(fifo.process.pid, signal.SIGCONT)
    assert fifo.received() == f"{COMMAND}\n".encode()


def test_the_server_dies_with_the_command_unread(open_to, path) -> None:
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    console = open_to(path, timeout=5.0)
    closer = threading.Timer(0.2, os.close, (reader,))
    closer.start()
    begun = time.monotonic()
    with pytest.raises(ConsoleLostAfterError, match="the server closed it"):
        console.send(COMMAND, need_text=False)
    closer.join()
    assert time.monotonic() - begun < 4


def test_a_full_one(open_to, path) -> None:
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    try:
        written = 0
        try:
            while True:
                written += os.write(writer, b"x" * 4096)
        except BlockingIOError:
            pass
        with pytest.raises(ConsoleNoAnswerError, match="Nothing was sent"):
            open_to(path, timeout=0.2).send(COMMAND)
        assert sum(len(os.read(reader, 65536)) for _unused in range(written // 65536)) == written
    finally:
        os.close(reader)
        os.close(writer)


def test_a_command_is_one_write(fifo) -> None:
    """Commands of several writers do not mix: each goes in whole."""
    pids = []
    for letter in "abcd":
        pid = os.fork()
        if pid == 0:
            try:
                console = fifo.open(timeout=20.0)
                for _unused in range(20):
                    console.send(letter * 4000, need_text=False)
            finally:
                os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    lines = fifo.received().decode().splitlines()
    assert sorted(lines) == [letter * 4000 for letter in "abcd" for _unused in range(20)]


def test_the_reply_comes_from_the_log(fifo, tmp_path) -> None:
    log = tmp_path / "latest.log"
    log.write_text("[12:00:00] [Server thread/INFO]: before\n")
    console = fifo.open(log=str(log), timeout=0.5)
    assert console.send("one") == Reply(None)
    wait_for(lambda: fifo.bytes() == b"one\n", "not received")
    log.unlink()
    with pytest.raises(ConfigurationError, match="nothing was sent"):
        console.send("two")
    console.close()
    assert fifo.received() == b"one\n"
