# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in a server's folder, where anything may lie under their names."""

from __future__ import annotations

import os
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._server import session_lock
from ansible_collections.gamedesk.support.plugins.module_utils._server.files import read_file
from ansible_collections.gamedesk.support.plugins.module_utils._server.kind import kind_of, world_folder
from ansible_collections.gamedesk.support.plugins.module_utils._server.lists import entries


def test_what_a_file_holds(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"\xff" * 10)
    assert read_file(str(path), 10) == b"\xff" * 10
    with pytest.raises(OSError, match="too large"):
        read_file(str(path), 9)


@pytest.mark.parametrize("name", ["server.properties", "spigot.yml", "banned-players.json"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    (tmp_path / "bukkit.yml").write_text("")
    os.mkfifo(tmp_path / name)
    with pytest.raises(StorageError, match="not a regular file"):
        (entries(str(tmp_path), name), kind_of(str(tmp_path)))


def test_a_pipe_is_no_lock(tmp_path):
    (tmp_path / "world").mkdir()
    os.mkfifo(tmp_path / "world" / "session.lock")
    with pytest.raises(StorageError, match="nobody can say"), session_lock.held(str(tmp_path)):
        pass


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 200_000,
        "velocity:\n" + "  \n" * 60_000 + "x",
        " world-container: " + " " * 100_000 + "'",
        " \t" * 100_000,
    ],
)
@pytest.mark.parametrize("name", ["spigot.yml", "config/paper-global.yml", "paper.yml", "bukkit.yml"])
def test_a_setting_is_found_missing_in_one_pass(tmp_path, name, text):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace("velocity:", "velocity-support:") if name == "paper.yml" else text)
    begun = time.process_time()
    assert not kind_of(str(tmp_path)).proxied
    assert world_folder(str(tmp_path))
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spigot.yml", "settings:\r\n\tbungeecord: true\r\n"),
        ("config/paper-global.yml", "proxies:\r\n  velocity:\r\n\r\n    # of ours\r\n    enabled: true\r\n"),
        ("paper.yml", "settings:\n  velocity-support:\n\n   \n    online-mode: true\n    enabled: true\n"),
    ],
)
def test_a_setting_between_blank_lines_and_of_windows(tmp_path, name, text):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    assert kind_of(str(tmp_path)).proxied
