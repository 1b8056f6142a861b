# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module that checks a server says of the ban plugins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.module_runs import in_this_process

from . import advancedban, libertybans, litebans
from .conftest import Bench, make_bench

pytestmark = [pytest.mark.xdist_group("ban_databases"), pytest.mark.timeout(180)]

KINDS: dict[str, tuple[Any, Any]] = {
    "advancedban": (advancedban.fill, advancedban.AdvancedBan),
    "libertybans": (libertybans.fill, libertybans.LibertyBans),
    "litebans": (litebans.fill, litebans.LiteBans),
}


@pytest.fixture(params=["mariadb"])
def bench(request: pytest.FixtureRequest, provider: str, tmp_path: Path) -> Iterator[Bench]:
    yield from make_bench(request, tmp_path, provider, *KINDS[provider])


def check(bench: Bench, sql: dict[str, Any]) -> list[tuple[str, str]]:
    args = {
        "server": {"path": str(bench.server.folder)},
        "console": {"port": bench.server.port, "password": bench.server.password},
        "bans": {"provider": bench.provider, "read_back": {"sql": sql}},
        "state_dir": str(bench.state_dir),
    }
    found = in_this_process("check_server", args, (sql["password"],))["checks"]
    return [(one["status"], one["message"]) for one in found if one["check"] == "bans"]


@pytest.mark.parametrize("provider", list(KINDS))
def test_a_plugin_whose_tables_can_be_read(bench: Bench) -> None:
    names = {"advancedban": "AdvancedBan", "libertybans": "LibertyBans", "litebans": "LiteBans"}
    assert check(bench, bench.database.options) == [("ok", f"{names[bench.provider]} tables (MariaDB) can be read.")]
    assert bench.heard() == []


@pytest.mark.parametrize("provider", list(KINDS))
def test_a_user_who_may_not(bench: Bench) -> None:
    sql = {**bench.database.options, "password": "not the password"}
    ((status, _message),) = check(bench, sql)
    assert status == "failed"
