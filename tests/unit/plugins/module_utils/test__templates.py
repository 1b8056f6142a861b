# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands and patterns that an operator writes down."""

from __future__ import annotations

import re
import signal
import threading
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, StorageError
from ansible_collections.gamedesk.support.plugins.module_utils._templates import Pattern, Template
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("player", "rank")


@given(st.text(), st.text())
def test_values_go_in_as_they_are_and_once(player, rank):
    template = Template("grant", "add {player} {rank} {rank} {}", NAMES)
    assert template.fill({"player": player, "rank": rank}) == f"add {player} {rank} {rank} {{}}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/add {player}",
        " add {player}",
        "add {player} ",
        "a\nb {player}",
        "a\x1b {player}",
        "a {name}",
        "x" * 1001,
    ],
)
def test_what_is_no_command(text):
    with pytest.raises(ConfigurationError, match=r"ranks\.commands\.grant"):
        Template("ranks.commands.grant", text, NAMES)


def test_what_has_to_be_in_it():
    Template("o", "add {player}", NAMES, [("player", "uuid")])
    with pytest.raises(ConfigurationError, match=r"has to hold \{player\} or \{uuid\}\."):
        Template("o", "add {rank}", NAMES, [("player", "uuid")])


@pytest.mark.parametrize(
    "text", ["{player.__class__}", "{0}", "{}", "{player!r}", "{Player}", "{player:>9}", "{ player }"]
)
def test_what_only_looks_like_a_placeholder_is_itself(text):
    assert Template("o", text, NAMES).fill({"player": "Draxe", "rank": "vip"}) == text


@given(st.text(min_size=1, max_size=20).filter(lambda text: not set(text) & set("\u00a7\r\n")))
def test_a_value_in_a_pattern_is_found_where_it_stands_and_means_nothing(value):
    pattern = Pattern("has", "^<{rank}>$", NAMES)
    assert pattern.search(f"x\n<{value}>\ny", {"rank": value}) is not None
    assert pattern.search(f"<{value}x>", {"rank": value}) is None


@pytest.mark.parametrize(
    "text", ["(", "[{rank}", "(?P<rank>x)", "x|", ".*", "^$", "{rank}{2,1}", "{player}{name}", " "]
)
def test_what_is_no_pattern(text):
    with pytest.raises(ConfigurationError, match="The option has"):
        Pattern("has", text, NAMES)


def test_groups_that_mean_something_are_told():
    pattern = Pattern("has", r"{rank}(?: until (?P<expires>\d+))?", NAMES, groups=("expires", "reason"))
    assert pattern.groups == {"expires"}
    assert pattern.search("vip until 5", {"rank": "vip"}) == {"expires": "5"}
    assert pattern.search("vip", {"rank": "vip"}) == {"expires": None}


def test_colours_are_not_seen_and_lines_are_lines():
    pattern = Pattern("has", "^- {rank}$", NAMES)
    reply = "\u00a7aA:\r\n\u00a7f- \u00a7x\u00a71\u00a72\u00a73\u00a74\u00a75\u00a76vip\r\n"
    assert pattern.search(reply, {"rank": "vip"}) == {}


def test_a_reply_that_is_too_long_is_none():
    with pytest.raises(StorageError, match="70000 characters"):
        Pattern("has", "{rank}", NAMES).search("x" * 70_000, {"rank": "vip"})


class TestPatternsThatTakeForEver:
    PATTERN = Pattern("has", "^(a+)+{rank}$", NAMES)
    REPLY = "a" * 60 + "!"

    def test_they_are_ended_and_leave_no_alarm(self):
        before = signal.getsignal(signal.SIGALRM)
        begun = time.monotonic()
        with pytest.raises(StorageError, match=re.escape("pattern of the option has took more than 2 seconds")):
            self.PATTERN.search(self.REPLY, {"rank": "b"})
        assert time.monotonic() - begun < 10
        assert signal.getsignal(signal.SIGALRM) is before
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

    def test_in_another_thread_a_quick_one_still_works(self):
        found: list = []
        pattern = Pattern("has", "{rank}", NAMES)
        thread = threading.Thread(target=lambda: found.append(pattern.search("vip", {"rank": "vip"})))
        thread.start()
        thread.join()
        assert found == [{}]
