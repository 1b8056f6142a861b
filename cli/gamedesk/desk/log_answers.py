# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host answers to a look at its logs, checked: others read it, and a host may answer anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gamedesk.actions import SEARCH
from gamedesk.desk.asking import Answer
from gamedesk.i18n import _


def checked(name: str, answer: Answer) -> Answer:
    """Return the answer; or, where it is no error and not what the module for the action C(name) returns, one."""
    if answer.error is not None:
        return answer
    found, is_one = ("matches", _is_match) if name == SEARCH else ("hits", _is_hit)
    if _all(answer.result.get(found), is_one) and _are_common(answer.result):
        return answer
    message = _("What {server} answered is not what the module returns: look which version of it is there.")
    return Answer(answer.server, {}, {"code": "no_result", "message": message.format(server=answer.server)})


def _are_common(result: Mapping[str, Any]) -> bool:
    return (
        isinstance(result.get("truncated"), bool)
        and isinstance(result.get("cursor"), str | None)
        and _all(result.get("problems"), _is_problem)
        and isinstance(result.get("summary"), Mapping)
        and (
            "lacking" not in result
            or (
                isinstance(result["lacking"], Mapping)
                and all(isinstance(one, str) for one in result["lacking"].values())
            )
        )
    )


def _is_match(match: Any) -> bool:
    return (
        _is_record(match)
        and isinstance(match.get("sha256"), str)
        and all(_all(match.get(side, []), _is_record) for side in ("before", "after"))
    )


def _is_hit(hit: Any) -> bool:
    return (
        isinstance(hit, Mapping)
        and all(isinstance(hit.get(name), str) for name in ("rule", "title", "level"))
        and isinstance(hit.get("group"), str | None)
        and all(_all(hit.get(name), _is_text) for name in ("players", "falsepositives"))
        and all(_is_number(hit.get(name)) for name in ("times", "records"))
        and _all(hit.get("lines"), _is_match)
    )


def _is_record(record: Any) -> bool:
    return (
        isinstance(record, Mapping)
        and all(isinstance(record.get(name), str) for name in ("file", "message"))
        and all(_is_number(record.get(name)) for name in ("first_line", "last_line"))
        and all(isinstance(record.get(name), str | None) for name in ("time", "clock"))
        and isinstance(record.get("event"), Mapping | None)
    )


def _is_problem(problem: Any) -> bool:
    return isinstance(problem, Mapping) and all(isinstance(problem.get(name), str) for name in ("file", "error"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _all(values: Any, is_one: Callable[[Any], bool]) -> bool:
    return isinstance(values, list) and all(map(is_one, values))
