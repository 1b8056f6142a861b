# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Whether a server's console can be reached, lets us in, and answers."""

from __future__ import annotations

import contextlib
import time
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import (
    advice,
    connections,
    endpoint,
    endpoints,
    examine,
    open_console,
)
from ansible_collections.gamedesk.support.plugins.module_utils._console.protocol import Console, Reply
from ansible_collections.gamedesk.support.plugins.module_utils._errors import LockedError, SupportError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import (
    FAILED,
    OK,
    SKIPPED,
    WARNING,
    Finding,
    failed,
    gathered,
)
from ansible_collections.gamedesk.support.plugins.module_utils._lock import no_action
from ansible_collections.gamedesk.support.plugins.module_utils._text import plain

_CHECK = "console"
# Every server has this command, and it changes nothing.
_HARMLESS = "list"
_NO_SUCH_COMMAND = "unknown"
_VARIABLE = "It is gamedesk_console in the inventory."
# A server that takes longer answers nobody in time, in seconds.
_SLOW = 2.0


def check_console(
    spec: t.Mapping[str, t.Any],
    server_path: t.Optional[str],
    state_dir: t.Optional[str],
    *,
    deadline: float,
    stack: contextlib.ExitStack,
) -> t.Generator[Finding, None, bool]:
    """Yield what the transport says without sending anything, and what became of a harmless command.

    C(state_dir) is where the locks of actions are, if that is known: a reply could be taken for that of an action's
    command. C(deadline) is on the clock of C(time.monotonic). Returns whether commands may be sent for as long as
    C(stack) is open, since no action is under way.
    """
    told = []
    for finding in gathered(_CHECK, examine(spec, server_path)):
        told.append(finding.message)
        yield finding
    try:
        connections(spec)
        where = endpoint(spec, server_path)
        if state_dir is not None:
            for locked in endpoints(spec, server_path):
                stack.enter_context(no_action(state_dir, locked, deadline=deadline))
        console = open_console(spec, server_path, deadline=deadline)
        with contextlib.closing(console):
            yield _asked(console, where, spec)
    except LockedError:
        yield Finding(
            _CHECK,
            WARNING,
            "Another action is under way on this server, so its console was not asked.",
            "Look again when it has ended.",
        )
        return False
    except SupportError as error:
        if error.message in told:
            yield Finding(_CHECK, SKIPPED, "It was not asked, since its settings could not be read.")
        else:
            yield failed(_CHECK, error, _advice(spec, error.code))
    return True


def _asked(console: Console, where: str, spec: t.Mapping[str, t.Any]) -> Finding:
    begun = time.monotonic()
    reply = console.send(_HARMLESS, need_text=True)
    connected = time.monotonic() - begun
    if reply.text is None:
        return _silent(reply, where, spec)
    begun = time.monotonic()
    console.send(_HARMLESS, need_text=True)
    took = time.monotonic() - begun
    text = plain(reply.text) or ""
    told = "%s let us in and answered '%s', after %.2f seconds, and again after %.2f." % (
        where,
        _HARMLESS,
        connected,
        took,
    )
    if not text:
        return Finding(
            _CHECK,
            WARNING,
            "%s let us in, and answered '%s' with nothing." % (where, _HARMLESS),
            "See that this is the console of a Minecraft server, and which plugin takes its replies away.",
        )
    if text.lower().startswith(_NO_SUCH_COMMAND):
        return Finding(
            _CHECK,
            WARNING,
            "%s let us in, and does not know the command '%s'." % (where, _HARMLESS),
            "See that this is the console of a Minecraft server.",
        )
    if took > _SLOW:
        return Finding(_CHECK, WARNING, told, "A server that is that slow lags: see its log, and its ticks per second.")
    return Finding(_CHECK, OK, told)


def _silent(reply: Reply, where: str, spec: t.Mapping[str, t.Any]) -> Finding:
    if not getattr(reply, "heard", True):
        return Finding(_CHECK, OK, "%s took the command '%s'; it gives no replies." % (where, _HARMLESS))
    return Finding(
        _CHECK,
        FAILED,
        "%s took the command '%s' and did not answer it in time." % (where, _HARMLESS),
        _advice(spec, "silent"),
        "console_no_answer",
    )


def _advice(spec: t.Mapping[str, t.Any], code: str) -> str:
    with contextlib.suppress(SupportError):
        return advice(spec, code) or _VARIABLE
    return _VARIABLE
