# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every owner on a wire that replies and on one that is silent: what came over it, and what was said of it."""

from __future__ import annotations

from .owners import each
from .scenarios import SCENARIOS, outcome


@each()
def test_scenarios(desk, owner):
    one = desk(owner)
    outcomes, sent = {}, {}
    for name, options in SCENARIOS[owner.module].items():
        result = one.run(**options)
        changes = one.changes()
        outcomes[name] = outcome(result, changes)
        if changes:
            sent[name] = changes
    expected = {name: one.outcomes[name] for name in SCENARIOS[owner.module]}
    assert outcomes == expected
    happened = [name for name in outcomes if "nothing sent" not in outcomes[name] and name in owner.sent]
    assert sent == {name: owner.sent[name] for name in happened}
