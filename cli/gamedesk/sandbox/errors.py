# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a sandbox, other than what a real server would answer."""

from __future__ import annotations

from gamedesk.errors import DeskError


class SandboxError(DeskError):
    """The sandbox could not be started, stopped or read. C(message) is one sentence for a person."""
