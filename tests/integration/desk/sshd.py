# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real sshd on loopback, and a desk that reaches its server over it."""

from __future__ import annotations

import contextlib
import dataclasses
import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from .conftest import Bench

SSHD = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")


@dataclasses.dataclass
class Sshd:
    """A running sshd, the key that it lets in, and the known_hosts file to use with it."""

    port: int
    pid: int
    key: Path
    known_hosts: Path

    def trust(self) -> None:
        """Do what the error message says: ssh-keyscan."""
        scan = ["ssh-keyscan", "-p", str(self.port), "127.0.0.1"]
        with open(self.known_hosts, "ab") as file:
            subprocess.run(scan, stdout=file, stderr=subprocess.DEVNULL, check=True)

    def sessions(self) -> set[int]:
        """The processes that serve connections."""
        children = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in children.splitlines()]
        return {pid for pid, parent in pairs if parent == self.pid}


@contextlib.contextmanager
def running_sshd(parent: Path) -> Iterator[Sshd]:
    folder = parent / "sshd"
    folder.mkdir(mode=0o700)
    for name in ("host_key", "id"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "id.pub", folder / "authorized_keys")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host_key\nPidFile none\nStrictModes no\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nPermitRootLogin yes\nPasswordAuthentication yes\n"
        "KbdInteractiveAuthentication no\n"
    )
    process = subprocess.Popen([str(SSHD), "-D", "-f", str(folder / "config"), "-E", str(folder / "log")])
    found = Sshd(port, process.pid, folder / "id", folder / "known_hosts")
    try:
        for _try in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield found
    finally:
        for pid in found.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        process.terminate()
        process.wait(timeout=10)


def over_ssh(bench: Bench, sshd: Sshd, **variables: object) -> None:
    wanted: dict[str, object] = {
        "ansible_connection": "ssh",
        "ansible_host": "127.0.0.1",
        "ansible_port": sshd.port,
        "ansible_user": getpass.getuser(),
        "ansible_ssh_private_key_file": str(sshd.key),
        "ansible_python_interpreter": getattr(sys, "_base_executable", sys.executable),
        "ansible_ssh_common_args": f"-o UserKnownHostsFile={sshd.known_hosts} -o IdentitiesOnly=yes",
    }
    bench.set_inventory(**(wanted | variables))
