# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Places in files that may be renamed, compressed or begun anew before somebody comes back to them."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.blocks import read_blocks
from ansible_collections.gamedesk.support.plugins.module_utils._logs.cursors import Mark
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import LogFile
from ansible_collections.gamedesk.support.plugins.module_utils._logs.identity import FileIdentity
from ansible_collections.gamedesk.support.plugins.module_utils._logs.looking import FileIsGoneError, opened_again

_BEGINNING = 1024


def identity_of(file: LogFile) -> FileIdentity:
    """Return what a file is known again by. Raises OSError and FileIsGoneError."""
    with opened_again(file) as stream:
        return FileIdentity.of(os.fstat(stream.fileno()), _beginning(stream, compressed=file.compressed))


def has_mark(file: LogFile, mark: Mark) -> bool:
    """Return whether a file has the place, whatever the file is called now."""
    try:
        with opened_again(file) as stream:
            beginning = _beginning(stream, compressed=file.compressed)
            status = os.fstat(stream.fileno())
    except (OSError, FileIsGoneError):
        return False
    if not file.compressed and status.st_size < mark.offset:  # it was emptied, and begun anew
        return False
    return mark.file.is_here(status, beginning) or mark.file.begins(beginning)


def with_mark(files: t.Sequence[LogFile], mark: Mark) -> t.Optional[int]:
    """Return the number of the file that has the place."""
    same = (mark.file.device, mark.file.inode)
    likely = sorted(range(len(files)), key=lambda at: (files[at].device, files[at].inode) != same)
    return next((at for at in likely if has_mark(files[at], mark)), None)


def _beginning(stream: t.BinaryIO, *, compressed: bool) -> bytes:
    if not compressed:
        return os.pread(stream.fileno(), _BEGINNING, 0)
    block = next(read_blocks(stream, compressed=True, note=lambda _problem: None), None)
    return block.data[:_BEGINNING] if block is not None and block.offset == 0 else b""
