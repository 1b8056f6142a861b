# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what Ansible reported to what is true of the action: where nobody can know, it says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gamedesk import statuses
from gamedesk.actions import Action
from gamedesk.desk import servers
from gamedesk.desk.outcome import Problem, Result, Verdict
from gamedesk.desk.settings import Settings
from gamedesk.i18n import _
from gamedesk.runner import explain, reasons
from gamedesk.runner.run import UNREACHABLE, HostResult, PlaybookRun

# What Ansible says of a module that has begun, beside what it printed.
_AFTER_ITS_BEGIN = re.compile("Module failed|not JSON deserializable|[Dd]eserialization failed")


def judge(run: PlaybookRun, action: Action, settings: Settings, *, check: bool = False) -> Verdict:
    """Return what this run means for the action.

    'successful' of ansible-runner is no proof: it also says that when no host matched. Only a result of the module
    itself, for the very host that was asked, counts. C(check): the run only looked, so that nothing is in doubt after
    it, whatever became of it.
    """
    answers = [answer for answer in run.results if answer.host == action.server]
    if answers:
        return _judge_answer(answers[-1], action, settings, run.output, check=check)
    if run.status == "canceled" and check:
        return _without_results(statuses.INTERRUPTED, "interrupted", _("Interrupted; nothing was sent."))
    if run.status == "canceled":
        message = _("Interrupted; whether {name} was carried out on {server} is not known yet: support resume").format(
            name=action.name, server=action.server
        )
        return _without_results(statuses.INTERRUPTED, "interrupted", message)
    if action.server in run.started:
        late, ended = _("{server} did not answer in time"), _("Ansible ended before {server} had answered")
        why = (late if run.status == "timeout" else ended).format(server=action.server)
        return _in_doubt("no_result", why, check=check)
    if run.status == "successful":
        return _without_results(statuses.FAILED, "unknown_server", servers.unknown(action.server, settings))
    message = _("The runbook did not run: {why}").format(why=reasons.reason(run.output, run.output))
    return _without_results(statuses.FAILED, "runbook", message)


def _judge_answer(answer: HostResult, action: Action, settings: Settings, printed: str, *, check: bool) -> Verdict:
    if answer.outcome == UNREACHABLE:
        return _judge_unreachable(str(answer.result.get("msg", "")), action, settings, check=check)
    result = answer.result
    if not result:  # ansible-runner drops a result that is too long for it
        why = _("What {server} answered was lost on the way").format(server=action.server)
        return _in_doubt("no_result", why, check=check)
    if result.get("status") in statuses.STATUSES:
        return _judge_module(result, action)
    message = str(result.get("msg", ""))
    if ("module_stdout" in result or _AFTER_ITS_BEGIN.search(message)) and not explain.no_python(message):
        # The module began and died of something it does not know, or Ansible did not take what it told: what it did
        # before that, nobody can say.
        why = _("The module died on {server} ({why})").format(server=action.server, why=reasons.reason(message))
        return _in_doubt("module_died", why, check=check)
    missing = explain.undefined_variable(message)
    if missing:
        text = _("The inventory does not set {name} for {server}; say there what the server uses.").format(
            name=missing, server=action.server
        )
        return _without_results(statuses.FAILED, "inventory", text)
    text = _("The runbook failed on {server} before anything was sent: {why}").format(
        server=action.server, why=reasons.reason(message, printed)
    )
    return _without_results(statuses.FAILED, "runbook", text)


def _judge_unreachable(message: str, action: Action, settings: Settings, *, check: bool) -> Verdict:
    host, port = servers.address(action.server, settings)
    explained = explain.unreachable(message, server=action.server, host=host, port=port)
    if explained is not None:
        return _without_results(statuses.FAILED, *explained)
    why = _("The connection to {server} was lost ({why})").format(server=action.server, why=reasons.reason(message))
    return _in_doubt("connection_lost", why, check=check)


def _judge_module(result: Mapping[str, Any], action: Action) -> Verdict:
    results = tuple(
        Result(
            server=action.server,
            player=str(item["player"]),
            uuid=item.get("uuid"),
            status=str(item["status"]),
            changed=bool(item.get("changed")),
            verified=bool(item.get("verified")),
            before=item.get("before"),
            after=item.get("after"),
            error=_in_our_words(item.get("error")),
            how_verified=item.get("how_verified"),
            commands=tuple(item.get("commands") or ()),
        )
        for item in result.get("results") or ()
    )
    return Verdict(
        status=str(result["status"]),
        changed=bool(result.get("changed")),
        verified=bool(result.get("verified")),
        results=results,
        error=_in_our_words(result.get("error")),
    )


def _in_our_words(error: Problem) -> Problem:
    """Name the options of the command where the module, which has other users, names none."""
    code = error.get("code") if error is not None else None
    if error is not None and code == "active_membership":
        sentence = _(
            "The rank {rank} is there until {until} already: add the time with --extend, or leave it as it is with "
            "--keep."
        )
        return {**error, "message": sentence.format(rank=error.get("rank"), until=error.get("active_until"))}
    if error is not None and code == "active_ban":
        until = error.get("active_until")
        end = _("without an end") if until is None else _("until {until}").format(until=until)
        sentence = _(
            "There is an active ban {end} already: put this one in its place with --replace, add the time with "
            "--extend, or leave it as it is with --keep."
        )
        return {**error, "message": sentence.format(end=end)}
    return error


def _in_doubt(code: str, why: str, *, check: bool) -> Verdict:
    if check:
        text = _("Nothing was sent; what would change could not be found out: {why}.").format(why=why)
        return _without_results(statuses.FAILED, code, text)
    text = _("{why}, and what was done there is not known: support resume").format(why=why)
    return _without_results(statuses.UNKNOWN, code, text)


def _without_results(status: str, code: str, message: str) -> Verdict:
    return Verdict(status=status, changed=False, verified=False, error={"code": code, "message": message})
