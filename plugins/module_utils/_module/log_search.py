# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Search the logs of a server on its host, and let only what was found leave it."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    InvalidValueError,
    SupportError,
    TimeLimitError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.criteria import Criteria
from ansible_collections.gamedesk.support.plugins.module_utils._logs.cursors import Cursor, fingerprint, parse_cursor
from ansible_collections.gamedesk.support.plugins.module_utils._logs.following import follow
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._logs.moments import parse_moment
from ansible_collections.gamedesk.support.plugins.module_utils._logs.networks import parse_network
from ansible_collections.gamedesk.support.plugins.module_utils._logs.pages import Page
from ansible_collections.gamedesk.support.plugins.module_utils._logs.regexes import expression
from ansible_collections.gamedesk.support.plugins.module_utils._logs.searching import (
    Means,
    Search,
    around_line,
    names_of,
    search,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.telling import Teller
from ansible_collections.gamedesk.support.plugins.module_utils._logs.uuids import parse_uuid
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import zone_of
from ansible_collections.gamedesk.support.plugins.module_utils._module.log_options import listed, log_paths

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

_SUCCEEDED = "succeeded"
_WORKERS = 2
_LONGEST_TIMEOUT = 1e6
_LONGEST_WAIT = 60.0
_MOST_MATCHES = 1000
_MOST_CONTEXT = 50
_LONGEST_TEXT = 1000
_LONGEST_NAME = 64
# What counts as around a moment: the first record in so many seconds from it on, and its neighbours.
_AROUND = 3600.0
_CONTEXT_AROUND = 10
# What tells one search from another; a cursor is good for the pages of one.
_SEARCHED = ("player", "uuid", "kinds", "text", "regex", "address", "since", "until", "order")
_NOT_WITH_WAIT = ("since", "until", "around", "context")
_REPLACEMENT = "\ufffd"


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Search for what the parameters of M(gamedesk.support.log_search) say, and end the module.

    Of C(module) only C(params), C(exit_json) and C(fail_json) are used.
    """
    try:
        page = _Request(module.params).page()
    except SupportError as error:
        module.fail_json(msg=error.message, error=error.as_dict(), status=error.status, changed=False)
    module.exit_json(
        changed=False,
        status=_SUCCEEDED,
        matches=page.matches,
        truncated=page.truncated,
        cursor=page.cursor,
        summary=page.summary(),
        problems=page.problems,
    )


class _Request:
    """What is asked for, checked."""

    def __init__(self, params: t.Mapping[str, t.Any]) -> None:
        self._params = params
        _check_numbers(params)
        self._wait: t.Optional[float] = params["wait"]
        if self._wait is not None:
            wrong = [name for name in _NOT_WITH_WAIT if params[name] is not None]
            if wrong:
                raise InvalidValueError(
                    "With wait, new lines are told as they come: leave out %s." % " and ".join(wrong)
                )
        self._deadline = time.monotonic() + params["timeout"] + (self._wait or 0)
        self._paths = log_paths(params)
        self._zone = zone_of((params["logs"] or {}).get("timezone"))
        self._search = self._searched()
        self._means = Means(Teller(params["address_key"], params["unmask"]).told, _WORKERS, self._deadline)

    def page(self) -> Page:
        """Return what is found. Raises SupportError."""
        listed(self._paths)
        try:
            return self._page()
        except TimeLimitError:
            raise TimeLimitError(
                "The search was not finished within %g seconds: name fewer days with since and until, look for a plain "
                "text where you look for a regular expression, or give it a longer timeout." % self._params["timeout"]
            ) from None

    def _page(self) -> Page:
        around = self._params["around"]
        if isinstance(around, dict):
            return around_line(self._search, self._means, *_file_and_line(around))
        text = self._params["cursor"]
        cursor = parse_cursor(text, self._search.fingerprint) if text else None
        what = self._with_names(cursor)
        if self._wait is not None:
            return follow(what, self._means, cursor, self._wait)
        return search(what, self._means, cursor)

    def _with_names(self, cursor: t.Optional[Cursor]) -> Search:
        """Return the search with all names of the player whose UUID it is for."""
        wanted = self._search.wanted
        if wanted.criteria.uuid is None:
            return self._search
        names = cursor.names if cursor is not None else names_of(self._search, self._means)
        return self._search._replace(wanted=wanted._replace(criteria=wanted.criteria._replace(names=names)))

    def _searched(self) -> Search:
        params = self._params
        now = time.time()
        since, until = (params[name] and parse_moment(params[name], self._zone, now) for name in ("since", "until"))
        around = params["around"]
        if around is not None and not isinstance(around, (str, dict)):
            raise InvalidValueError("The option around is a time, or a file and a line of it.")
        if around is not None and (params["since"] or params["until"] or params["cursor"]):
            raise InvalidValueError("The option around stands alone: leave out since, until and cursor.")
        if isinstance(around, str):
            since = parse_moment(around, self._zone, now)
            until = since + _AROUND
        if since is not None and until is not None and since >= until:
            raise InvalidValueError("The span of time is empty: since must be before until.")
        criteria = Criteria(
            names=(_text("player", params["player"], _LONGEST_NAME),) if params["player"] is not None else (),
            uuid=parse_uuid(params["uuid"]) if params["uuid"] is not None else None,
            kinds=frozenset(params["kinds"] or ()),
            text=_text("text", params["text"], _LONGEST_TEXT) if params["text"] is not None else None,
            expression=expression(params["regex"]) if params["regex"] is not None else None,
            network=parse_network(params["address"], params["address_key"]) if params["address"] is not None else None,
            since=since,
            until=until,
        )
        one_each = isinstance(around, str)
        context = params["context"] if params["context"] is not None else _CONTEXT_AROUND if around is not None else 0
        return Search(
            self._paths,
            self._zone,
            Wanted(criteria, 1 if one_each else params["limit"], params["order"] == "newest" and not one_each, context),
            fingerprint([params[name] for name in _SEARCHED] + [self._wait is not None]),
            params["limit"],
            one_each,
        )


def _check_numbers(params: t.Mapping[str, t.Any]) -> None:
    bounds = (
        ("timeout", 0.001, _LONGEST_TIMEOUT),
        ("wait", 0.0, _LONGEST_WAIT),
        ("limit", 1, _MOST_MATCHES),
        ("context", 0, _MOST_CONTEXT),
    )
    for name, least, most in bounds:
        if params[name] is not None and not least <= params[name] <= most:
            raise InvalidValueError("The option %s must be from %g to %g." % (name, least, most))


def _text(name: str, text: str, longest: int) -> str:
    """Return a text that is looked for. Raises InvalidValueError for what no line can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = ""
    if not text or len(text) > longest or "\n" in text or "\r" in text or _REPLACEMENT in text:
        raise InvalidValueError("The option %s must be text of one line, of at most %d characters." % (name, longest))
    return text


def _file_and_line(around: t.Mapping[str, t.Any]) -> t.Tuple[str, int]:
    file, line = around.get("file"), around.get("line")
    if isinstance(line, str) and line.isdecimal() and len(line) < 16:
        line = int(line)
    if (
        set(around) != {"file", "line"}
        or not isinstance(file, str)
        or not isinstance(line, int)
        or isinstance(line, bool)
        or line < 1
    ):
        raise InvalidValueError("The option around takes a file and a line, which is a number from 1 on, or a time.")
    return file, line
