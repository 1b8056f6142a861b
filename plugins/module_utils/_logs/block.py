# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""A piece of a log file, as it is read: whole lines, as bytes."""

from __future__ import annotations

import typing as t


class Block(t.NamedTuple):
    """Whole lines of one file, one after the other; only the last line of a file may lack its line end.

    C(offset) is where C(data) begins in the file (for a compressed one, in what it holds), in bytes; C(first_line) is
    the number of its first line, from 1. C(cut) says that the last line was longer than what is kept of a line, and
    that the rest of it is not here.
    """

    offset: int
    first_line: int
    data: bytes
    cut: bool = False
