# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notes about an action over its attempts."""

from __future__ import annotations

import json
import os
import time

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError, StaleAttemptError
from ansible_collections.gamedesk.support.plugins.module_utils._host_state import StateFolder
from ansible_collections.gamedesk.support.plugins.module_utils._journal import Entry, Journal

ACTION = "01J5QZK8E5V3N2M1H0GFEDCBA9"
ABOUT = {"rank": "vip", "context": [["server", "survival"]]}


@pytest.fixture
def folder(tmp_path):
    folder = StateFolder(str(tmp_path / "state"))
    yield folder
    folder.close()


def attempt(folder, number: int, about=None) -> Journal:
    return Journal(folder, ACTION, number, about or ABOUT)


def test_a_lower_attempt_than_the_highest_is_refused(folder):
    attempt(folder, 1)
    attempt(folder, 3)
    attempt(folder, 3)
    with pytest.raises(StaleAttemptError) as caught:
        attempt(folder, 2)
    assert caught.value.data == {"attempt": 2, "highest_attempt": 3}
    assert caught.value.status == "refused"


def test_the_first_note_stays(folder):
    first = attempt(folder, 1)
    first.sending({"uuid": Entry([], {"expires": 5})})
    assert first.entry("uuid") is None
    second = attempt(folder, 2)
    assert second.entry("uuid") == Entry([], {"expires": 5})
    second.sending({"uuid": Entry(["other"], {"expires": 6})})
    assert attempt(folder, 3).entry("uuid") == Entry([], {"expires": 5})
    assert attempt(folder, 3).entry("somebody else") is None


def test_a_note_of_this_attempt_can_be_taken_back(folder):
    first = attempt(folder, 1)
    first.sending({"uuid": Entry([], {})})
    first.not_sent(["uuid"])
    assert attempt(folder, 2).entry("uuid") is None


def test_a_note_of_an_earlier_attempt_cannot(folder):
    attempt(folder, 1).sending({"uuid": Entry([], {})})
    attempt(folder, 2).not_sent(["uuid"])
    assert attempt(folder, 3).entry("uuid") is not None


def test_an_id_stands_for_one_action(folder):
    attempt(folder, 1)
    with pytest.raises(ConfigurationError):
        attempt(folder, 2, {"rank": "builder", "context": []})


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"null", b'"x"', b"\xff", b"5"])
def test_a_damaged_file_is_not_taken_for_none(folder, content):
    attempt(folder, 1)
    folder.write(f"action-{ACTION}.json", content)
    with pytest.raises(ConfigurationError, match="damaged"):
        attempt(folder, 2)


def test_old_notes_go(folder):
    attempt(folder, 1)
    path = os.path.join(folder.path, f"action-{ACTION}.json")
    other = "01J5QZK8E5V3N2M1H0GFEDCBA8"
    lock = os.path.join(folder.path, "server-x.lock")
    open(lock, "w").close()
    for days, kept in ((29, True), (31, False)):
        moment = time.time() - days * 86_400
        os.utime(path, (moment, moment))
        os.utime(lock, (moment, moment))
        Journal(folder, other, 1, ABOUT)
        assert os.path.exists(path) is kept
    assert os.path.exists(lock)


def test_many_are_noted_and_taken_back_together(folder):
    first = attempt(folder, 1)
    first.sending({f"uuid {number}": Entry([number], {}) for number in range(300)})
    first.sending({"one more": Entry([], {})})
    first.not_sent([f"uuid {number}" for number in range(0, 300, 2)])
    second = attempt(folder, 2)
    assert [second.entry(f"uuid {number}") for number in range(4)] == [None, Entry([1], {}), None, Entry([3], {})]
    assert second.entry("one more") == Entry([], {})
    second.sending({"uuid 0": Entry(["later"], {})})
    assert attempt(folder, 3).entry("uuid 0") == Entry(["later"], {})


@pytest.mark.parametrize("kept", range(1, 40, 3))
def test_a_line_that_was_not_finished_is_of_something_that_was_not_sent(folder, kept):
    first = attempt(folder, 1)
    first.sending({"uuid": Entry([], {})})
    whole = folder.read(f"action-{ACTION}.json")
    first.sending({"other": Entry([1], {"expires": None})})
    line = folder.read(f"action-{ACTION}.json")[len(whole) :]
    folder.write(f"action-{ACTION}.json", whole + line[:kept])
    second = attempt(folder, 2)
    assert (second.entry("uuid"), second.entry("other")) == (Entry([], {}), None)
    second.sending({"other": Entry([2], {})})
    assert attempt(folder, 3).entry("other") == Entry([2], {})


def test_a_broken_line_before_the_last_is_damage(folder):
    attempt(folder, 1).sending({"uuid": Entry([], {})})
    folder.append(f"action-{ACTION}.json", b"{oh\n{}\n")
    with pytest.raises(ConfigurationError, match="damaged"):
        attempt(folder, 2)


def test_a_journal_of_the_first_release_is_read(folder):
    about = json.dumps(ABOUT)
    subjects = '{"uuid": {"before": [], "sent": {"expires": 5}}}'
    old = f'{{"about": {about}, "action_id": "{ACTION}", "attempt": 2, "subjects": {subjects}}}'
    folder.write(f"action-{ACTION}.json", old.encode())
    assert attempt(folder, 3).entry("uuid") == Entry([], {"expires": 5})
