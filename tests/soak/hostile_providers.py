# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give hostile values to every provider of ranks and bans itself, tens of thousands a minute.

What a provider makes of harmless words shows the form of its commands. Whatever the values are, its commands must be of
that form, with the values in it as they were given, or there is an error. Run it as
C(python tests/soak/hostile_providers.py --cases 100000 --seed 1); C(--first 4711 --cases 1) repeats one case.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import BANS_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import choose as choose_bans
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.reasons import check_reason
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._console.command_text import command_bytes
from ansible_collections.gamedesk.support.plugins.module_utils._durations import parse_duration, parse_expiry
from ansible_collections.gamedesk.support.plugins.module_utils._errors import InvalidValueError
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject, parse_player
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import RANKS_OPTIONS, choose
from hostile.values import Values

_SHOWN = 20
_MOST_BYTES = 1446  # domain, section 6
_UUID = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
# What no value of a word may hold, whatever it is for: it would be two words, or none.
_NOT_IN_A_WORD = frozenset(" \t\r\n\0\x1b\u00a7\"'`;\\@*#")
_RANKS: dict[str, dict[str, Any]] = {
    "commands": {"commands": {"grant": "perm add {player} {rank}", "revoke": "perm remove {player} {rank}"}},
    "vanilla": {},
}
_BANS: dict[str, dict[str, Any]] = {
    "commands": {"commands": {"ban": "jail add {player} {reason}", "unban": "jail free {player}"}},
}
Run = Callable[[str, str], list[str]]


def _ask(command: str) -> str:
    raise AssertionError(command)


def _rank_provider(name: str, folder: str) -> Run:
    provider = choose({"provider": name, **_RANKS.get(name, {})}, folder, None, _ask)

    def run(player: str, rank: str) -> list[str]:
        target = provider.target(rank, (), temporary=False)
        subject = _subject(player)
        take = [] if name == "groupmanager" else provider.revoke(subject, target, None)
        return [*provider.grant(subject, target, None, prolong=True), *take]

    return run


def _ban_provider(name: str, folder: str) -> Run:
    options: dict[str, Any] = dict.fromkeys(BANS_OPTIONS) | {
        option: spec["default"] for option, spec in BANS_OPTIONS.items() if "default" in spec
    }
    options |= {"provider": name, **_BANS.get(name, {})}
    provider = choose_bans(options, Surroundings(folder, None, _ask))

    def run(player: str, reason: str) -> list[str]:
        check_reason(reason)
        wanted = provider.accept(Wanted(True, None, reason), [])
        subject = _subject(player)
        return [*provider.ban(subject, wanted, ()), *provider.unban(subject, None)]

    return run


def _subject(text: str) -> Subject:
    """Return a player as a provider would have found them, with what a name leads to."""
    player = parse_player(text)
    return Subject(player.name or "Draxe", player.uuid or _UUID)


class Provider:
    """One of them, and the form of its commands."""

    def __init__(self, kind: str, run: Run, good: str) -> None:
        self.kind = kind
        self._run = run
        self._form = run("Draxe", good)
        self._good = good

    def check(self, player: str, value: str) -> bool:
        """Give it two values; return whether commands came of it. Raises AssertionError."""
        try:
            commands = self._run(player, value)
            sent = [command_bytes(command, "a server", _MOST_BYTES) for command in commands]
        except InvalidValueError:
            return False
        name = parse_player(player)
        expected = [
            form.replace(self._good, "\0").replace("Draxe", name.name or "Draxe").replace(_UUID, name.uuid or _UUID)
            for form in self._form
        ]
        # LuckPerms keeps all in lower case, LibertyBans drops further spaces, AdvancedBan single quotes, too.
        one_space = " ".join(value.split())
        others = (value.lower(),) if self.kind == "ranks" else (one_space, " ".join(value.replace("'", "").split()))
        said = {value, *others}
        assert any([form.replace("\0", one) for form in expected] == commands for one in said), commands
        assert all(command.encode() == data for command, data in zip(commands, sent, strict=True)), commands
        assert all(command.isprintable() for command in commands), commands
        if self.kind == "ranks":
            assert not _NOT_IN_A_WORD & set(value), commands
            assert value[0] not in "-/", commands
        return True


def providers(folder: str) -> dict[str, Provider]:
    """Return all that there are, by a name for people."""
    made = {}
    for name in RANKS_OPTIONS["provider"]["choices"]:
        good = "operator" if name == "vanilla" else "vip"
        made[f"ranks {name}"] = Provider("ranks", _rank_provider(name, folder), good)
    for name in BANS_OPTIONS["provider"]["choices"]:
        made[f"bans {name}"] = Provider("bans", _ban_provider(name, folder), "Spam")
    return made


def _check_times(value: str) -> None:
    for parse in (parse_duration, parse_expiry):
        try:
            seconds = parse(value)
        except InvalidValueError:
            continue
        assert 0 < seconds < 10**12, seconds
        assert value.isascii(), value


def soak(cases: int, seed: int, *, first: int = 1, seconds: float | None = None) -> tuple[int, Counter[str], list[str]]:
    """Run the cases; return how many, how many commands came of each provider as meant, and what failed."""
    random_ = random.Random()
    begun = time.monotonic()
    passed: Counter[str] = Counter()
    failures: list[str] = []
    ran = 0
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        values = Values(random_, Path(folder) / "canary")
        there = providers(folder)
        for number in range(first, first + cases):
            if seconds is not None and time.monotonic() - begun > seconds:
                break
            ran += 1
            random_.seed(f"{seed}/{number}")
            value = values.text()
            player = "Draxe" if random_.random() < 0.8 else values.text()
            name = random_.choice([*there])
            try:
                passed[name] += there[name].check(player, value)
                _check_times(value)
            except Exception as error:
                failures.append(f"case {number} ({name}, {player!r:.100}, {value!r:.200}): {error!r}")
    return ran, passed, failures


def main() -> int:
    """Run as a command. Returns 1 if a property did not hold."""
    parser = argparse.ArgumentParser(description="Give hostile values to every provider.")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=1, help="the number of the first case")
    parser.add_argument("--seconds", type=float, help="stop early after this time")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun = time.monotonic()
    ran, passed, failures = soak(arguments.cases, arguments.seed, first=arguments.first, seconds=arguments.seconds)
    took = time.monotonic() - begun
    print(
        f"{ran} cases for {len(passed)} providers, {passed.total()} sent as meant, {len(failures)} failures,"
        f" {took:.1f} s (seed {arguments.seed})"
    )
    for failure in failures[:_SHOWN]:
        print(failure[:1000].encode("ascii", "backslashreplace").decode(), file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
