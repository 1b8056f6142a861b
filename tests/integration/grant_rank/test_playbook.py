# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook without our command, on a server whose console settings stay in its own folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from gamedesk.sandbox.server import SandboxServer


def test_the_folder_of_the_server_is_enough(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with SandboxServer(folder, tick_seconds=0.01, port=0):
        sql = {"path": str(folder / "plugins" / "LuckPerms" / "luckperms-sqlite.db")}
        survival = {
            "gamedesk_server": {"path": str(folder)},
            "gamedesk_ranks": {"provider": "luckperms", "read_back": {"sql": sql}},
            "gamedesk_state_dir": str(tmp_path / "state"),
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
        }
        (tmp_path / "hosts.json").write_text(json.dumps({"all": {"hosts": {"survival": survival}}}), encoding="utf-8")
        request = {"gamedesk_hosts": ["survival"], "gamedesk_request": {"player": ["Draxe"], "rank": "vip"}}
        done = subprocess.run(
            [
                Path(sys.executable).with_name("ansible-playbook"),
                *("-i", tmp_path / "hosts.json", "-e", json.dumps(request), "--diff"),
                "gamedesk.support.grant_rank",
            ],
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "ANSIBLE_PIPELINING": "true"},
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "changed=1" in done.stdout
    assert "+- vip\n" in done.stdout
