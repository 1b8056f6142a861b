# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules as data: what they choose, and what is said of those that cannot be meant."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.reading import read_rules
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.rule import RuleError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.shipped import SHIPPED
from hypothesis import given
from hypothesis import strategies as st

RULE = {
    "id": "a-rule",
    "title": "A rule",
    "level": "low",
    "falsepositives": ["Anybody."],
    "detection": {"one": {"kind": "command"}, "condition": "one"},
}


def changed(**parts):
    rule = copy.deepcopy(RULE)
    detection = parts.pop("detection", None)
    rule.update(parts)
    if detection is not None:
        rule["detection"] = detection
    return rule


def passes(selection, values, placeholders=None):
    """Say whether a rule of this one selection chooses a record with these values."""
    rules = read_rules([changed(detection={"one": selection, "condition": "one"})], placeholders or {})
    return rules.rules[0].condition.steps[0].passes(values)


@pytest.mark.parametrize(
    ("selection", "values", "expected"),
    [
        ({"kind": "command"}, {"kind": "command"}, True),
        ({"kind": "command"}, {"kind": "chat"}, False),
        ({"kind": ["chat", "command"]}, {"kind": "command"}, True),
        ({"kind": "command", "player": "Draxe"}, {"kind": "command", "player": "Alex"}, False),
        # Sigma compares without regard to case, unless it is told to.
        ({"player": "draxe"}, {"player": "Draxe"}, True),
        ({"player|cased": "draxe"}, {"player": "Draxe"}, False),
        ({"player": "Dr*"}, {"player": "Draxe"}, True),
        ({"player": "Dra?e"}, {"player": "Draxe"}, True),
        ({"player": "Dra?"}, {"player": "Draxe"}, False),
        ({"player": r"Dra\*"}, {"player": "Draxe"}, False),
        ({"player": r"Dra\*"}, {"player": "Dra*"}, True),
        ({"reason|contains": "reset"}, {"reason": "Connection reset by peer"}, True),
        ({"reason|startswith": "reset"}, {"reason": "Connection reset"}, False),
        ({"reason|endswith": "reset"}, {"reason": "Connection reset"}, True),
        ({"reason|contains|all": ["Connection", "reset"]}, {"reason": "Connection lost"}, False),
        ({"reason|contains": ["Connection", "reset"]}, {"reason": "Connection lost"}, True),
        ({"command|re": "^/op( |$)"}, {"command": "/op Draxe"}, True),
        ({"command|re": "^/op( |$)"}, {"command": "/OP Draxe"}, False),
        ({"command|re|i": "^/op( |$)"}, {"command": "/OP Draxe"}, True),
        ({"address|cidr": "192.0.2.0/24"}, {"address": "192.0.2.9"}, True),
        ({"address|cidr": "192.0.2.0/24"}, {"address": "198.51.100.9"}, False),
        ({"address|cidr": "192.0.2.0/24"}, {"address": "2001:db8::1"}, False),
        ({"address|cidr": "192.0.2.0/24"}, {"address": "none"}, False),
        ({"y|gt": 255}, {"y": "256.5"}, True),
        ({"y|gte": 255}, {"y": "255"}, True),
        ({"y|lt": 0}, {"y": "1"}, False),
        ({"y|lte": 0}, {"y": "far"}, False),
        ({"uuid|exists": False}, {"player": "Draxe"}, True),
        ({"uuid|exists": True}, {"player": "Draxe"}, False),
        ({"uuid": None}, {"player": "Draxe"}, True),
        ({"player|expand": "%staff%"}, {"player": "Draxe"}, True),
        ({"player|expand": "%staff%"}, {"player": "Alex"}, False),
        ({"player|expand": "%staff%"}, {"player": "AnyBody"}, False),
        ([{"kind": "chat"}, {"player": "Draxe"}], {"player": "Draxe"}, True),
        (["jndi", "ldap"], {"message": "try ${JNDI:dns}"}, True),
        (["jndi", "ldap"], {"message": "hello"}, False),
        ({"reason": "Reason"}, {}, False),
    ],
)
def test_a_selection_chooses(selection, values, expected):
    assert passes(selection, values, {"staff": ["Draxe", "Any*"]}) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("one or two", {"1", "2", "12"}),
        ("one and two", {"12"}),
        ("one and not two", {"1"}),
        ("not (one or two)", {""}),
        ("not one and not two", {""}),
        ("one or two and not one", {"1", "2", "12"}),  # 'and' binds first
        ("1 of them", {"1", "2", "12"}),
        ("all of t*", {"2", "12"}),
        ("all of them", {"12"}),
    ],
)
def test_a_condition_joins_selections(condition, expected):
    detection = {"one": {"text|contains": "1"}, "two": {"text|contains": "2"}, "condition": condition}
    step = read_rules([changed(detection=detection)], {}).rules[0].condition.steps[0]
    assert {text for text in ("", "1", "2", "12") if step.passes({"text": text})} == expected


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ("text", (0,), "A rule is a mapping"),
        ({}, (0,), "has no id"),
        (changed(falsepositives=[]), (0, "falsepositives"), "what else may look like this"),
        (changed(level="bad"), (0, "level"), "none of informational"),
        (changed(title=" "), (0, "title"), "no text"),
        (changed(id="a b"), (0, "id"), "letters, digits"),
        (changed(detections={}), (0, "detections"), "no key 'detections'"),
        (changed(detection=[]), (0, "detection"), "is a mapping"),
        (changed(detection={"one": {"kind": "chat"}}), (0, "detection"), "no condition"),
        (changed(detection={"one": {"kind": "chatt"}, "condition": "one"}), (0, "detection", "one", "kind"), "'chatt'"),
        (
            changed(detection={"one": {"name": "x"}, "condition": "one"}),
            (0, "detection", "one", "name"),
            "field 'name'",
        ),
        (
            changed(detection={"one": {"player|has": "x"}, "condition": "one"}),
            (0, "detection", "one", "player|has"),
            "modifier 'has'",
        ),
        (
            changed(detection={"one": {"player|re|contains": "x"}, "condition": "one"}),
            (0, "detection", "one", "player|re|contains"),
            "cannot be used together",
        ),
        (
            changed(detection={"one": {"text|re": "("}, "condition": "one"}),
            (0, "detection", "one", "text|re"),
            "cannot be read",
        ),
        (
            changed(detection={"one": {"text|gt": "1"}, "condition": "one"}),
            (0, "detection", "one", "text|gt"),
            "with a number",
        ),
        (
            changed(detection={"one": {"text": True}, "condition": "one"}),
            (0, "detection", "one", "text"),
            "text or a number",
        ),
        (changed(detection={"one": {}, "condition": "one"}), (0, "detection", "one"), "is a mapping of fields"),
        (changed(detection={"one": [1], "condition": "one"}), (0, "detection", "one", 0), "holds mappings"),
        (changed(detection={"one": {"kind": "chat"}, "condition": "two"}), (0, "detection", "condition"), "'two'"),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "one one"}),
            (0, "detection", "condition"),
            "after its end",
        ),
        (changed(detection={"one": {"kind": "chat"}, "condition": "(one"}), (0, "detection", "condition"), "needs )"),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "one $"}),
            (0, "detection", "condition"),
            "no meaning",
        ),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "1 of x*"}),
            (0, "detection", "condition"),
            "no such selection",
        ),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "one then one", "timeframe": "5s"}),
            (0, "detection", "condition"),
            "by FIELD",
        ),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "one | count() by player > 0", "timeframe": "5s"}),
            (0, "detection", "condition"),
            "less than two",
        ),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "one | count() by player >= 3"}),
            (0, "detection"),
            "no timeframe",
        ),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "one | count() >= 3", "timeframe": "5"}),
            (0, "detection", "timeframe"),
            "no unit",
        ),
        (
            changed(detection={"one": {"kind": "chat"}, "condition": "one", "timeframe": "5s"}),
            (0, "detection", "timeframe"),
            "no use",
        ),
    ],
)
def test_a_wrong_rule_is_an_error_with_its_place(rule, place, said):
    with pytest.raises(RuleError) as caught:
        read_rules([rule], {})
    assert caught.value.place == place
    assert said in caught.value.message


