# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Paper server with EssentialsX, in offline mode (domain 4.2, 4.3, 5.2)."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime

from ..recorder import Recorder

UUIDS = {
    "Draxe": "d394da40-0ab1-3e8c-8302-4aaebe14d88d",
    "Tyrion": "d6b829dc-cccc-3d11-9d2f-14310fdb219d",
    "MaxiCube": "92f98a09-7705-31ea-8430-ec9f64363c5a",
    "VioTak": "8d9f49a8-0ae5-3e43-93b6-dcdf7010035b",
}
DEFAULT = "The Ban Hammer has spoken!"
_UNITS = (("y", 31_557_600), ("mo", 2_629_800), ("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60))
# Each unit may be missing, and so may the letters after the seconds.
_DIFF = re.compile(
    "".join(rf"(?:([0-9]+)\s*{unit}[a-z]*[,\s]*)?" for unit, _size in _UNITS) + r"(?:([0-9]+)\s*(?:s[a-z]*)?)?",
    re.IGNORECASE,
)
_TEN_YEARS = 3652 * 86_400
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


class PlayerNotFoundError(Exception):
    pass


class IllegalDateError(Exception):
    pass


class EssentialsServer(Recorder):
    """What it does, it does without a word to the console. C(online) are names, C(known) those with data."""

    def __init__(self, folder) -> None:
        self.online: list[str] = []
        self.known: dict[str, str] = {}
        self.bans: dict[str, dict] = {}
        self.ip_bans: dict[str, dict] = {}
        # What happens in the place of the next commands.
        self.script: list = []
        (folder / "server.properties").write_text("online-mode=false\n")
        (folder / "bukkit.yml").write_text("settings: {}\n")
        self.folder = folder
        for name in ("Draxe", "Tyrion", "MaxiCube"):
            self.knows(name)
        self.cache(UUIDS)
        super().__init__(folder)

    def knows(self, name: str, uuid: str | None = None) -> None:
        uuid = uuid or UUIDS[name]
        self.known[name.lower()] = name
        data = self.folder / "plugins" / "Essentials" / "userdata" / f"{uuid}.yml"
        data.parent.mkdir(parents=True, exist_ok=True)
        data.write_text(f"money: '0'\nlast-account-name: {name}\ntimestamps:\n  login: 1\n")

    def cache(self, players) -> None:
        until = "2096-01-01 00:00:00 +0000"
        entries = [{"name": name, "uuid": uuid, "expiresOn": until} for name, uuid in players.items()]
        (self.folder / "usercache.json").write_text(json.dumps(entries))

    def has(self, name: str, **more) -> None:
        self.bans[UUIDS[name]] = {"uuid": UUIDS[name], "name": name, **_terms("griefing", None, "Console"), **more}
        self.save()

    def banned(self) -> dict[str, str]:
        return {entry["name"]: entry["reason"] for entry in self.bans.values()}

    def end(self, name: str) -> int:
        return int(datetime.strptime(self.bans[UUIDS[name]]["expires"], "%Y-%m-%d %H:%M:%S %z").timestamp())

    def save(self) -> None:
        for name, bans in (("banned-players.json", self.bans), ("banned-ips.json", self.ip_bans)):
            beside = self.folder / f".{name}"
            beside.write_text(json.dumps(list(bans.values())))
            beside.replace(self.folder / name)

    def does(self, command: str) -> str | None:
        if self.script:
            return self.script.pop(0)(command)
        return self.execute(command)

    def execute(self, command: str) -> str:
        label, *args = [word for word in command.split(" ") if word]  # Paper
        plugin, _colon, word = label.rpartition(":")
        run = getattr(self, f"_{word}", None)
        if run is None or plugin != "essentials":
            return 'Unknown command. Type "/help" for help.'
        try:
            return run(args) or ""
        except PlayerNotFoundError:
            return "§4Error: §4Player not found.\n"
        except IllegalDateError:
            return "§4Error: §4Illegal date format.\n"

    # The commands.

    def _ban(self, args: list[str]) -> str | None:
        reason = _colours(" ".join(args[1:]).replace("\\n", "\n").replace("|", "\n")) if args[1:] else DEFAULT
        try:
            name, warning = self._match(args[0]), None
        except PlayerNotFoundError:
            name = args[0]
            warning = f"§cWarning: The user '{name}' has never joined this server.\n"
        self._put(name, reason, None)
        return warning

    def _tempban(self, args: list[str]) -> None:
        name = self._match(args[0])
        ends, reason = _date_and_reason(" ".join(args[1:]))
        self._put(name, _colours(reason) if _length(reason) > 1 else DEFAULT, ends)

    def _unban(self, args: list[str]) -> str | None:
        try:
            name = self._match(args[0])
        except PlayerNotFoundError:
            return f"§4Error: §4Player {args[0]} was never on this server.\n"
        self.bans.pop(UUIDS[name], None)
        self.save()
        return None

    def _banip(self, args: list[str]) -> None:
        self._put_address(args[0], " ".join(args[1:]) or DEFAULT, None)

    def _tempbanip(self, args: list[str]) -> None:
        ends, reason = _date_and_reason(" ".join(args[1:]))
        self._put_address(args[0], reason if _length(reason) > 1 else DEFAULT, ends)

    def _unbanip(self, args: list[str]) -> None:
        self.ip_bans.pop(args[0], None)
        self.save()

    def _match(self, word: str) -> str:
        """Whom a word means: a known name, or else whoever is online with that in the name."""
        for name in (*self.online, *self.known.values()):
            if name.lower() == word.lower():
                return name
        for name in self.online:
            if word.lower() in name.lower():
                return name
        raise PlayerNotFoundError

    def _put(self, name: str, reason: str, ends: float | None) -> None:
        uuid = UUIDS.get(name, name)
        self.bans[uuid] = {"uuid": uuid, "name": name, **_terms(reason, ends, "Console")}
        self.save()

    def _put_address(self, word: str, reason: str, ends: float | None) -> None:
        assert _ADDRESS.fullmatch(word), word
        self.ip_bans[word] = {"ip": word, **_terms(reason, ends, "Console")}
        self.save()


def _date_and_reason(text: str) -> tuple[float, str]:
    found = next((match for match in _DIFF.finditer(text) if match.group()), None)
    if found is None:
        raise IllegalDateError
    sizes = [*(size for _unit, size in _UNITS), 1]
    seconds = sum(int(number) * size for number, size in zip(found.groups(default="0"), sizes))
    return time.time() + min(seconds, _TEN_YEARS), _DIFF.sub("", text, count=1).strip()


def _length(text: str) -> int:
    """As Java counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _colours(text: str) -> str:
    return re.sub("&([0-9a-fk-orxA-FK-ORX])", "§\\1", text)


def _terms(reason: str, ends: float | None, source: str) -> dict[str, str]:
    now = time.time()
    return {
        "created": _date(now),
        "source": source,
        "expires": "forever" if ends is None else _date(ends),
        "reason": reason,
    }


def _date(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S +0000", time.gmtime(moment))
