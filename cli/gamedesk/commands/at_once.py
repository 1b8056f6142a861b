# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is answered without Click, which takes longer to load than such an answer takes: help, version, completion.

The answers are Click's own, kept in C(kept.py); where another one would be due (a narrow terminal, a translation), or
there is more to parse, Click gives it.
"""

from __future__ import annotations

import os
import sys

from gamedesk import i18n

COMPLETE = "_SUPPORT_COMPLETE"
_SHELLS = ("bash", "zsh", "fish")
_KEPT_COLUMNS = 80


def answer(arguments: list[str]) -> str | None:
    """Return what these words of the command line print, or None where Click has to see them."""
    shell = os.environ.get(COMPLETE)
    if shell in _SHELLS:
        from gamedesk.commands import completing

        return completing.answer(shell, arguments)
    if arguments == ["--version"]:
        from gamedesk import release

        return f"support, version {release.number()}\n"
    if arguments and arguments[-1] in {"-h", "--help"} and not i18n.translated() and _columns() >= _KEPT_COLUMNS:
        from gamedesk.commands import kept

        return kept.HELP.get(tuple(arguments[:-1]))
    return None


def _columns() -> int:
    """Return the width that Click would find; 0 where it would have to think."""
    said = os.environ.get("COLUMNS", "")
    if said:
        return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else _KEPT_COLUMNS
    except (OSError, ValueError):  # not a terminal, or closed
        return _KEPT_COLUMNS
