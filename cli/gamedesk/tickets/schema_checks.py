# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published schema of tickets, compiled. Written by tests/tools/renew_schema_checks.py, never by hand."""

# ruff: noqa
# mypy: ignore-errors
from __future__ import annotations

import re

from gamedesk.tickets.violation import Violation

REGEX_PATTERNS = {
    "^[a-z][a-z0-9_]*$": re.compile("^[a-z][a-z0-9_]*\\Z"),
    "^[0-9a-f]{64}$": re.compile("^[0-9a-f]{64}\\Z"),
    "^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,6})?Z$": re.compile(
        "^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,6})?Z\\Z"
    ),
    "^[0-7][0-9A-HJKMNP-TV-Z]{25}$": re.compile("^[0-7][0-9A-HJKMNP-TV-Z]{25}\\Z"),
    "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$": re.compile(
        "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+\\Z"
    ),
}
NoneType = type(None)


def check_event(data, custom_formats=None, name_prefix=None):
    if not isinstance(data, dict):
        raise Violation("" + (name_prefix or "data") + " must be object", name="" + (name_prefix or "data") + "")
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "message"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: message",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["text"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "text" in data_keys:
                data_keys.remove("text")
                data__text = data["text"]
                if not isinstance(data__text, str):
                    raise Violation(
                        "" + (name_prefix or "data") + ".text must be string",
                        name="" + (name_prefix or "data") + ".text",
                    )
            if "author" in data_keys:
                data_keys.remove("author")
                data__author = data["author"]
                if not isinstance(data__author, (str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".author must be string or null",
                        name="" + (name_prefix or "data") + ".author",
                    )
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "note"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: note",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["text"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "text" in data_keys:
                data_keys.remove("text")
                data__text = data["text"]
                if not isinstance(data__text, str):
                    raise Violation(
                        "" + (name_prefix or "data") + ".text must be string",
                        name="" + (name_prefix or "data") + ".text",
                    )
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "assigned"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: assigned",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["assignee"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "assignee" in data_keys:
                data_keys.remove("assignee")
                data__assignee = data["assignee"]
                data__assignee_any_of_count1 = 0
                if not data__assignee_any_of_count1:
                    try:
                        check_words(data__assignee, custom_formats, (name_prefix or "data") + ".assignee")
                        data__assignee_any_of_count1 += 1
                    except (Violation,):
                        pass
                if not data__assignee_any_of_count1:
                    try:
                        if not isinstance(data__assignee, NoneType):
                            raise Violation(
                                "" + (name_prefix or "data") + ".assignee must be null",
                                name="" + (name_prefix or "data") + ".assignee",
                            )
                        data__assignee_any_of_count1 += 1
                    except (Violation,):
                        pass
                if not data__assignee_any_of_count1:
                    raise Violation(
                        "" + (name_prefix or "data") + ".assignee cannot be validated by any definition",
                        name="" + (name_prefix or "data") + ".assignee",
                    )
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "status"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: status",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["status"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "status" in data_keys:
                data_keys.remove("status")
                data__status = data["status"]
                if not isinstance(data__status, str):
                    raise Violation(
                        "" + (name_prefix or "data") + ".status must be string",
                        name="" + (name_prefix or "data") + ".status",
                    )
                if isinstance(data__status, str):
                    data__status_len = len(data__status)
                    if data__status_len > 64:
                        raise Violation(
                            "" + (name_prefix or "data") + ".status must be shorter than or equal to 64 characters",
                            name="" + (name_prefix or "data") + ".status",
                        )
                    if not REGEX_PATTERNS["^[a-z][a-z0-9_]*$"].search(data__status):
                        raise Violation(
                            "" + (name_prefix or "data") + ".status must match pattern ^[a-z][a-z0-9_]*$",
                            name="" + (name_prefix or "data") + ".status",
                        )
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "priority"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: priority",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["priority"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "priority" in data_keys:
                data_keys.remove("priority")
                data__priority = data["priority"]
                data__priority_any_of_count2 = 0
                if not data__priority_any_of_count2:
                    try:
                        check_words(data__priority, custom_formats, (name_prefix or "data") + ".priority")
                        data__priority_any_of_count2 += 1
                    except (Violation,):
                        pass
                if not data__priority_any_of_count2:
                    try:
                        if not isinstance(data__priority, NoneType):
                            raise Violation(
                                "" + (name_prefix or "data") + ".priority must be null",
                                name="" + (name_prefix or "data") + ".priority",
                            )
                        data__priority_any_of_count2 += 1
                    except (Violation,):
                        pass
                if not data__priority_any_of_count2:
                    raise Violation(
                        "" + (name_prefix or "data") + ".priority cannot be validated by any definition",
                        name="" + (name_prefix or "data") + ".priority",
                    )
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "title"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: title",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["title"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "title" in data_keys:
                data_keys.remove("title")
                data__title = data["title"]
                check_words(data__title, custom_formats, (name_prefix or "data") + ".title")
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "action_started"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: action_started",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["action", "attempt", "name", "runbook", "hosts", "request"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "action" in data_keys:
                data_keys.remove("action")
                data__action = data["action"]
                check_ulid(data__action, custom_formats, (name_prefix or "data") + ".action")
            if "attempt" in data_keys:
                data_keys.remove("attempt")
                data__attempt = data["attempt"]
                if (
                    not isinstance(data__attempt, int)
                    and (not (isinstance(data__attempt, float) and data__attempt.is_integer()))
                    or isinstance(data__attempt, bool)
                ):
                    raise Violation(
                        "" + (name_prefix or "data") + ".attempt must be integer",
                        name="" + (name_prefix or "data") + ".attempt",
                    )
                if isinstance(data__attempt, (int, float)) and (not isinstance(data__attempt, bool)):
                    if data__attempt < 1:
                        raise Violation(
                            "" + (name_prefix or "data") + ".attempt must be bigger than or equal to 1",
                            name="" + (name_prefix or "data") + ".attempt",
                        )
            if "name" in data_keys:
                data_keys.remove("name")
                data__name = data["name"]
                check_words(data__name, custom_formats, (name_prefix or "data") + ".name")
            if "runbook" in data_keys:
                data_keys.remove("runbook")
                data__runbook = data["runbook"]
                check_words(data__runbook, custom_formats, (name_prefix or "data") + ".runbook")
            if "hosts" in data_keys:
                data_keys.remove("hosts")
                data__hosts = data["hosts"]
                check_names(data__hosts, custom_formats, (name_prefix or "data") + ".hosts")
                data__hosts_is_list = isinstance(data__hosts, (list, tuple))
                if data__hosts_is_list:
                    data__hosts_len = len(data__hosts)
                    if data__hosts_len < 1:
                        raise Violation(
                            "" + (name_prefix or "data") + ".hosts must contain at least 1 items",
                            name="" + (name_prefix or "data") + ".hosts",
                        )
            if "request" in data_keys:
                data_keys.remove("request")
                data__request = data["request"]
                if not isinstance(data__request, dict):
                    raise Violation(
                        "" + (name_prefix or "data") + ".request must be object",
                        name="" + (name_prefix or "data") + ".request",
                    )
            if "run" in data_keys:
                data_keys.remove("run")
                data__run = data["run"]
                if not isinstance(data__run, (str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".run must be string or null",
                        name="" + (name_prefix or "data") + ".run",
                    )
            if "resolve" in data_keys:
                data_keys.remove("resolve")
                data__resolve = data["resolve"]
                if not isinstance(data__resolve, bool):
                    raise Violation(
                        "" + (name_prefix or "data") + ".resolve must be boolean",
                        name="" + (name_prefix or "data") + ".resolve",
                    )
            if "because" in data_keys:
                data_keys.remove("because")
                data__because = data["because"]
                if not isinstance(data__because, (str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".because must be string or null",
                        name="" + (name_prefix or "data") + ".because",
                    )
            if "undoes" in data_keys:
                data_keys.remove("undoes")
                data__undoes = data["undoes"]
                check_ulid(data__undoes, custom_formats, (name_prefix or "data") + ".undoes")
            if "undoes_in" in data_keys:
                data_keys.remove("undoes_in")
                data__undoesin = data["undoes_in"]
                check_ulid(data__undoesin, custom_formats, (name_prefix or "data") + ".undoes_in")
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "undone"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: undone",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["action", "undone_by", "ticket"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "action" in data_keys:
                data_keys.remove("action")
                data__action = data["action"]
                check_ulid(data__action, custom_formats, (name_prefix or "data") + ".action")
            if "undone_by" in data_keys:
                data_keys.remove("undone_by")
                data__undoneby = data["undone_by"]
                check_ulid(data__undoneby, custom_formats, (name_prefix or "data") + ".undone_by")
            if "ticket" in data_keys:
                data_keys.remove("ticket")
                data__ticket = data["ticket"]
                check_ulid(data__ticket, custom_formats, (name_prefix or "data") + ".ticket")
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "action_finished"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: action_finished",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(["action", "attempt", "status"]) - data.keys()
            if data__missing_keys:
                raise Violation(
                    "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                    name="" + (name_prefix or "data") + "",
                )
            data_keys = set(data.keys())
            if "action" in data_keys:
                data_keys.remove("action")
                data__action = data["action"]
                check_ulid(data__action, custom_formats, (name_prefix or "data") + ".action")
            if "attempt" in data_keys:
                data_keys.remove("attempt")
                data__attempt = data["attempt"]
                if (
                    not isinstance(data__attempt, int)
                    and (not (isinstance(data__attempt, float) and data__attempt.is_integer()))
                    or isinstance(data__attempt, bool)
                ):
                    raise Violation(
                        "" + (name_prefix or "data") + ".attempt must be integer",
                        name="" + (name_prefix or "data") + ".attempt",
                    )
                if isinstance(data__attempt, (int, float)) and (not isinstance(data__attempt, bool)):
                    if data__attempt < 1:
                        raise Violation(
                            "" + (name_prefix or "data") + ".attempt must be bigger than or equal to 1",
                            name="" + (name_prefix or "data") + ".attempt",
                        )
            if "status" in data_keys:
                data_keys.remove("status")
                data__status = data["status"]
                if not (
                    isinstance(data__status, str)
                    and data__status == "succeeded"
                    or (isinstance(data__status, str) and data__status == "unchanged")
                    or (isinstance(data__status, str) and data__status == "failed")
                    or (isinstance(data__status, str) and data__status == "refused")
                    or (isinstance(data__status, str) and data__status == "unverified")
                    or (isinstance(data__status, str) and data__status == "unknown")
                    or (isinstance(data__status, str) and data__status == "interrupted")
                ):
                    raise Violation(
                        ""
                        + (name_prefix or "data")
                        + ".status must be one of ['succeeded', 'unchanged', 'failed', 'refused', 'unverified', 'unknown', 'interrupted']",
                        name="" + (name_prefix or "data") + ".status",
                    )
            if "changed" in data_keys:
                data_keys.remove("changed")
                data__changed = data["changed"]
                if not isinstance(data__changed, (bool, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".changed must be boolean or null",
                        name="" + (name_prefix or "data") + ".changed",
                    )
            if "verified" in data_keys:
                data_keys.remove("verified")
                data__verified = data["verified"]
                if not isinstance(data__verified, (bool, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".verified must be boolean or null",
                        name="" + (name_prefix or "data") + ".verified",
                    )
            if "runbook" in data_keys:
                data_keys.remove("runbook")
                data__runbook = data["runbook"]
                if not isinstance(data__runbook, str):
                    raise Violation(
                        "" + (name_prefix or "data") + ".runbook must be string",
                        name="" + (name_prefix or "data") + ".runbook",
                    )
            if "runbook_sha256" in data_keys:
                data_keys.remove("runbook_sha256")
                data__runbooksha256 = data["runbook_sha256"]
                if not isinstance(data__runbooksha256, (str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".runbook_sha256 must be string or null",
                        name="" + (name_prefix or "data") + ".runbook_sha256",
                    )
            if "collection_version" in data_keys:
                data_keys.remove("collection_version")
                data__collectionversion = data["collection_version"]
                if not isinstance(data__collectionversion, (str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".collection_version must be string or null",
                        name="" + (name_prefix or "data") + ".collection_version",
                    )
            if "hosts" in data_keys:
                data_keys.remove("hosts")
                data__hosts = data["hosts"]
                if not isinstance(data__hosts, (list, tuple)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".hosts must be array",
                        name="" + (name_prefix or "data") + ".hosts",
                    )
                data__hosts_is_list = isinstance(data__hosts, (list, tuple))
                if data__hosts_is_list:
                    data__hosts_len = len(data__hosts)
                    for data__hosts_x, data__hosts_item in enumerate(data__hosts):
                        if not isinstance(data__hosts_item, str):
                            raise Violation(
                                ""
                                + (name_prefix or "data")
                                + ".hosts[{data__hosts_x}]".format(**locals())
                                + " must be string",
                                name="" + (name_prefix or "data") + ".hosts[{data__hosts_x}]".format(**locals()) + "",
                            )
            if "run" in data_keys:
                data_keys.remove("run")
                data__run = data["run"]
                if not isinstance(data__run, (str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".run must be string or null",
                        name="" + (name_prefix or "data") + ".run",
                    )
            if "results" in data_keys:
                data_keys.remove("results")
                data__results = data["results"]
                if not isinstance(data__results, (list, tuple)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".results must be array",
                        name="" + (name_prefix or "data") + ".results",
                    )
                data__results_is_list = isinstance(data__results, (list, tuple))
                if data__results_is_list:
                    data__results_len = len(data__results)
                    for data__results_x, data__results_item in enumerate(data__results):
                        if not isinstance(data__results_item, dict):
                            raise Violation(
                                ""
                                + (name_prefix or "data")
                                + ".results[{data__results_x}]".format(**locals())
                                + " must be object",
                                name=""
                                + (name_prefix or "data")
                                + ".results[{data__results_x}]".format(**locals())
                                + "",
                            )
            if "duration" in data_keys:
                data_keys.remove("duration")
                data__duration = data["duration"]
                if not isinstance(data__duration, (int, float, NoneType)) or isinstance(data__duration, bool):
                    raise Violation(
                        "" + (name_prefix or "data") + ".duration must be number or null",
                        name="" + (name_prefix or "data") + ".duration",
                    )
            if "error" in data_keys:
                data_keys.remove("error")
                data__error = data["error"]
                if not isinstance(data__error, (dict, str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".error must be object or string or null",
                        name="" + (name_prefix or "data") + ".error",
                    )
            if "inverse" in data_keys:
                data_keys.remove("inverse")
                data__inverse = data["inverse"]
                if not isinstance(data__inverse, (dict, list, tuple, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".inverse must be object or array or null",
                        name="" + (name_prefix or "data") + ".inverse",
                    )
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (isinstance(data__kind, str) and data__kind == "resolved"):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be same as const definition: resolved",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "actions" in data_keys:
                data_keys.remove("actions")
                data__actions = data["actions"]
                if not isinstance(data__actions, (list, tuple)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".actions must be array",
                        name="" + (name_prefix or "data") + ".actions",
                    )
                data__actions_is_list = isinstance(data__actions, (list, tuple))
                if data__actions_is_list:
                    data__actions_len = len(data__actions)
                    for data__actions_x, data__actions_item in enumerate(data__actions):
                        check_ulid(
                            data__actions_item,
                            custom_formats,
                            (name_prefix or "data") + ".actions[{data__actions_x}]".format(**locals()),
                        )
            if "runbooks" in data_keys:
                data_keys.remove("runbooks")
                data__runbooks = data["runbooks"]
                check_names(data__runbooks, custom_formats, (name_prefix or "data") + ".runbooks")
    try:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "kind" in data_keys:
                data_keys.remove("kind")
                data__kind = data["kind"]
                if not (
                    isinstance(data__kind, str)
                    and data__kind == "closed"
                    or (isinstance(data__kind, str) and data__kind == "reopened")
                ):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be one of ['closed', 'reopened']",
                        name="" + (name_prefix or "data") + ".kind",
                    )
    except (Violation,):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "reason" in data_keys:
                data_keys.remove("reason")
                data__reason = data["reason"]
                if not isinstance(data__reason, (str, NoneType)):
                    raise Violation(
                        "" + (name_prefix or "data") + ".reason must be string or null",
                        name="" + (name_prefix or "data") + ".reason",
                    )
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(["id", "at", "by", "kind", "prev"]) - data.keys()
        if data__missing_keys:
            raise Violation(
                "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                name="" + (name_prefix or "data") + "",
            )
        data_keys = set(data.keys())
        if "id" in data_keys:
            data_keys.remove("id")
            data__id = data["id"]
            check_ulid(data__id, custom_formats, (name_prefix or "data") + ".id")
        if "at" in data_keys:
            data_keys.remove("at")
            data__at = data["at"]
            check_moment(data__at, custom_formats, (name_prefix or "data") + ".at")
        if "by" in data_keys:
            data_keys.remove("by")
            data__by = data["by"]
            check_words(data__by, custom_formats, (name_prefix or "data") + ".by")
        if "kind" in data_keys:
            data_keys.remove("kind")
            data__kind = data["kind"]
            if not isinstance(data__kind, str):
                raise Violation(
                    "" + (name_prefix or "data") + ".kind must be string", name="" + (name_prefix or "data") + ".kind"
                )
            if isinstance(data__kind, str):
                data__kind_len = len(data__kind)
                if data__kind_len < 1:
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be longer than or equal to 1 characters",
                        name="" + (name_prefix or "data") + ".kind",
                    )
                if data__kind_len > 64:
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must be shorter than or equal to 64 characters",
                        name="" + (name_prefix or "data") + ".kind",
                    )
                if not REGEX_PATTERNS["^[a-z][a-z0-9_]*$"].search(data__kind):
                    raise Violation(
                        "" + (name_prefix or "data") + ".kind must match pattern ^[a-z][a-z0-9_]*$",
                        name="" + (name_prefix or "data") + ".kind",
                    )
        if "prev" in data_keys:
            data_keys.remove("prev")
            data__prev = data["prev"]
            if not isinstance(data__prev, (list, tuple)):
                raise Violation(
                    "" + (name_prefix or "data") + ".prev must be array", name="" + (name_prefix or "data") + ".prev"
                )
            data__prev_is_list = isinstance(data__prev, (list, tuple))
            if data__prev_is_list:
                data__prev_len = len(data__prev)
                for data__prev_x, data__prev_item in enumerate(data__prev):
                    check_hash(
                        data__prev_item,
                        custom_formats,
                        (name_prefix or "data") + ".prev[{data__prev_x}]".format(**locals()),
                    )
    return data


def check_hash(data, custom_formats=None, name_prefix=None):
    if not isinstance(data, str):
        raise Violation("" + (name_prefix or "data") + " must be string", name="" + (name_prefix or "data") + "")
    if isinstance(data, str):
        if not REGEX_PATTERNS["^[0-9a-f]{64}$"].search(data):
            raise Violation(
                "" + (name_prefix or "data") + " must match pattern ^[0-9a-f]{64}$",
                name="" + (name_prefix or "data") + "",
            )
    return data


def check_moment(data, custom_formats=None, name_prefix=None):
    if not isinstance(data, str):
        raise Violation("" + (name_prefix or "data") + " must be string", name="" + (name_prefix or "data") + "")
    if isinstance(data, str):
        if not REGEX_PATTERNS[
            "^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,6})?Z$"
        ].search(data):
            raise Violation(
                ""
                + (name_prefix or "data")
                + " must match pattern ^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,6})?Z$",
                name="" + (name_prefix or "data") + "",
            )
    return data


def check_names(data, custom_formats=None, name_prefix=None):
    if not isinstance(data, (list, tuple)):
        raise Violation("" + (name_prefix or "data") + " must be array", name="" + (name_prefix or "data") + "")
    data_is_list = isinstance(data, (list, tuple))
    if data_is_list:
        data_len = len(data)
        for data_x, data_item in enumerate(data):
            check_words(data_item, custom_formats, (name_prefix or "data") + "[{data_x}]".format(**locals()))
    return data


def check_ulid(data, custom_formats=None, name_prefix=None):
    if not isinstance(data, str):
        raise Violation("" + (name_prefix or "data") + " must be string", name="" + (name_prefix or "data") + "")
    if isinstance(data, str):
        if not REGEX_PATTERNS["^[0-7][0-9A-HJKMNP-TV-Z]{25}$"].search(data):
            raise Violation(
                "" + (name_prefix or "data") + " must match pattern ^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
                name="" + (name_prefix or "data") + "",
            )
    return data


def check_words(data, custom_formats=None, name_prefix=None):
    if not isinstance(data, str):
        raise Violation("" + (name_prefix or "data") + " must be string", name="" + (name_prefix or "data") + "")
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise Violation(
                "" + (name_prefix or "data") + " must be longer than or equal to 1 characters",
                name="" + (name_prefix or "data") + "",
            )
        if data_len > 500:
            raise Violation(
                "" + (name_prefix or "data") + " must be shorter than or equal to 500 characters",
                name="" + (name_prefix or "data") + "",
            )
        if not REGEX_PATTERNS["^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$"].search(data):
            raise Violation(
                "" + (name_prefix or "data") + " must match pattern ^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$",
                name="" + (name_prefix or "data") + "",
            )
    return data


def check_header(data, custom_formats=None, name_prefix=None):
    if not isinstance(data, dict):
        raise Violation("" + (name_prefix or "data") + " must be object", name="" + (name_prefix or "data") + "")
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(["schema", "id", "number", "title", "opened_at"]) - data.keys()
        if data__missing_keys:
            raise Violation(
                "" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"),
                name="" + (name_prefix or "data") + "",
            )
        data_keys = set(data.keys())
        if "schema" in data_keys:
            data_keys.remove("schema")
            data__schema = data["schema"]
            if (
                not isinstance(data__schema, int)
                and (not (isinstance(data__schema, float) and data__schema.is_integer()))
                or isinstance(data__schema, bool)
            ):
                raise Violation(
                    "" + (name_prefix or "data") + ".schema must be integer",
                    name="" + (name_prefix or "data") + ".schema",
                )
            if not (
                isinstance(data__schema, (int, float)) and (not isinstance(data__schema, bool)) and (data__schema == 1)
            ):
                raise Violation(
                    "" + (name_prefix or "data") + ".schema must be same as const definition: 1",
                    name="" + (name_prefix or "data") + ".schema",
                )
        if "id" in data_keys:
            data_keys.remove("id")
            data__id = data["id"]
            check_ulid(data__id, custom_formats, (name_prefix or "data") + ".id")
        if "number" in data_keys:
            data_keys.remove("number")
            data__number = data["number"]
            if (
                not isinstance(data__number, int)
                and (not (isinstance(data__number, float) and data__number.is_integer()))
                or isinstance(data__number, bool)
            ):
                raise Violation(
                    "" + (name_prefix or "data") + ".number must be integer",
                    name="" + (name_prefix or "data") + ".number",
                )
            if isinstance(data__number, (int, float)) and (not isinstance(data__number, bool)):
                if data__number < 1:
                    raise Violation(
                        "" + (name_prefix or "data") + ".number must be bigger than or equal to 1",
                        name="" + (name_prefix or "data") + ".number",
                    )
                if data__number > 999999999:
                    raise Violation(
                        "" + (name_prefix or "data") + ".number must be smaller than or equal to 999999999",
                        name="" + (name_prefix or "data") + ".number",
                    )
        if "title" in data_keys:
            data_keys.remove("title")
            data__title = data["title"]
            check_words(data__title, custom_formats, (name_prefix or "data") + ".title")
        if "opened_at" in data_keys:
            data_keys.remove("opened_at")
            data__openedat = data["opened_at"]
            check_moment(data__openedat, custom_formats, (name_prefix or "data") + ".opened_at")
        if "requester" in data_keys:
            data_keys.remove("requester")
            data__requester = data["requester"]
            if not isinstance(data__requester, dict):
                raise Violation(
                    "" + (name_prefix or "data") + ".requester must be object",
                    name="" + (name_prefix or "data") + ".requester",
                )
            data__requester_is_dict = isinstance(data__requester, dict)
            if data__requester_is_dict:
                data__requester_keys = set(data__requester.keys())
                if "player" in data__requester_keys:
                    data__requester_keys.remove("player")
                    data__requester__player = data__requester["player"]
                    check_words(data__requester__player, custom_formats, (name_prefix or "data") + ".requester.player")
                if "uuid" in data__requester_keys:
                    data__requester_keys.remove("uuid")
                    data__requester__uuid = data__requester["uuid"]
                    check_words(data__requester__uuid, custom_formats, (name_prefix or "data") + ".requester.uuid")
                if "discord_id" in data__requester_keys:
                    data__requester_keys.remove("discord_id")
                    data__requester__discordid = data__requester["discord_id"]
                    check_words(
                        data__requester__discordid, custom_formats, (name_prefix or "data") + ".requester.discord_id"
                    )
        if "channel" in data_keys:
            data_keys.remove("channel")
            data__channel = data["channel"]
            check_words(data__channel, custom_formats, (name_prefix or "data") + ".channel")
        if "category" in data_keys:
            data_keys.remove("category")
            data__category = data["category"]
            check_words(data__category, custom_formats, (name_prefix or "data") + ".category")
    return data
