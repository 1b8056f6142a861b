# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What a module tells about each player, and about all of them together."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import FAILED, REFUSED, UNKNOWN, SupportError

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

SUCCEEDED = "succeeded"
UNCHANGED = "unchanged"
UNVERIFIED = "unverified"

_BEST_TO_WORST = (UNCHANGED, SUCCEEDED, UNVERIFIED, REFUSED, FAILED, UNKNOWN)
_BAD = (REFUSED, FAILED, UNKNOWN)
_MESSAGES_SHOWN = 3


@dataclasses.dataclass
class PlayerResult:
    """What became of one player. C(before) and C(after) are JSON-ready, and None where the state is not known."""

    player: str
    uuid: t.Optional[str] = None
    status: str = FAILED
    changed: bool = False
    verified: bool = False
    before: t.Optional[t.Dict[str, t.Any]] = None
    after: t.Optional[t.Dict[str, t.Any]] = None
    commands: t.List[t.Dict[str, t.Any]] = dataclasses.field(default_factory=list)
    how_verified: t.Optional[str] = None
    error: t.Optional[t.Dict[str, t.Any]] = None

    def fail(self, error: SupportError) -> None:
        """Note that an error has ended the work for this player."""
        self.status = error.status
        self.verified = False
        self.how_verified = None
        self.error = error.as_dict()


def finish(module: AnsibleModule, results: t.Sequence[PlayerResult], diff: t.Sequence[t.Dict[str, str]]) -> t.NoReturn:
    """End the module with the results of all players."""
    worst = max(results, key=lambda one: _BEST_TO_WORST.index(one.status))
    outcome: t.Dict[str, t.Any] = {
        "changed": any(one.changed for one in results),
        "verified": all(one.verified for one in results),
        "status": worst.status,
        "results": [dict(vars(one)) for one in results],
    }
    if len(results) == 1:
        outcome.update(before=worst.before, after=worst.after)
    if diff:
        outcome["diff"] = list(diff)
    bad = [one for one in results if one.status in _BAD]
    if bad:
        module.fail_json(msg=_message(results, bad), error=worst.error, **outcome)
    module.exit_json(**outcome)


def finish_before_start(module: AnsibleModule, error: SupportError) -> t.NoReturn:
    """End the module with an error about the request as a whole: no player was looked at, and nothing was sent."""
    module.fail_json(
        msg=error.message, error=error.as_dict(), status=error.status, changed=False, verified=False, results=[]
    )


def _message(results: t.Sequence[PlayerResult], bad: t.Sequence[PlayerResult]) -> str:
    if len(results) == 1:
        return str((bad[0].error or {}).get("message"))
    told = ["%s: %s" % (one.player, (one.error or {}).get("message")) for one in bad[:_MESSAGES_SHOWN]]
    more = " … and %d more." % (len(bad) - _MESSAGES_SHOWN) if len(bad) > _MESSAGES_SHOWN else ""
    return "%d of %d players: %s%s" % (len(bad), len(results), " ".join(told), more)
