# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/verified.md anew: what tests/integration/matrix expects of every provider, which is what its tests assert.

Run it after every change of that matrix, with the .venv that tests/run makes:

    .venv/bin/python tests/tools/renew_verified.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.integration.matrix.hostile_values import PLACES, VALUES  # noqa: E402
from tests.integration.matrix.owner import Owner  # noqa: E402
from tests.integration.matrix.owners import OWNERS  # noqa: E402
from tests.integration.matrix.scenarios import SCENARIOS  # noqa: E402

PAGE = ROOT / "docs" / "verified.md"
HEAD = """\
<!--
Copyright (c) The Gamedesk authors
GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->

# What is verified, and how

Every provider is tried with the modules, over real RCON, which replies, and in a real tmux, which is silent. This table
is written by `tests/tools/renew_verified.py` from what the tests in `tests/integration/matrix` assert: the outcome, and
each command that came over the wire, byte for byte.

- *changed, verified by …*: a command was sent, and the state was read back there.
- *would change*: in check mode; nothing was sent.
- *refused: cannot_verify*: the state cannot be read back, and `verify: best_effort` was not given. Where a provider
  asks the server's console, that is so on every way that does not answer: a log is no proof, since players write into
  it.
- *sent, unverified*: `verify: best_effort` was given, where the state cannot be read back.
- *unknown: unconfirmed*: a command was sent, and neither the state nor an answer was seen.
- *hostile values*: line breaks, escapes, quotes, selectors, wildcards, options, slashes, NUL, marks that reorder text,
  other scripts, 10 kB and more ([the list](../tests/integration/matrix/hostile_values.py)), each in the place of each
  word, and with `verify: best_effort`. Some are words that may be meant, such as `null` as a name, or quotes in a
  reason: they came as they are. Of all others, nothing came.

- *as …*: the command is made by the same code, whatever database tells the state, and is tried with it there.

The other ways to a console (GNU screen, a FIFO, a container and the programs in it, a panel) are held to the same
contract by `tests/integration/transports`, and tried there with LuckPerms: grant, grant again, revoke, check mode.

Of the databases that the ban plugins offer, all are here that anybody but the plugin can read: AdvancedBan has MariaDB
and MySQL, LibertyBans PostgreSQL besides, LiteBans SQLite besides. More about them, such as ends, addresses and what
cannot be, is tried in each by `tests/integration/sql_bans`.
"""


def rows(owner: Owner) -> Iterator[str]:
    """Yield the lines of one provider's table."""
    yield f"\n## {owner.name}\n\n| | RCON | tmux |\n|---|---|---|\n"
    for name in SCENARIOS[owner.module]:
        yield f"| {name} | {owner.rcon[name]} | {owner.tmux[name]} |\n"
    if owner.hostile_as:
        yield f"| hostile values | as {owner.hostile_as} | as {owner.hostile_as} |\n"
        return
    tried = len(VALUES) * len(PLACES[owner.module])
    cells = [f"{tried} tried, {passed} came as meant, 0 otherwise" for passed in owner.passed]
    yield f"| hostile values | {' | '.join(cells)} |\n"


def totals() -> str:
    """Return the sentence about all hostile values."""
    owners = [owner for owner in OWNERS if not owner.hostile_as]
    tried = sum(2 * len(VALUES) * len(PLACES[owner.module]) for owner in owners)
    meant = sum(sum(owner.passed) for owner in owners)
    return (
        f"\nIn all, {tried} hostile inputs were tried: {meant} came as the very command that was meant, "
        f"{tried - meant} ended with an\nerror and nothing sent, and nothing else came through.\n"
    )


def page() -> str:
    """Return the text of the page."""
    return HEAD + totals() + "".join(line for owner in OWNERS for line in rows(owner))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
