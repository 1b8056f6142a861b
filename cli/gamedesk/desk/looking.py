# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at one player on the server, before an action is given its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamedesk.actions import Action
from gamedesk.desk.folder import Desk
from gamedesk.desk.performing import preview
from gamedesk.desk.reporter import Reporter
from gamedesk.errors import DeskError
from gamedesk.i18n import _


def before(desk: Desk, wanted: Action, *, operator: str, reporter: Reporter) -> Mapping[str, Any]:
    """Return the present state of the one player of an action. Raises DeskError where it cannot be read."""
    outcome = preview(desk, wanted, operator=operator, reporter=reporter)
    results = outcome.verdict.results
    if len(results) != 1 or results[0].before is None:
        message = (outcome.verdict.error or {}).get("message")
        raise DeskError(message) if message else unreadable(wanted)
    return results[0].before


def unreadable(wanted: Action) -> DeskError:
    """Return the error for a present end that nothing can be added to."""
    return DeskError(_("The present expiry could not be read on {server}.").format(server=wanted.server))
