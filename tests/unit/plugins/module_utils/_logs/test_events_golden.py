# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every record of the golden logs gives the event that the comment above it says."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs import event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.events.reading import MARKERS, event_of

from .golden_logs import NAMES, golden

FAMILIES = (
    *("vanilla-modern.log", "vanilla-1.8.log", "before-1.7.log", "bukkit.log", "paper-console.log", "forge-1.12.log"),
    *("forge-modern.log", "neoforge-console.log", "fabric.log", "login-plugin.log", "authme.log", "staff.log"),
    *("ranks.log", "shops.log", "bungeecord.log", "waterfall.log", "velocity.log", "velocity-old.log", "geyser.log"),
    *("cuberite.log", "paper.log", "sample.log"),
)


def test_every_family_has_a_golden_log() -> None:
    assert set(NAMES) == set(FAMILIES)


@pytest.mark.parametrize("name", FAMILIES)
def test_golden_log(name) -> None:
    wrong = [
        f"{where}: {found} instead of {expected}"
        for where, record, expected in golden(name)
        for found in [event_of(record)]
        if found != expected
    ]
    assert wrong == []


def test_each_kind_that_a_server_writes_is_in_a_golden_log() -> None:
    kinds = {line.expected.kind for name in FAMILIES for line in golden(name) if line.expected}

    assert kinds == {kind for kind, markers in MARKERS.items() if markers}
    assert set(MARKERS) == set(event.KINDS)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_fields_of_events_are_known_ones(name) -> None:
    assert {field for line in golden(name) if line.expected for field in line.expected.fields} <= set(event.FIELDS)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_first_line_of_every_event_has_a_marker_of_its_kind(name) -> None:
    for where, record, expected in golden(name):
        if expected is not None:
            first = record.raw.partition(b"\n")[0]
            assert any(marker in first for marker in MARKERS[expected.kind]), where