def test_two_rules_have_two_ids():
    with pytest.raises(RuleError) as caught:
        read_rules([RULE, RULE], {})
    assert caught.value.place == (1, "id")


def test_a_rule_that_lacks_its_list_is_named_and_not_looked_by():
    needs = changed(id="needs", detection={"one": {"player|expand": "%staff%"}, "condition": "not one"})
    found = read_rules([needs, RULE], {})
    assert found.lacking == {"needs": "staff"}
    assert [rule.id for rule in found.rules] == ["a-rule"]


def test_the_rules_that_come_with_the_collection_can_be_read():
    found = read_rules(list(SHIPPED), {"staff": []})
    assert len(found.rules) == len(SHIPPED)
    assert not found.lacking


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def problem_of(rules):
    """Return what is wrong with rules, or nothing; any other exception than RuleError ends the test."""
    try:
        read_rules(rules, {})
    except RuleError as error:
        return error
    return None


@given(detection=st.dictionaries(st.sampled_from(["one", "condition", "timeframe"]), _ANYTHING), other=_ANYTHING)
def test_no_data_is_more_than_an_error(detection, other):
    for rule in (other, changed(detection=detection), changed(detection={"one": other, "condition": "one"})):
        problem = problem_of([rule])
        assert problem is None or problem.place[0] == 0
    assert other == [] or problem_of(other) is not None


@given(text=st.text(alphabet="one two()|>=0123456789andorthenbycount*", max_size=40))
def test_no_condition_is_more_than_an_error(text):
    detection = {"one": {"kind": "chat"}, "two": {"kind": "chat"}, "condition": text, "timeframe": "5s"}
    problem = problem_of([changed(detection=detection)])
    assert problem is None or problem.place[:2] == (0, "detection")
