# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A later attempt that did not look says nothing about the ones before it."""

from __future__ import annotations

import pytest

from gamedesk.desk.doubting import after_earlier_attempts
from gamedesk.desk.outcome import Result, Verdict

LOOKED = {"ranks": []}


def result(status, code=None, after=None):
    error = code and {"code": code, "message": f"It is {code}. Nothing was sent."}
    return Result("survival", "Draxe", None, status, False, status in ("succeeded", "unchanged"), after, after, error)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (result("succeeded", after=LOOKED), "succeeded"),
        (result("unchanged", after=LOOKED), "unchanged"),
        (result("unverified"), "unverified"),
        (result("failed", "rejected", LOOKED), "failed"),
        (result("refused", "active_membership", LOOKED), "refused"),
        (result("failed", "storage"), "unknown"),
        (result("failed", "not_found"), "unknown"),
        (result("failed", "console_refused", LOOKED), "unknown"),
        (result("failed", "console_no_answer", LOOKED), "unknown"),
        (result("failed", "deadline", LOOKED), "unknown"),
        (result("failed", "not_attempted", LOOKED), "unknown"),
    ],
)
def test_a_later_attempt_that_could_not_tell_leaves_the_earlier_ones_in_doubt(one, expected):
    verdict = after_earlier_attempts(Verdict(one.status, False, one.verified, (one,), one.error))
    assert (verdict.status, verdict.results[0].status) == (expected, expected)
    assert (verdict.exit_code == 5) is (expected == "unknown")
    if expected == "unknown":
        assert verdict.error["code"] == one.error["code"]
        assert verdict.error["message"].endswith(
            "sent; whether an earlier attempt took effect is not known: support resume"
        )


def test_one_player_in_doubt_leaves_the_action_in_doubt():
    results = (result("failed", "rejected", LOOKED), result("failed", "storage"))
    verdict = after_earlier_attempts(Verdict("failed", False, False, results, results[0].error))
    assert (verdict.status, [one.status for one in verdict.results]) == ("unknown", ["failed", "unknown"])
    assert verdict.error == verdict.results[1].error


@pytest.mark.parametrize("status", ["failed", "refused"])
def test_a_later_attempt_that_looked_at_nobody_leaves_the_earlier_ones_in_doubt(status):
    error = {"code": "unreachable", "message": "survival cannot be reached."}
    verdict = after_earlier_attempts(Verdict(status, False, False, (), error))
    assert (verdict.status, verdict.error["code"], verdict.exit_code) == ("unknown", "unreachable", 5)


def test_a_later_attempt_that_was_interrupted_is_interrupted():
    verdict = Verdict("interrupted", False, False, (), {"code": "interrupted", "message": "Interrupted"})
    assert after_earlier_attempts(verdict) == verdict
