# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Look through the logs of a server by rules, on its host, and let only the hits leave it."""

from __future__ import annotations

import json
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    InvalidValueError,
    SupportError,
    TimeLimitError,
)
from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import Event
from ansible_collections.gamedesk.support.plugins.module_utils._logs.moments import parse_moment
from ansible_collections.gamedesk.support.plugins.module_utils._logs.record import Record
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.matching import Hit, Watch
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.reading import Rules, read_rules
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.rule import RuleError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.rules.shipped import SHIPPED
from ansible_collections.gamedesk.support.plugins.module_utils._logs.telling import Teller, rfc3339
from ansible_collections.gamedesk.support.plugins.module_utils._logs.time_limit import answer
from ansible_collections.gamedesk.support.plugins.module_utils._logs.watching import Span, watch_files
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import zone_of
from ansible_collections.gamedesk.support.plugins.module_utils._module.log_options import listed, log_paths
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain, shown

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

_SUCCEEDED = "succeeded"
_LONGEST_TIMEOUT = 1e6
# What comes back from a host in one result may be half a megabyte.
_LARGEST = 400_000
_LONGEST_MESSAGE = 1000
_LONGEST_LIST = 10_000
_MOST_PROBLEMS = 100

Told = t.Dict[str, t.Any]


def run_module(module: AnsibleModule) -> t.NoReturn:
    """Look for what the parameters of M(gamedesk.support.log_suspects) say, and end the module.

    Of C(module) only C(params), C(exit_json) and C(fail_json) are used.
    """
    try:
        found = _look(module.params)
    except SupportError as error:
        module.fail_json(msg=error.message, error=error.as_dict(), status=error.status, changed=False)
    module.exit_json(changed=False, status=_SUCCEEDED, **found)


def _look(params: t.Mapping[str, t.Any]) -> Told:
    if not 0.001 <= params["timeout"] <= _LONGEST_TIMEOUT:
        raise InvalidValueError("The option timeout must be from 0.001 to %g." % _LONGEST_TIMEOUT)
    deadline = time.monotonic() + params["timeout"]
    rules = _rules(params)
    zone = zone_of((params["logs"] or {}).get("timezone"))
    now = time.time()
    since, until = (params[name] and parse_moment(params[name], zone, now) for name in ("since", "until"))
    if since is not None and until is not None and since >= until:
        raise InvalidValueError("The span of time is empty: since must be before until.")
    listing = listed(log_paths(params))

    def work() -> Told:
        watch = Watch(rules.rules)
        watched = watch_files(listing.files, zone, Span(since, until), watch)
        hits, truncated = _told(watch.hits, Teller(params["address_key"], params["unmask"]))
        problems = [(one.file, one.error) for one in listing.problems] + watched.problems
        return {
            "hits": hits,
            "truncated": truncated or bool(watch.full),
            "lacking": rules.lacking,
            "summary": {
                "rules": len(rules.rules),
                "hits": len(watch.hits),
                "files": watched.files,
                "records": watched.records,
                "bytes": watched.bytes,
            },
            "problems": [{"file": file, "error": error} for file, error in problems[:_MOST_PROBLEMS]],
        }

    try:
        return t.cast(Told, answer(work, deadline=deadline))
    except TimeLimitError:
        raise TimeLimitError(
            "The logs were not looked through within %g seconds: name fewer days with since and until, or give it a "
            "longer timeout." % params["timeout"]
        ) from None


def _rules(params: t.Mapping[str, t.Any]) -> Rules:
    given = params["rules"] or []
    if not isinstance(given, list):
        raise InvalidValueError("The option rules is a list of rules.")
    lists = {"staff": params["staff"]} if params["staff"] is not None else {}
    if any(len(one) > _LONGEST_LIST for one in lists.values()):
        raise InvalidValueError("The option staff has more than %d names." % _LONGEST_LIST)
    # Rules of the operator come first: what is wrong with one is told by its own place in the list.
    try:
        rules = read_rules([*given, *(SHIPPED if params["shipped"] else ())], lists)
    except RuleError as error:
        place = ".".join(str(part) for part in error.place)
        raise RuleError("%s That is rules.%s, counted from 0." % (error.message, plain(place)), error.place) from error
    only = params["only"]
    if only is None:
        return rules
    known = [rule.id for rule in rules.rules] + list(rules.lacking)
    for wanted in only:
        if wanted not in known:
            raise InvalidValueError("There is no rule %s; the rules are %s." % (shown(wanted), ", ".join(known)))
    lacking = {rule_id: name for rule_id, name in rules.lacking.items() if rule_id in only}
    return Rules(tuple(rule for rule in rules.rules if rule.id in only), lacking)


def _hit(hit: Hit, teller: Teller) -> Told:
    rule = hit.rule
    players = {event.fields["player"] for _record, event in hit.lines if event and event.fields.get("player")}
    return {
        "rule": rule.id,
        "title": rule.title,
        "level": rule.level,
        "description": rule.description,
        "falsepositives": list(rule.falsepositives),
        "by": rule.condition.by,
        "group": teller.text(hit.group),
        "players": [teller.text(player) for player in sorted(players)],
        "times": hit.times,
        "records": hit.records,
        "first": rfc3339(hit.first),
        "last": rfc3339(hit.last),
        "lines": [_line(record, event, teller) for record, event in hit.lines],
    }


def _line(record: Record, event: t.Optional[Event], teller: Teller) -> Told:
    told = teller.told(record, event)
    return {**told, "message": told["message"][:_LONGEST_MESSAGE], "sha256": record.sha256}


def _told(hits: t.Sequence[Hit], teller: Teller) -> t.Tuple[t.List[Told], bool]:
    """Return hits, and whether some had no room."""
    told: t.List[Told] = []
    size = 0
    for hit in hits:
        one = _hit(hit, teller)
        size += len(json.dumps(one))
        if size > _LARGEST and told:
            return told, True
        told.append(one)
    return told, False
