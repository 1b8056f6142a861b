# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing small files so that a reader, or a crash, never meets half a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def _write_beside(path: Path, data: bytes, mode: int) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(stream.fileno(), mode)
        stream.write(data)
    return Path(name)


def create_file(path: Path, data: bytes, mode: int = 0o644) -> bool:
    """Create the file unless there is one; return whether it was created. Raises OSError."""
    beside = _write_beside(path, data, mode)
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    return True


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put the data in place of the file, whole. Raises OSError."""
    os.replace(_write_beside(path, data, mode), path)
