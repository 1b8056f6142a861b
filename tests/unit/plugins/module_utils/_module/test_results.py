# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several results become one."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._errors import NotFoundError
from ansible_collections.gamedesk.support.plugins.module_utils._module.results import PlayerResult, finish


class EndedError(Exception):
    """The module has ended. C(args) are whether it failed, and with what."""


class Module:
    def exit_json(self, **outcome):
        raise EndedError(False, outcome)

    def fail_json(self, **outcome):
        raise EndedError(True, outcome)


def end(*statuses: str):
    results = []
    for number, status in enumerate(statuses):
        error = {"code": "x", "message": f"It is {status}."} if status in {"failed", "refused", "unknown"} else None
        results.append(PlayerResult(f"player{number}", status=status, changed=status == "succeeded", error=error))
    with pytest.raises(EndedError) as ended:
        finish(Module(), results, [])
    return ended.value.args


@pytest.mark.parametrize(
    ("statuses", "status", "failed"),
    [
        (["unchanged"], "unchanged", False),
        (["succeeded", "succeeded"], "succeeded", False),
        (["unchanged", "succeeded"], "succeeded", False),
        (["unverified", "succeeded"], "unverified", False),
        (["refused", "unverified"], "refused", True),
        (["refused", "failed"], "failed", True),
        (["failed", "unknown", "succeeded"], "unknown", True),
    ],
)
def test_the_worst_status_is_the_status(statuses, status, failed):
    for order in (statuses, statuses[::-1]):
        has_failed, outcome = end(*order)
        assert (outcome["status"], has_failed) == (status, failed)
        assert outcome["changed"] is ("succeeded" in statuses)
        assert ("error" in outcome) is failed


def test_the_message_of_one_is_its_error():
    assert end("failed")[1]["msg"] == "It is failed."


def test_the_message_of_many_is_short():
    message = end(*["failed"] * 50)[1]["msg"]
    assert message.startswith("50 of 50 players: player0: It is failed. player1:")
    assert message.endswith("… and 47 more.")


def test_before_and_after_of_one_are_on_top():
    assert {"before", "after"} <= set(end("unchanged")[1])
    assert not {"before", "after"} & set(end("unchanged", "unchanged")[1])


def test_an_error_takes_the_verification_back():
    result = PlayerResult("Draxe", verified=True, how_verified="ops.json")
    result.fail(NotFoundError("No.", candidates=["x"]))
    assert (result.status, result.verified, result.how_verified) == ("failed", False, None)
    assert result.error == {"code": "not_found", "message": "No.", "candidates": ["x"]}
