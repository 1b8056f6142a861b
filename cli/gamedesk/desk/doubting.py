# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a later attempt may say about the ones before it, which were interrupted or ended in doubt."""

from __future__ import annotations

import dataclasses

from gamedesk import statuses
from gamedesk.desk.outcome import Problem, Result, Verdict
from gamedesk.i18n import _


def after_earlier_attempts(verdict: Verdict) -> Verdict:
    """Return what a verdict means for an action whose earlier attempts were interrupted, or ended in doubt.

    That this attempt sent nothing says nothing about them. Only who has looked at a player's state, and met nothing
    that passes by itself, can say that the action is not done; everything else is C(unknown) until the next attempt.
    """
    results = tuple(_in_doubt(result) if _leaves_doubt(result) else result for result in verdict.results)
    unclear = next((result for result in results if result.status == statuses.UNKNOWN), None)
    if unclear is not None:
        return dataclasses.replace(
            verdict, status=statuses.UNKNOWN, verified=False, results=results, error=unclear.error
        )
    if not results and verdict.status in (statuses.FAILED, statuses.REFUSED):
        return dataclasses.replace(verdict, status=statuses.UNKNOWN, error=_doubt(verdict.error))
    return verdict


def _leaves_doubt(result: Result) -> bool:
    if result.status not in (statuses.FAILED, statuses.REFUSED):
        return False
    return result.after is None or (result.error or {}).get("code") in statuses.PASSING_CODES


def _in_doubt(result: Result) -> Result:
    return dataclasses.replace(result, status=statuses.UNKNOWN, error=_doubt(result.error))


def _doubt(error: Problem) -> Problem:
    why = str((error or {}).get("message", "")).rstrip(". ")
    message = _("{why}; whether an earlier attempt took effect is not known: support resume").format(why=why)
    return {**(error or {}), "message": message}
