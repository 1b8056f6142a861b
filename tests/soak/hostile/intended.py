# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command that options of the module can mean, by what is known of the servers and not by our code."""

from __future__ import annotations

import contextlib
import datetime
import re
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hostile.gameserver import DRAXE

_NAME = re.compile("[A-Za-z0-9_]{1,16}")
_UUID = re.compile("(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32})")


class Intended:
    """Says it of options, with the players that LuckPerms has stored in a file."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def commands(self, params: dict[str, Any]) -> set[bytes]:
        """Return every command that these options can mean (domain, 3.1 and 3.6), made of validated words alone."""
        players = [name for text in params["player"] for name in self._words_for(text, params)]
        if params["ranks"]["provider"] == "vanilla":
            verb = "op" if params["state"] == "present" else "deop"
            return {f"{verb} {name}".encode() for name in players if params["rank"] == "operator" and "-" not in name}
        rank = params["rank"].lower()
        if not re.fullmatch(r"[a-z0-9_.\-]{1,36}", rank) or rank.startswith(("-", ".")) or rank == "default":
            return set()
        where = ""
        for key in ("server", "world"):
            value = params["context"][key]
            if value is not None:
                if not re.fullmatch(r"[a-z0-9_.:/\-]{1,64}", value.lower()):
                    return set()
                where += f" {key}={value.lower()}"
        if params["only_if"] is not None:
            ends = [
                end
                for text in (params["expires"], *_restored(params))
                if isinstance(text, str)
                for end in self._ends({"expires": text})
            ]
            verbs = [f"add {rank}", f"remove {rank}", f"removetemp {rank}"]
            verbs += [f"addtemp {rank} {end} deny" for end in ends]
        elif params["state"] == "absent":
            verbs = [f"remove {rank}", f"removetemp {rank}"]
        elif params["expires"] is None and params["duration"] is None:
            verbs = [f"add {rank}"]
        else:
            merge = (
                "replace" if params["renew"] == "extend" or (params["renew"] is None and params["expires"]) else "deny"
            )
            verbs = [f"addtemp {rank} {end} {merge}" for end in self._ends(params)]
        return {f"lp user {player} parent {verb}{where}".encode() for player in players for verb in verbs}

    def _words_for(self, text: str, params: dict[str, Any]) -> list[str]:
        if _UUID.fullmatch(text):
            name = str(uuid.UUID(text))
            return [] if set(name) == {"0", "-"} else [name, *(["Draxe"] if name == DRAXE else [])]
        prefix = params["bedrock_prefix"] or ""
        bare = text.removeprefix(prefix) if re.fullmatch("[.*+~!]{1,3}", prefix) else text
        if len(text) > 16 or not _NAME.fullmatch(bare):
            return []
        known = [DRAXE] if text.lower() == "draxe" else self._uuids(text)
        return [text, *known]

    def _uuids(self, name: str) -> list[str]:
        return [str(uuid.UUID(text)) for text in self._stored_uuids(name) if _UUID.fullmatch(text)]

    def _stored_uuids(self, name: str) -> list[str]:
        with contextlib.closing(sqlite3.connect(self._database)) as connection:
            rows = connection.execute(
                "SELECT uuid FROM luckperms_players WHERE username = ?", (name.lower(),)
            ).fetchall()
        return [str(row[0]) for row in rows]

    def _ends(self, params: dict[str, Any]) -> list[int]:
        """Return when the rank may end: to the second for a date, and some seconds around now for a duration."""
        if params["expires"] is not None:
            text = params["expires"]
            if re.fullmatch("[0-9]{1,12}", text):
                return [int(text)]
            try:
                moment = datetime.datetime.fromisoformat(re.sub(r"\.[0-9]+", "", text.upper()))
                return [int(moment.timestamp()), int(moment.timestamp()) + 1]
            except ValueError:
                return []
        units = {"y": 31_556_952, "mo": 2_629_746, "w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
        parts = re.findall("([0-9]+)(mo|[ywdhms])", params["duration"])
        if "".join(number + unit for number, unit in parts) != params["duration"]:
            return []
        total = sum(int(number) * units[unit] for number, unit in parts)
        return [int(time.time()) + total + late for late in range(-6, 1)]


def _restored(params: dict[str, Any]) -> Iterator[Any]:
    for state in (params["restore"] or {}).values():
        for one in state["ranks"] if isinstance(state, dict) and isinstance(state.get("ranks"), list) else ():
            if isinstance(one, dict):
                yield one["expires"]
