# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every death of the game's language files is told, with who did it."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import DEATH, Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import MARKERS, event_of

from .golden_logs import FOLDER, record_of

TEMPLATES = (FOLDER / "deaths.txt").read_text(encoding="utf-8").split("\n\n")[1].splitlines()
PREFIX = "[12:00:00] [Server thread/INFO]: "


@pytest.mark.parametrize("template", TEMPLATES)
def test_template(template) -> None:
    text = template.replace("%1$s ", "").replace("%2$s", "Old Zombie").replace("%3$s", "[Sharp Sword]")
    record = record_of(f"{PREFIX}Draxe {text}")
    fields = {"player": "Draxe", "text": text}

    assert event_of(record) == Event(DEATH, {**fields, "source": "Old Zombie"} if "%2$s" in template else fields)
    assert any(marker in record.raw for marker in MARKERS[DEATH])


@pytest.mark.parametrize(
    "message",
    ["Draxe died of boredom", "Draxe was slain by", "Wolf Rex drowned", "Draxe: drowned", "<Draxe> Alex drowned"],
)
def test_what_is_no_death(message) -> None:
    found = event_of(record_of(PREFIX + message))

    assert found is None or found.kind != DEATH
