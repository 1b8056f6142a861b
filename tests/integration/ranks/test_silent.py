# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Over a console that answers nothing: what is stored can be seen, what would have to be asked for cannot."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.software import DRAXE, Software

from .cuberite import Cuberite
from .groupmanager import GroupManager
from .permissionsex import PermissionsEx
from .unheard_of import Written

ASKED = {"commands": Written, "cuberite": Cuberite, "groupmanager": GroupManager, "permissionsex": PermissionsEx}


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Callable[[Software], dict]]:
    """Put a software behind a FIFO, and return what to set for it."""
    path = tmp_path / "console"
    os.mkfifo(path, 0o600)
    descriptor = os.open(path, os.O_RDWR)
    threads: list[threading.Thread] = []

    def listen(software: Software) -> dict:
        def work() -> None:
            with open(descriptor, encoding="utf-8", closefd=False) as lines:
                for line in lines:
                    if line == "(the end)\n":
                        return
                    software.run(line.rstrip("\n"))

        threads.append(threading.Thread(target=work, daemon=True))
        threads[0].start()
        return {"console": {"transport": "fifo", "path": str(path)}}

    yield listen
    os.write(descriptor, b"(the end)\n")
    threads[0].join(5)
    os.close(descriptor)


@pytest.mark.parametrize("make", ASKED.values(), ids=ASKED)
def test_nothing_is_changed_where_the_state_would_have_to_be_asked_for(grant, silent, make):
    server = make()
    result = grant(server, **silent(server))
    assert (result["status"], result["error"]["code"]) == ("refused", "cannot_verify")
    assert server.sent == []


@pytest.mark.parametrize("make", [GroupManager, PermissionsEx])
def test_a_name_that_may_be_somebody_else_is_not_sent_unseen(grant, silent, make):
    server = make()
    result = grant(server, verify="best_effort", **silent(server))
    assert (result["status"], result["error"]["code"]) == ("failed", "invalid_value")
    assert "give the UUID" in result["msg"]
    assert server.sent == []


def test_permissionsex_is_seen_in_its_tables(grant, silent, new_database):
    server = PermissionsEx(new_database("sqlite"))
    options = silent(server)
    assert (grant(server, **options)["status"], server.parents[DRAXE]) == ("succeeded", {"": ["vip"]})
    assert grant(server, **options)["status"] == "unchanged"
    assert (grant(server, state="absent", **options)["status"], server.parents[DRAXE]) == ("succeeded", {"": []})


def test_cuberite_is_seen_in_its_file(grant, silent, tmp_path):
    server = Cuberite(tmp_path / "Ranks.sqlite")
    server.ranks_of["Draxe"] = "Operator"
    server.store()
    options = silent(server)
    assert (grant(server, rank="VIP", **options)["status"], server.ranks_of) == ("succeeded", {"Draxe": "VIP"})
    assert grant(server, rank="VIP", **options)["status"] == "unchanged"
    assert (grant(server, rank="VIP", state="absent", **options)["status"], server.ranks_of) == ("succeeded", {})
