# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs as a busy server of Bukkit's family writes them, made from a seed: the same bytes each time."""

from __future__ import annotations

import datetime
import gzip
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

RARE = "Draxe"
_PLAYERS = 3000
_POOL = 60_000
# Of RARE, so many lines in each file of a day.
_RARE_LINES = 8
_FIRST_DAY = datetime.date(2026, 9, 26)
_WORDS = "the a to and is of you it in my can base need trade diamond shop who where lol nice farm nether spawn".split()
_PLUGINS = ("AuthMe", "ClearLag", "dynmap", "WorldGuard", "CoreProtect", "Vault", "mcMMO", "Multiverse-Core")
_TRACE = (
    "java.lang.NullPointerException: null\n"
    + "".join(f"\tat org.bukkit.plugin.java.JavaPluginLoader${at}.execute(JavaPluginLoader.java:{at}30) [spigot.jar:?]\n" for at in range(14))
    + "\t... 12 more\n"
)


class Corpus:
    """Makes the text of days."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        names = [f"{first}{last}{at}" for at, (first, last) in enumerate(itertools.product("Xx Mr Pro Neo Zed".split(), "Craft Killer Steve Wolf Miner".split()))]
        self._names = [f"{self._random.choice(names)}{at}" for at in range(_PLAYERS)]
        # A few play all the time, and most seldom.
        self._weights = [1 / (at + 5) for at in range(_PLAYERS)]
        self._pool = [tail for _unused in range(_POOL) for tail in self._lines()]

    def day(self, size: int) -> Iterator[bytes]:
        """Yield the lines of a day, about C(size) bytes in all."""
        average = sum(map(len, self._pool)) / len(self._pool) + 11
        count = int(size / average)
        rare = set(self._random.sample(range(count), _RARE_LINES))
        tails = self._random.choices(self._pool, k=count)
        step = 86_399 / count
        for begin in range(0, count, 20_000):
            lines = []
            for at in range(begin, min(begin + 20_000, count)):
                second = int(at * step)
                tail = self._rare_line() if at in rare else tails[at]
                lines.append(f"[{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}] {tail}")
            yield "".join(lines).encode()

    def _rare_line(self) -> str:
        return self._random.choice(
            (
                f"[Server thread/INFO]: {RARE} issued server command: /warp {self._random.randrange(10**6)}\n",
                f"[Server thread/INFO]: {RARE} lost connection: Disconnected\n",
                f"[Server thread/INFO]: [AuthMe] {RARE} logged in 192.0.2.{self._random.randrange(256)}\n",
            )
        )

    def _lines(self) -> list[str]:
        """Return what is written at once, without the clock."""
        random_ = self._random
        name, other = random_.choices(self._names, self._weights, k=2)
        address = f"{random_.randrange(1, 224)}.{random_.randrange(256)}.{random_.randrange(256)}.{random_.randrange(256)}"
        place = f"{random_.uniform(-9999, 9999):.3f}, {random_.randrange(5, 200)}.0, {random_.uniform(-9999, 9999):.3f}"
        thread = "[Server thread/INFO]: "
        text = " ".join(random_.choices(_WORDS, k=random_.randrange(2, 14)))
        number = random_.randrange(10**6)
        uuid = f"{random_.getrandbits(32):08x}-{random_.getrandbits(16):04x}-3{random_.getrandbits(12):03x}-8{random_.getrandbits(12):03x}-{random_.getrandbits(48):012x}"
        kind = random_.choices(range(10), (18, 16, 9, 5, 4, 26, 10, 5, 6, 1))[0]
        if kind == 0:
            return [f"[Async Chat Thread - #{number % 9}/INFO]: <{name}> {text}\n"]
        if kind == 1:
            command = random_.choice(("home", "warp", "tpa", "msg", "ah", "spawn", "kit", "balance"))
            return [f"{thread}{name} issued server command: /{command} {other if number % 2 else text}\n"]
        if kind == 2:
            return [
                f"[User Authenticator #{number}/INFO]: UUID of player {name} is {uuid}\n",
                f"{thread}{name} joined the game\n",
                f"{thread}{name}[/{address}:{number % 60_000 + 1024}] logged in with entity id {number} at ([world]{place})\n",
                f"{thread}[AuthMe] {name} logged in {address}\n",
            ]
        if kind == 3:
            reason = random_.choice(("Disconnected", "Timed out", "Internal Exception: java.io.IOException: Broken pipe"))
            return [f"{thread}{name} lost connection: {reason}\n", f"{thread}{name} left the game\n"]
        if kind == 4:
            return [f"{thread}{name} {random_.choice(('was slain by Zombie', 'fell from a high place', 'drowned', f'was shot by {other}'))}\n"]
        if kind == 5:
            return [f"{thread}[{random_.choice(_PLUGINS)}] {text} {number} ({place})\n"]
        if kind == 6:
            return [f"[Craft Scheduler Thread - {number % 99}/INFO]: [{random_.choice(_PLUGINS)}] Saved {number} entries in {number % 999}ms for world_{number % 5}\n"]
        if kind == 7:
            return [f"[Server thread/WARN]: Can't keep up! Is the server overloaded? Running {number}ms or {number // 50} ticks behind\n"]
        if kind == 8:
            return [f"[Server thread/WARN]: {name} moved too quickly! {place}\n"]
        return [f"[Server thread/ERROR]: Could not pass event PlayerMoveEvent to {random_.choice(_PLUGINS)} v1.{number % 9}\n{_TRACE}"]


def make(folder: Path, *, seed: int, plain_mib: int, files: int, mib_a_file: int) -> tuple[Path, Path]:
    """Make a folder with one plain log, and one with compressed ones of as many days; return both.

    What is there already is kept: each folder is named by what it was made with.
    """
    corpus = Corpus(seed)
    plain = folder / f"plain-{seed}-{plain_mib}"
    packed = folder / f"packed-{seed}-{files}x{mib_a_file}"
    if not plain.exists():
        part = plain.with_suffix(".part")
        part.mkdir(parents=True, exist_ok=True)
        with (part / f"{_FIRST_DAY}-1.log").open("wb") as file:
            file.writelines(corpus.day(plain_mib << 20))
        part.rename(plain)
    if not packed.exists():
        part = packed.with_suffix(".part")
        part.mkdir(parents=True, exist_ok=True)
        for at in range(files):
            day = _FIRST_DAY + datetime.timedelta(days=at)
            with gzip.open(part / f"{day}-1.log.gz", "wb", compresslevel=6) as file:
                file.writelines(corpus.day(mib_a_file << 20))
        part.rename(packed)
    return plain, packed
