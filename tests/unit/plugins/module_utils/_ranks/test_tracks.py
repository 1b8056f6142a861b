# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where on a track somebody is, where a promotion leads (LuckPerms' Track.java), and what leads there."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    InvalidValueError,
    NotFoundError,
    PositionError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._players import Subject
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms import LuckPerms
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.luckperms_sql import from_options
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.protocol import Membership
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.tracks import (
    DEMOTE,
    PROMOTE,
    Position,
    Track,
    commands_for,
    moved,
)
from hypothesis import given
from hypothesis import strategies as st

DRAXE = "d394da40-0ab1-3e8c-8302-4aaebe14d88d"
SUBJECT = Subject("Draxe", DRAXE)
FAR = 4_000_000_000
HERE = (("server", "survival"),)
DONOR = Track("donor", ("default", "vip", "mvp"), (), "default")
STAFF = Track("staff", ("helper", "mod", "admin"), HERE, None)
BLIND = LuckPerms(None)


def member(rank, expires=None, context=HERE) -> Membership:
    return Membership(rank, expires, context)


OTHERS = [member("helper", context=()), member("vip"), member("admin", context=(("server", "lobby"),))]


@pytest.mark.parametrize(
    ("move", "found", "expected"),
    [
        (PROMOTE, [], ("helper", None)),
        (PROMOTE, OTHERS, ("helper", None)),
        (PROMOTE, [*OTHERS, member("helper")], ("mod", None)),
        (PROMOTE, [member("mod", FAR)], ("admin", FAR)),
        (DEMOTE, [member("admin")], ("mod", None)),
        (DEMOTE, [member("mod", FAR)], ("helper", FAR)),
        (DEMOTE, [member("helper")], (None, None)),
    ],
)
def test_a_move_leads_to_the_next_place(move, found, expected):
    position = moved(STAFF, move, found)
    assert (position.rank, position.expires) == expected


@pytest.mark.parametrize(
    ("move", "found", "message"),
    [
        (PROMOTE, [member("admin")], "at the end"),
        (DEMOTE, [], "not on the track"),
        (DEMOTE, OTHERS, "not on the track"),
        (PROMOTE, [member("helper"), member("admin")], r"more than once \(admin, helper\)"),
        (DEMOTE, [member("mod"), member("mod", FAR)], r"more than once \(mod\)"),
    ],
)
def test_a_move_that_leads_nowhere_is_an_error(move, found, message):
    with pytest.raises(PositionError, match=message):
        moved(STAFF, move, found)


def test_who_has_no_rank_has_the_default_one():
    nobody = BLIND.standing([])
    assert moved(DONOR, PROMOTE, nobody).rank == "vip"
    with pytest.raises(PositionError, match="at the beginning"):
        moved(DONOR, DEMOTE, nobody)
    granted = [member("default", context=()), member("vip", context=())]  # LuckPerms leaves the one beside the other
    assert moved(DONOR, PROMOTE, granted).rank == "mvp"
    assert moved(DONOR, DEMOTE, granted).rank == "default"
    somewhere = BLIND.standing([member("helper")])
    assert moved(DONOR, PROMOTE, somewhere).rank == "vip"
    assert BLIND.standing([member("vip", context=())]) == [member("vip", context=())]


