# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox in a process of its own: up, down, status, and what becomes of it when it is killed."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from rcon.source import Client

from gamedesk.sandbox import control
from gamedesk.sandbox.errors import SandboxError
from gamedesk.sandbox.folder import LUCKPERMS_DATABASE
from gamedesk.sandbox.server import SandboxServer

VIP = "SELECT count(*) FROM luckperms_user_permissions WHERE permission = 'group.vip'"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "with space" / "server"
    yield place
    with contextlib.suppress(SandboxError):
        control.down(place)
    assert not control.status(place).running


def password(folder):
    lines = (folder / "server.properties").read_text().splitlines()
    return dict(line.partition("=")[::2] for line in lines)["rcon.password"]


def ask(folder, port, command):
    with Client("127.0.0.1", port, passwd=password(folder), timeout=5) as client:
        return client.run(command)


def vips(folder):
    with contextlib.closing(sqlite3.connect(folder / LUCKPERMS_DATABASE)) as connection:
        return connection.execute(VIP).fetchone()[0]


def is_alive(pid):
    """Tell whether a process runs; a zombie does not."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")


def test_before_the_first_time(folder):
    assert control.status(folder) == control.Status(running=False, pid=None, port=None, folder=folder)
    assert control.down(folder) is False


def test_up_and_down(folder):
    up = control.up(folder)
    assert up.running
    assert up == control.status(folder)
    assert ask(folder, up.port, "list").startswith("There are 0 of a max")
    assert is_alive(up.pid)
    assert os.getsid(up.pid) != os.getsid(0)
    assert control.up(folder) == up
    assert control.down(folder) is True
    assert not is_alive(up.pid)
    assert control.status(folder) == control.Status(running=False, pid=None, port=None, folder=folder)
    assert control.down(folder) is False
    log = (folder / "logs" / "latest.log").read_text()
    assert log.splitlines()[-1].endswith("All dimensions are saved")
    assert (folder / "logs" / "sandbox.err").read_text() == ""


def test_killed_and_up_again(folder):
    first = control.up(folder)
    ask(folder, first.port, "lp user Draxe parent add vip")
    deadline = time.monotonic() + 5
    while not vips(folder) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGKILL)
    while control.status(folder).running and time.monotonic() < deadline:
        time.sleep(0.01)
    assert control.down(folder) is False
    second = control.up(folder)
    assert second.pid != first.pid
    assert second.port == first.port
    assert vips(folder) == 1


def test_down_ends_what_does_not_listen(folder):
    up = control.up(folder)
    os.kill(up.pid, signal.SIGSTOP)
    assert control.down(folder, timeout=0.2) is True
    assert not is_alive(up.pid)


def test_a_start_that_fails_says_why(folder):
    folder.mkdir(parents=True)
    (folder / "server.properties").write_text("rcon.port=1\n")
    with pytest.raises(SandboxError, match=r"did not start: rcon\.password is empty"):
        control.up(folder)
    assert not control.status(folder).running


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxError, match="cannot start"):
        control.up(tmp_path / "file" / "server")


def test_a_sandbox_of_this_process_is_not_ended(folder):
    with SandboxServer(folder) as server:
        now = control.up(folder)
        assert (now.pid, now.port) == (os.getpid(), server.port)
        with pytest.raises(SandboxError, match="inside this process"):
            control.down(folder)


def test_whoever_is_second_does_not_take_over(folder, monkeypatch):
    nothing = control.Status(running=False, pid=None, port=None, folder=folder)
    first = control.up(folder)
    looks = iter([nothing])
    real = control.status
    # The first look comes before the other sandbox has its lock.
    monkeypatch.setattr(control, "status", lambda place: next(looks, None) or real(place))
    assert control.up(folder) == first
    assert control.down(folder) is True
    time.sleep(0.3)
    assert not control.status(folder).running


def test_the_console_command_stop_ends_the_process(folder):
    up = control.up(folder)
    assert ask(folder, up.port, "stop") == "Stopping the server"
    deadline = time.monotonic() + 5
    while control.status(folder).running and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not control.status(folder).running


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_in_the_foreground(folder, number):
    command = [sys.executable, "-m", "gamedesk.sandbox", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        deadline = time.monotonic() + 5
        while control.status(folder).port is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(number)
        output, _unused = process.communicate(timeout=10)
    assert process.returncode == 0
    lines = output.decode().splitlines()
    assert "Done (" in "".join(lines)
    assert all(
        re.match(r"\[\d\d:\d\d:\d\d (INFO|WARN|ERROR)\]: ", line) for line in lines
    )  # domain 1.1: Paper's console


def test_the_usage():
    found = subprocess.run([sys.executable, "-m", "gamedesk.sandbox"], capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert found.stderr == "Usage: python -m gamedesk.sandbox FOLDER\n"
