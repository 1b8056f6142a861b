# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of a server."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import LockedError
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock

# Where this test has the collection from: ansible-test has it in no place that a child process would look.
COLLECTIONS = str(pathlib.Path(sys.modules[server_lock.__module__].__file__).parents[5])
HOLD = """
import sys, time
sys.path[:0] = sys.argv[2:]
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder
from ansible_collections.gamedesk.support.plugins.module_utils._lock import server_lock
with server_lock(StateFolder(sys.argv[1]), "127.0.0.1:25575", deadline=time.monotonic() + 5):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path):
    folder = StateFolder(str(tmp_path / "state"))
    yield folder
    folder.close()


def soon(seconds: float = 0.1) -> float:
    return time.monotonic() + seconds


def held(folder, endpoint: str = "127.0.0.1:25575"):
    return server_lock(folder, endpoint, deadline=soon())


def test_a_second_action_on_the_same_server_is_told_to_wait(folder):
    with held(folder), pytest.raises(LockedError), held(folder):
        pass


def test_another_server_is_free(folder):
    other = "127.0.0.1:25576"
    with held(folder), held(folder, other), pytest.raises(LockedError), held(folder, other):
        pytest.fail("the second server's lock is held, and was given twice")


def test_who_waits_gets_it_when_the_first_lets_go(folder):
    begun = threading.Event()
    order = []

    def first() -> None:
        with server_lock(folder, "s", deadline=soon(5)):
            begun.set()
            time.sleep(0.15)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(5)
    with server_lock(folder, "s", deadline=soon(5)):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_any_text_names_a_server(folder):
    with server_lock(folder, "rcon \ud800\0:1", deadline=time.monotonic() + 1):
        pass


def test_a_killed_holder_leaves_no_lock(folder):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, folder.path, COLLECTIONS], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError), server_lock(folder, "127.0.0.1:25575", deadline=soon()):
            pass
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with server_lock(folder, "127.0.0.1:25575", deadline=soon()):
        pass