@pytest.mark.parametrize(
    ("wanted", "found", "met"),
    [
        (Position(STAFF, "mod"), [member("mod")], True),
        (Position(STAFF, "mod"), [member("mod"), *OTHERS], True),
        (Position(STAFF, "mod"), [member("mod"), member("helper", FAR)], False),
        (Position(STAFF, "mod"), [member("mod", FAR)], False),
        (Position(STAFF, "mod"), [], False),
        (Position(STAFF, "mod", FAR), [member("mod", FAR + 5)], True),
        (Position(STAFF, "mod", FAR), [member("mod", FAR + 6)], False),
        (Position(STAFF, "mod", FAR), [member("mod", FAR - 1)], False),
        (Position(STAFF, "mod", FAR), [member("mod")], False),
        (Position(STAFF, None), OTHERS, True),
        (Position(STAFF, None), [member("helper")], False),
        (Position(DONOR, None), BLIND.standing([]), True),
    ],
)
def test_when_nothing_is_to_be_done(wanted, found, met):
    assert wanted.is_met(found) is met


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [
        (Position(DONOR, "vip"), None, ["settrack donor vip"]),
        (Position(STAFF, "mod"), [member("helper"), member("admin", FAR)], ["settrack staff mod server=survival"]),
        (
            Position(STAFF, "admin", FAR),
            [member("mod", FAR)],
            [f"addtemp admin {FAR} deny server=survival", "removetemp mod server=survival"],
        ),
        (Position(STAFF, "admin", FAR), [member("mod", FAR), member("admin", FAR)], ["removetemp mod server=survival"]),
        (Position(STAFF, None), [member("helper")], ["remove helper server=survival"]),
        (Position(STAFF, None), [member("helper", FAR)], ["removetemp helper server=survival"]),
    ],
)
def test_commands(wanted, found, expected):
    commands = commands_for(BLIND, SUBJECT, wanted, found)
    assert commands == [f"lp user {DRAXE} parent {words}" for words in expected]


def test_a_group_whose_name_is_a_number_is_named_by_its_place():
    """LuckPerms reads a number as a place on the track (ParentSetTrack.java)."""
    track = Track("levels", ("default", "10", "2"), (), "default")
    assert BLIND.set_on_track(SUBJECT, track, "2") == [f"lp user {DRAXE} parent settrack levels 3"]
    with pytest.raises(InvalidValueError):
        BLIND.set_on_track(SUBJECT, track._replace(ranks=()), "2")


@given(
    st.lists(st.tuples(st.sampled_from(STAFF.ranks), st.sampled_from([None, FAR])), max_size=4, unique=True),
    st.sampled_from([PROMOTE, DEMOTE]),
)
def test_what_a_move_foretells_is_met_and_needs_no_more(places, move):
    found = [*OTHERS, *(member(rank, end) for rank, end in places)]
    try:
        wanted = moved(STAFF, move, found)
    except PositionError:
        return
    assert not wanted.is_met(found)
    foretold = wanted.applied_to(found)
    assert wanted.is_met(foretold)
    assert [one for one in foretold if one in OTHERS] == OTHERS


# The tracks in the storage.


@pytest.fixture
def provider(luckperms_file):
    luckperms_file.execute("CREATE TABLE luckperms_tracks (name VARCHAR(36) NOT NULL, `groups` TEXT NOT NULL)")
    return LuckPerms(from_options({"engine": "sqlite", "path": str(luckperms_file.path)}))


def add(luckperms_file, name, groups):
    luckperms_file.execute("INSERT INTO luckperms_tracks VALUES (?, ?)", name, groups)


def test_a_track_is_read(provider, luckperms_file):
    add(luckperms_file, "donor", '["default","VIP","mvp"]')
    assert provider.track("Donor", HERE) == Track("donor", ("default", "vip", "mvp"), HERE, None)
    assert provider.track("donor", ()).fallback == "default"


def test_an_unknown_track_names_the_known_ones(provider, luckperms_file):
    add(luckperms_file, "donor", "[]")
    add(luckperms_file, "odd\x1b[31m", "[]")
    with pytest.raises(NotFoundError, match="It has: donor") as caught:
        provider.track("donors", ())
    assert caught.value.data["candidates"] == ["donor", "odd[31m"]
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "groups",
    ["[]", '["vip"]', "nonsense", "{}", '["vip", "a b"]', '["vip", "x;op Draxe"]', "[" * 10_000, '["", "vip"]'],
)
def test_a_track_that_nobody_can_be_moved_on(provider, luckperms_file, groups):
    add(luckperms_file, "donor", groups)
    with pytest.raises(PositionError, match="nobody can be moved on it"):
        provider.track("donor", ())


@pytest.mark.parametrize("name", ["", "a b", "-x", "a\nb", "..", "donor server=x", "x" * 37, "ä", "*"])
def test_names_that_are_no_track(provider, name):
    with pytest.raises(InvalidValueError):
        provider.track(name, ())
