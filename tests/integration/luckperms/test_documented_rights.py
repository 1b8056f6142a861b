# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rights that docs/providers/luckperms.md gives to the user who reads are enough for everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_sql import from_options
from tests.integration.databases import luckperms
from tests.integration.databases.servers import Database, running

pytestmark = [pytest.mark.xdist_group("databases"), pytest.mark.timeout(180)]

PAGE = Path(__file__).parents[3] / "docs" / "providers" / "luckperms.md"
STATEMENTS = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"


@pytest.mark.parametrize(("engine", "block"), [("mariadb", 0), ("postgresql", 1)])
def test_the_documented_rights_are_enough_and_no_more(engine: str, block: int) -> None:
    with running(engine) as server:
        server.administer(["CREATE DATABASE luckperms"])
        options = {"engine": engine, "port": server.port, "database": "luckperms", "user": "gamedesk"}
        luckperms.fill(Database(server, options))
        statements = [statement for statement in STATEMENTS[block].split(";") if statement.strip()]
        assert len(statements) >= 4
        server.administer(statements, "luckperms")
        storage = from_options({**options, "password": "a long random password", "timeout": 5.0})
        assert storage.uuids_of(["Draxe"]) == {"draxe": [DRAXE]}
        assert storage.usernames_of([DRAXE]) == {DRAXE: "draxe"}
        assert storage.usernames_like("dr") == ["draxe"]
        assert "vip" in storage.groups()
        assert storage.memberships([DRAXE]) == {DRAXE: []}
        assert storage.tracks() == ["donor", "staff"]
        assert storage.track("staff") == ["helper", "admin"]
        with pytest.raises(StorageError, match="SELECT"):
            storage._database.select("SELECT * FROM {actions}")
        storage._database.close()
