# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What somebody who looks whether a server is set up well has to say: one finding a check, each with what to do."""

from __future__ import annotations

import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import SupportError

OK = "ok"
SKIPPED = "skipped"
WARNING = "warning"
FAILED = "failed"

_BEST_TO_WORST = (SKIPPED, OK, WARNING, FAILED)


class Finding(t.NamedTuple):
    """What one check has found.

    C(check) is what was looked at, in one or two words; C(status) is one of the four above; C(message) says what is so,
    and C(advice) what to set and where, if there is something to do. C(code) is that of the error, if there was one.
    None of them holds a secret.
    """

    check: str
    status: str
    message: str
    advice: t.Optional[str] = None
    code: t.Optional[str] = None


class Examined(t.Protocol):
    """What a provider may have beside its own protocol, where it can say more than what all of them are asked for.

    Every provider is asked by C(find), C(read) and the like whether its state can be read; that needs nothing here.
    """

    def examine(self, server_path: t.Optional[str]) -> t.Iterable[Finding]:
        """Yield what else is right or wrong with it, such as a plugin's configuration that names another storage.

        It changes nothing and sends nothing. C(server_path) is the server's folder on this host. Raises SupportError
        where it cannot go on; what was yielded before counts.
        """


def failed(check: str, error: SupportError, advice: t.Optional[str] = None) -> Finding:
    """Return an error as a finding."""
    return Finding(check, FAILED, error.message, advice, error.code)


def gathered(check: str, findings: t.Iterable[Finding]) -> t.Iterator[Finding]:
    """Yield the findings; an error that ends them becomes the last one."""
    try:
        yield from findings
    except SupportError as error:
        yield failed(check, error)


def worst(findings: t.Iterable[Finding]) -> str:
    """Return the worst status of these."""
    return max((one.status for one in findings), key=_BEST_TO_WORST.index, default=OK)
