# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What compressed logs hold, in bounded memory, as far as it can be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import typing as t
import zlib

try:
    from isal import isal_zlib
except ImportError:  # it is used where somebody has installed it, and never needed
    isal_zlib = None

_CHUNK = 1 << 20
_READ = 1 << 17
_GZIP = 31  # zlib: the window's size, and that there is gzip's header
# A damaged file is read once more, with a copy of the state before each step: what the step itself has inflated is lost
# when it fails.
_CAREFUL_STEP = 1 << 16
# Below this size of a file, a process takes longer to start than what it saves.
_WORTH_A_PROCESS = 1 << 20


class _DamagedError(Exception):
    """The file cannot be read on from here; the argument says why, in a few words."""


def inflated(file: t.BinaryIO, note: t.Callable[[str], None]) -> t.Iterator[bytes]:
    """Yield what a gzip file holds, in chunks of bounded size; C(note) is told if it is damaged. Raises OSError.

    It may have several members, one behind the other, and end in the middle of one.
    """
    given = 0
    file.seek(0)
    try:
        for chunk in _quickly(file):
            given += len(chunk)
            yield chunk
    except _DamagedError:
        yield from _carefully(file, given, note)


def _quickly(file: t.BinaryIO) -> t.Iterator[bytes]:
    if isal_zlib is not None:
        return _members(file, lambda: isal_zlib.decompressobj(_GZIP), isal_zlib.error, _CHUNK)
    igzip = shutil.which("igzip") if os.fstat(file.fileno()).st_size >= _WORTH_A_PROCESS else None
    if igzip is not None:
        return _by_program([igzip, "-d", "-c"], file)
    return _members(file, lambda: zlib.decompressobj(_GZIP), zlib.error, _CHUNK)


def _carefully(file: t.BinaryIO, given: int, note: t.Callable[[str], None]) -> t.Iterator[bytes]:
    """Yield what is behind the first C(given) bytes of what the file holds, up to the byte before the damage."""
    file.seek(0)
    try:
        for chunk in _members(file, _Careful, zlib.error, _CAREFUL_STEP):
            if given < len(chunk):
                yield chunk[given:]
            given = max(given - len(chunk), 0)
    except _DamagedError as error:
        note(str(error))


class _Careful:
    """A zlib.decompressobj that gives all that it can before it fails."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_GZIP)
        self._failed: t.Optional[zlib.error] = None

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        """What lies behind the end."""
        return self._inner.unused_data

    @property
    def unconsumed_tail(self) -> bytes:
        """What was not looked at yet."""
        return self._inner.unconsumed_tail

    def decompress(self, data: bytes, most: int) -> bytes:
        """Return at most C(most) bytes. Raises zlib.error when there is no more."""
        if self._failed is not None:
            raise self._failed
        before = self._inner.copy()
        try:
            return self._inner.decompress(data, most)
        except zlib.error as error:
            self._failed = error
        found = []
        try:
            while True:
                found.append(before.decompress(data, 1))
                data = before.unconsumed_tail
        except zlib.error:
            pass
        if not found:
            raise self._failed
        return b"".join(found)


def _members(file: t.BinaryIO, member: t.Callable[[], t.Any], wrong: t.Type[Exception], step: int) -> t.Iterator[bytes]:
    """Yield at most C(step) bytes at a time; C(member) makes what inflates one member. Raises _DamagedError."""
    current: t.Any = None
    begun = False
    pending = b""
    while True:
        if current is None:
            pending = _behind_nuls(file, pending) if begun else pending or file.read(_READ)
            if not pending:
                return
            current = member()
        pending = pending or file.read(_READ)
        try:
            chunk = current.decompress(pending, step)
        except wrong:
            raise _DamagedError("it is damaged" if begun else "it is not a gzip file") from None
        at_end = not pending
        if current.eof:
            pending = current.unused_data
            current = None
            begun = True
        else:
            pending = current.unconsumed_tail
        if chunk:
            begun = True
            yield chunk
        elif at_end and current is not None:
            raise _DamagedError("it ends too early")


def _behind_nuls(file: t.BinaryIO, pending: bytes) -> bytes:
    """Return what comes next; tapes and disks fill up what they hold with NULs."""
    while True:
        pending = pending.lstrip(b"\0")
        if pending:
            return pending
        pending = file.read(_READ)
        if not pending:
            return b""


def _by_program(command: t.List[str], file: t.BinaryIO) -> t.Iterator[bytes]:
    try:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise _DamagedError("it cannot be inflated") from error
    try:
        output = t.cast(t.IO[bytes], process.stdout)
        while True:
            chunk = output.read(_CHUNK)
            if not chunk:
                break
            yield chunk
        if process.wait() != 0:
            raise _DamagedError("it is damaged")
    finally:
        process.kill()
        process.wait()
        t.cast(t.IO[bytes], process.stdout).close()
