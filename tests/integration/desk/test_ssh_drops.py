# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ssh that drops, or goes dead, in mid-run: the ticket tells the truth, and resume ends in one effect."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..faults.fault_proxy import FaultProxy, Passage, fault_proxy
from ..faults.outcomes import SSH_FROZEN, SSH_LOST, SSH_REFUSED, Outcome
from .conftest import Bench
from .sshd import SSHD, Sshd, over_ssh, running_sshd

pytestmark = pytest.mark.skipif(SSHD is None, reason="needs sshd")
VIP = ("group.vip", 0)
# So that ssh itself notices a dead line within two or three seconds.
ALIVE = "-o ServerAliveInterval=1 -o ServerAliveCountMax=2"


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    with running_sshd(tmp_path) as running:
        running.trust()
        yield running


class Hold:
    """A fault that keeps a packet until it is let go."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go = threading.Event()

    def __call__(self, passage: Passage) -> None:
        self.reached.set()
        while not self.go.wait(0.05) and not passage.wire.released.is_set():
            pass
        passage.forward(passage.data)


def through(bench: Bench, proxy: FaultProxy) -> None:
    bench.set_inventory(gamedesk_console={"host": "127.0.0.1", "port": proxy.port})


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come true in time"
        time.sleep(0.02)


def signal_sessions(sshd: Sshd, number: signal.Signals) -> None:
    for pid in sshd.sessions():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def finished(process: subprocess.Popen[str], outcome: Outcome, bench: Bench, *, seconds: float = 60.0) -> None:
    """Wait for the command, and check what it says and what it has recorded."""
    out, err = process.communicate(timeout=seconds)
    assert "Traceback" not in err
    told = json.loads(out)
    assert (process.returncode, told["status"]) == (outcome.exit, outcome.status), out
    assert told["error"]["code"] in outcome.codes
    assert bench.kinds()[-1] == "action_finished"
    assert bench.history()[-1]["status"] == outcome.status


def resumes_to_one_effect(bench: Bench) -> None:
    code, answer = bench.json("resume")
    assert (code, [action["status"] for action in answer["actions"]]) == (0, ["succeeded"]), answer
    (result,) = answer["actions"][0]["results"]
    assert (result["changed"], result["verified"]) == (True, True)
    assert "vip" not in [rank["rank"] for rank in result["before"]["ranks"]]
    assert bench.memberships().count(VIP) == 1
    assert bench.actions_of_luckperms() == [("parent add vip",)]
    assert bench.kinds()[-1] == "resolved"
    assert bench.json("resume")[1] == {"actions": []}


@pytest.mark.parametrize("ending", ["close", "reset", "silence"])
def test_a_connection_that_ends_before_the_login(bench, sshd, ending):
    def hang_up() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = listener.accept()
                if ending == "silence":
                    kept.append(connection)
                    continue
                # One that is gone before ssh has said its first words: ssh does not say that it was before the login.
                connection.recv(256)
                if ending == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                connection.close()

    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=hang_up)
        thread.start()
        over_ssh(bench, sshd, ansible_port=listener.getsockname()[1], ansible_ssh_timeout=2)
        process = bench.start("grant", "Draxe", "vip", "--json")
        finished(process, SSH_REFUSED, bench)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    for connection in kept:
        connection.close()
    assert bench.actions_of_luckperms() == []
    assert bench.json("resume")[1] == {"actions": []}


def held_at_the_door(sshd: Sshd) -> tuple[Path, Path]:
    """Have the host run nothing of a session before it is let go; return the files that tell and that let go."""
    folder = sshd.key.parent
    held, go = folder / "held", folder / "go"
    hook = folder / "hook"
    hook.write_text(
        f'#!/bin/sh\n: > {held}\nwhile [ ! -e {go} ]; do sleep 0.05; done\nexec /bin/sh -c "$SSH_ORIGINAL_COMMAND"\n'
    )
    hook.chmod(0o755)
    keys = folder / "authorized_keys"
    keys.write_text(f'command="{hook}" {keys.read_text()}')
    return held, go


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_a_session_that_ends_before_the_module_is_there(bench, sshd, number):
    over_ssh(bench, sshd)
    held, go = held_at_the_door(sshd)
    process = bench.start("grant", "Draxe", "vip", "--json")
    wait_until(held.exists)
    signal_sessions(sshd, number)
    finished(process, SSH_LOST, bench)
    assert bench.actions_of_luckperms() == []
    go.touch()
    resumes_to_one_effect(bench)


@pytest.mark.parametrize("packet", ["command 1", "reply 1"], ids=["before the effect", "after the effect"])
@pytest.mark.parametrize("orphan", ["goes on", "ends only after the resume has begun"])
def test_a_session_that_ends_while_the_module_works(bench, sshd, packet, orphan):
    over_ssh(bench, sshd)
    hold = Hold()
    with fault_proxy(bench.server.port, {packet: hold}) as proxy:
        through(bench, proxy)
        process = bench.start("grant", "Draxe", "vip", "--json")
        assert hold.reached.wait(30)
        if packet == "reply 1":
            wait_until(lambda: VIP in bench.memberships())
        signal_sessions(sshd, signal.SIGKILL)
        finished(process, SSH_LOST, bench)
        if orphan == "goes on":
            hold.go.set()
            resumes_to_one_effect(bench)
        else:
            threading.Timer(2.0, hold.go.set).start()
            resumes_to_one_effect(bench)


@pytest.mark.parametrize(
    ("packet", "variables"),
    [("command 1", {"ansible_ssh_extra_args": ALIVE}), ("reply 1", {})],
    ids=["before the effect", "after the effect, with nothing set"],
)
def test_a_session_that_freezes(bench, sshd, packet, variables):
    over_ssh(bench, sshd, **variables)
    hold = Hold()
    with fault_proxy(bench.server.port, {packet: hold}) as proxy:
        through(bench, proxy)
        process = bench.start("grant", "Draxe", "vip", "--json")
        assert hold.reached.wait(30)
        if packet == "reply 1":
            wait_until(lambda: VIP in bench.memberships())
        signal_sessions(sshd, signal.SIGSTOP)
        try:
            finished(process, SSH_FROZEN, bench, seconds=80)
            hold.go.set()
            # The old session is still frozen, and the next run must not wait for it.
            resumes_to_one_effect(bench)
        finally:
            signal_sessions(sshd, signal.SIGCONT)


def test_a_host_that_is_gone_after_the_session_has_ended_is_not_called_unreachable(bench, sshd):
    """Ansible may be told to connect again, and the second attempt says nothing about what the first one did."""
    over_ssh(bench, sshd, ansible_ssh_retries=2)
    hold = Hold()
    with fault_proxy(bench.server.port, {"reply 1": hold}) as proxy:
        through(bench, proxy)
        process = bench.start("grant", "Draxe", "vip", "--json")
        assert hold.reached.wait(30)
        wait_until(lambda: VIP in bench.memberships())
        for pid in [sshd.pid, *sshd.sessions()]:
            os.kill(pid, signal.SIGKILL)
        finished(process, SSH_LOST, bench)
        hold.go.set()
