# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the compiled schema raises."""

from __future__ import annotations

import re

_steps = re.compile(r"[.\[\]]+")


class Violation(ValueError):  # noqa: N818 - every line of the compiled schema names it
    """A value is not what the schema says.

    C(message) is the compiled schema's sentence, C(name) the path of the value, such as C(data.requester.player).
    """

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.message = message
        self.name = name

    @property
    def field(self) -> str | None:
        """The outermost field that is wrong, None if the whole value is."""
        steps = [step for step in _steps.split(self.name) if step]
        return steps[1] if len(steps) > 1 else None
