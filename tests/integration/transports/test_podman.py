# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Podman, where one is installed and may run containers here: what the engine of the other tests imitates."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import open_console
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, ConsoleRefusedError

from .conftest import wait_for

# Between podman and its runtime: where a container may set no limits of its own, and has no filter of system calls.
_RUNTIME = """#!{python}
import json, os, sys
words = sys.argv[1:]
for place, word in enumerate(words):
    if word not in ("--bundle", "-b", "--process", "-p"):
        continue
    path = words[place + 1]
    path = os.path.join(path, "config.json") if os.path.isdir(path) else path
    with open(path) as file:
        config = json.load(file)
    process = config.get("process", config)
    process["rlimits"] = []
    process.pop("oomScoreAdj", None)
    config.get("linux", {{}}).pop("seccomp", None)
    with open(path, "w") as file:
        json.dump(config, file)
os.execv("{crun}", ["crun", "--root", "{state}", *words])
"""
_SAYS = "[12:00:00] [Server thread/INFO]: heard"
_RECORD = (
    f"while read -r line; do printf '%s\\n' \"$line\" >>/data/record; echo '{_SAYS}'; done; echo END >>/data/record"
)
_START_S = 60


class RealPodman:
    """Podman with all its files below one folder, and its service on a socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "podman.sock"
        runtime = folder / "runtime" / "crun"
        runtime.parent.mkdir()
        runtime.write_text(_RUNTIME.format(python=sys.executable, crun=shutil.which("crun"), state=folder / "crun"))
        # The defaults are shared memory of the whole machine, and five minutes of watching what was executed.
        (folder / "containers.conf").write_text('[engine]\nlock_type = "file"\nexit_command_delay = 2\n')
        runtime.chmod(0o755)
        root = folder / "rootfs"
        (root / "bin").mkdir(parents=True)
        shutil.copy(shutil.which("busybox"), root / "bin" / "busybox")
        (folder / "data").mkdir()
        self._service: subprocess.Popen | None = None

    def command(self, *words: str) -> list[str]:
        options = {
            "--root": self.folder / "storage",
            "--runroot": self.folder / "run",
            "--tmpdir": self.folder / "tmp",
            "--storage-driver": "vfs",
            "--cgroup-manager": "cgroupfs",
            "--runtime": self.folder / "runtime" / "crun",
        }
        # Its own mounts, and none of the control groups, which not every machine lets it have.
        line = 'mount -t tmpfs none /sys/fs/cgroup && exec podman "$@"'
        pairs = [str(word) for pair in options.items() for word in pair]
        return [
            "env",
            f"CONTAINERS_CONF={self.folder / 'containers.conf'}",
            "unshare",
            "-m",
            "sh",
            "-c",
            line,
            "podman",
            *pairs,
            *words,
        ]

    def podman(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=_START_S, check=False)

    def put(self, name: str, line: str) -> None:
        """Put a program into the container, which runs a line of shell."""
        path = self.folder / "rootfs" / "bin" / name
        path.write_text(f"#!/bin/busybox sh\n{line}\n")
        path.chmod(0o755)

    def run(self, name: str, *options: str) -> subprocess.CompletedProcess:
        where = ["--network", "none", "--cgroups", "disabled", "-v", f"{self.folder / 'data'}:/data"]
        program = ["--rootfs", str(self.folder / "rootfs"), "/bin/busybox", "sh", "-c", _RECORD]
        return self.podman("run", "-d", "--name", name, *options, *where, *program)

    def serve(self) -> None:
        self._service = subprocess.Popen(
            self.command("system", "service", "--time", "0", f"unix://{self.socket}"), stderr=subprocess.DEVNULL
        )
        wait_for(self.socket.exists, "the service does not start")

    def recorded(self) -> str:
        path = self.folder / "data" / "record"
        return path.read_text() if path.exists() else ""

    def close(self) -> None:
        self.podman("rm", "-f", "-a", "-t", "0")
        if self._service is not None:
            self._service.terminate()
            self._service.wait(_START_S)
        # What watches a container cleans up by itself when that has ended.
        wait_for(lambda: not self._running(), "something of podman still runs")

    def _running(self) -> list[Path]:
        mine = str(self.folder).encode()
        found = []
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if mine in process.read_bytes():
                    found.append(process)
        return found


@pytest.fixture
def podman(folder) -> Iterator[RealPodman]:
    needed = ("podman", "crun", "conmon", "busybox", "unshare")
    if os.geteuid() != 0 or not all(map(shutil.which, needed)):
        pytest.skip("needs root, and " + ", ".join(needed))
    made = RealPodman(folder)
    try:
        tried = made.run("tried", "-i")
        if tried.returncode != 0:
            pytest.skip(f"no containers can be run here: {tried.stderr[-200:]}")
        made.podman("rm", "-f", "-t", "0", "tried")
        made.serve()
        yield made
    finally:
        made.close()


@pytest.fixture
def opened(podman) -> Callable:
    spec = {"transport": "container", "engine": "podman", "engine_socket": str(podman.socket), "timeout": 20.0}
    return lambda name, **options: open_console({**spec, "container": name, **options}, None, deadline=None)


def test_a_terminal_takes_one_command_after_another(podman, opened) -> None:
    assert podman.run("mc", "-i", "-t").returncode == 0
    console = opened("mc")
    commands = ["list", "say Ça va? ☃ $(reboot) # %", "say " + "x" * 3000]
    for command in commands:
        console.send(command, need_text=False)
    console.close()
    expected = "".join(f"{command}\n" for command in commands)
    wait_for(lambda: podman.recorded() == expected or "END" in podman.recorded(), "not received")
    assert podman.recorded() == expected
    state = json.loads(podman.podman("inspect", "mc").stdout)[0]["State"]
    assert state["Running"] is True


def test_a_pipe_is_left_alone(podman, opened) -> None:
    """Podman would end it when we go."""
    assert podman.run("mc", "-i").returncode == 0
    with pytest.raises(ConfigurationError, match="tty: true"):
        opened("mc").send("list")
    assert podman.recorded() == ""


def test_what_does_not_run_or_has_no_input(podman, opened) -> None:
    assert podman.run("closed").returncode == 0
    podman.podman("wait", "closed")
    with pytest.raises(ConsoleRefusedError, match="does not run"):
        opened("closed").send("list")
    with pytest.raises(ConsoleRefusedError, match="There is no container other"):
        opened("other").send("list")
    assert podman.recorded() == "END\n"


def test_what_a_terminal_says_is_heard(podman, opened) -> None:
    assert podman.run("mc", "-i", "-t").returncode == 0
    assert opened("mc").send("list") == Reply("heard", alone=False)


def test_programs_in_the_container(podman, opened) -> None:
    """As one argument each, as the user who is asked for; and a pipe that is left alone goes on."""
    assert podman.run("mc", "-i", "-e", "CREATE_CONSOLE_IN_PIPE=true").returncode == 0
    with pytest.raises(ConfigurationError, match="rcon-cli cannot be started in it"):
        opened("mc", via="rcon_cli").send("list")
    podman.put("rcon-cli", 'echo "$#" "$@"')
    command = "say $(reboot) 'a  b' ☃ --password"
    assert opened("mc", via="rcon_cli").send(command) == Reply(f"2 -- {command}")
    podman.put("rcon-cli", "echo Failed to connect to RCON serverdial >&2; exit 1")
    with pytest.raises(ConsoleRefusedError, match="Nothing was sent by rcon-cli"):
        opened("mc", via="rcon_cli").send("list")
    (podman.folder / "data").chmod(0o777)
    podman.put("mc-send-to-console", 'echo "$(/bin/busybox id -u) $# $1" >>/data/record')
    assert opened("mc", via="mc_send_to_console").send(command) == Reply(None, heard=False)
    assert podman.recorded() == f"1000 1 {command}\n"
