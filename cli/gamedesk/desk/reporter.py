# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk says while it works, to whoever shows it."""

from __future__ import annotations

from typing import Protocol


class Reporter(Protocol):
    """Shows progress and notices; the desk knows neither terminals nor formats."""

    def step(self, text: str) -> None:
        """Say what is being done now."""

    def notice(self, text: str) -> None:
        """Say something that the operator should know, once."""
