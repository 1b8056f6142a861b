# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random faults between the RCON client and a server: no reply is another command's, and no claim is false.

Run it as C(python tests/soak/console_faults.py --seconds 30 --seed 1). It fails with the seed of the conversation.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from faults.conversation import PACKETS, Step, conversation
from faults.harm import FAULTS

_LONGEST = 8


def _steps(chance: random.Random) -> list[Step]:
    """Return a row of commands, half of them with one to three faults."""
    steps = []
    for _unused in range(chance.randint(1, _LONGEST)):
        count = chance.choice((0, 0, 0, 1, 2, 3))
        faults = tuple((chance.choice(PACKETS), chance.choice(sorted(FAULTS))) for _fault in range(count))
        steps.append(Step(chance.random() < 0.5, chance.random() < 0.5, faults))
    return steps


def main() -> None:
    """Talk until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    conversations = commands = whole = 0
    while time.monotonic() < end:
        seed = f"{options.seed}/{conversations}"
        steps = _steps(random.Random(seed))
        try:
            with conversation() as talk:
                whole += sum(talk.take(step) for step in steps)
                talk.recovers()
        except AssertionError as error:
            raise SystemExit(f"conversation {seed}: {error}\n{steps}") from error
        conversations += 1
        commands += len(steps)
    print(f"{conversations} conversations, {commands} commands, {whole} whole replies, seed {options.seed}: all true")


if __name__ == "__main__":
    main()
