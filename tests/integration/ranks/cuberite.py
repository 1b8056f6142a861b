# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuberite's ranks (domain 3.6; its cmd_rank.lua, RankManager.cpp)."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path

from tests.integration.cuberite_rcon import CuberiteRcon
from tests.integration.software import DRAXE, MAXICUBE, Software


class Cuberite(Software):
    provider = "cuberite"
    reading = re.compile(r"rank \S+|listranks")

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self.uuids = {"Draxe": DRAXE, "MaxiCube": MAXICUBE}
        self.all_ranks = ["Default", "VIP", "Operator", "Admin"]
        self.ranks_of: dict[str, str] = {}
        self.file = file
        self.store()

    def listen(self, password: str) -> CuberiteRcon:
        return CuberiteRcon(self, password)

    def ranks(self) -> dict:
        return {"provider": self.provider, **({"read_back": {"sql": {"path": str(self.file)}}} if self.file else {})}

    def store(self) -> None:
        if self.file is None:
            return
        tables = sqlite3.connect(self.file)
        with contextlib.closing(tables), tables:
            tables.executescript(
                "CREATE TABLE IF NOT EXISTS Rank"
                " (RankID INTEGER PRIMARY KEY, Name, MsgPrefix, MsgSuffix, MsgNameColorCode);"
                "CREATE TABLE IF NOT EXISTS PlayerRank (PlayerUUID, PlayerName, RankID INTEGER);"
                "DELETE FROM Rank; DELETE FROM PlayerRank;"
            )
            ids = {name: number for number, name in enumerate(self.all_ranks, 1)}
            tables.executemany("INSERT INTO Rank VALUES (?, ?, '', '', '')", [(ids[name], name) for name in ids])
            rows = [(self.uuids[name].replace("-", ""), name, ids[rank]) for name, rank in self.ranks_of.items()]
            tables.executemany("INSERT INTO PlayerRank VALUES (?, ?, ?)", rows)

    def answer(self, command: str) -> str:
        line = self.line(command.split(" "))
        self.store()
        return line + "\n"

    def line(self, words: list[str]) -> str:
        if words == ["listranks"]:
            return f"Available ranks: {', '.join(self.all_ranks)} (total: {len(self.all_ranks)})"
        verb, name, *rank = words
        return self.about(verb, name, rank) if name in self.uuids else f'There is no player with the name "{name}"'

    def about(self, verb: str, name: str, rank: list[str]) -> str:
        if verb == "unrank":
            self.ranks_of.pop(name, None)
            return f'Player "{name}" is now in the default rank'
        if rank and rank[0] not in self.all_ranks:
            return "The specified rank does not exist!"
        if rank:
            self.ranks_of[name] = rank[0]
            return f'Player "{name}" is now in rank {rank[0]}'
        if name not in self.ranks_of:
            return f'Player "{name}" has no rank assigned to them.'
        return f'The rank of player "{name}" is {self.ranks_of[name]}'
