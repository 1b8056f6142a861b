# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The folder on the game host in which the collection keeps what must outlive one run."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._findings import OK, Finding, failed
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown


def default_path() -> str:
    """Return the folder that is used if none is named. Raises ConfigurationError for a user who has no home."""
    if os.geteuid() == 0:
        return "/var/lib/gamedesk"
    home = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".local", "state")
    if not os.path.isabs(home):  # it would be another folder, and another lock, in each working folder
        raise ConfigurationError(
            "The user with the id %d has no home folder to keep the state in: set state_dir." % os.geteuid()
        )
    return os.path.join(home, "gamedesk")


def _advice(number: t.Optional[int]) -> str:
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "Make room on that disk"
    if number == errno.EROFS:
        return "Make that disk writable, or set state_dir to a folder on another one"
    return "Set state_dir to a folder of your own"


def examine(path: str) -> t.Iterator[Finding]:
    """Yield whether this folder can hold the state, as far as that can be seen without making or changing anything."""
    try:
        yield Finding("state_dir", OK, _looked_at(path))
    except ConfigurationError as error:
        yield failed("state_dir", error)


def _looked_at(path: str) -> str:
    _refuse_relative(path)
    name = shown(path, 200)
    with _explained(path):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except FileNotFoundError:
            above = os.path.dirname(path)
            while not os.path.lexists(above):
                above = os.path.dirname(above)
            _refuse_unwritable(above, path)
            return "%s is not there yet, and will be made by the first action." % name
        try:
            _refuse_not_ours(path, descriptor)
        finally:
            os.close(descriptor)
        _refuse_unwritable(path, path)
        left = os.statvfs(path)
        if not left.f_bavail or (left.f_files and not left.f_favail):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return "%s is private and can be written." % name


def _refuse_unwritable(folder: str, path: str) -> None:
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
    if not os.path.isdir(folder):
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), path)


def _refuse_relative(path: str) -> None:
    if not os.path.isabs(path):  # or it would lie wherever the module happens to run, and no lock would be shared
        raise ConfigurationError("The option state_dir must be an absolute path.")


def _refuse_not_ours(path: str, descriptor: int) -> bool:
    """Refuse a folder that is another user's, or open to others with something in it; return whether it is open."""
    found = os.fstat(descriptor)
    if found.st_uid != os.geteuid():
        raise ConfigurationError(
            "The state folder %s belongs to another user (id %d): set state_dir to one of your own."
            % (shown(path, 200), found.st_uid)
        )
    if not stat.S_IMODE(found.st_mode) & 0o077:
        return False
    with _explained(path):
        if os.listdir(descriptor):  # such as /tmp, or what somebody has put a trap into
            raise ConfigurationError(
                "The state folder %s is open to others and not empty: set state_dir to a folder of its own, or "
                "make it private (mode 0700)." % shown(path, 200)
            )
    return True


@contextlib.contextmanager
def _explained(path: str) -> t.Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RecursionError) as error:  # what is no path: with a NUL, no text, endlessly deep
        raise ConfigurationError(
            "The state folder %s cannot be used: %s. %s."
            % (
                shown(path, 200),
                getattr(error, "strerror", None) or error,
                _advice(getattr(error, "errno", None)),
            )
        ) from error


class StateFolder:
    """A folder that is ours alone: owned by this user, mode 0700, not a symbolic link. All access goes through it.

    Raises ConfigurationError for everything that is wrong with it.
    """

    def __init__(self, path: str) -> None:
        _refuse_relative(path)
        self.path = os.path.abspath(path)
        with self._explained():
            os.makedirs(os.path.dirname(self.path), mode=0o755, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.path, 0o700)
            self._fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            self._make_private()
        except ConfigurationError:
            self.close()
            raise

    def _make_private(self) -> None:
        if _refuse_not_ours(self.path, self._fd):
            with self._explained():
                os.fchmod(self._fd, 0o700)

    def _explained(self) -> t.ContextManager[None]:
        return _explained(self.path)

    def close(self) -> None:
        """Give the folder back."""
        os.close(self._fd)

    def open_for_lock(self, name: str) -> int:
        """Open (and make) the file that stands for a lock; return its descriptor."""
        with self._explained():
            return os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=self._fd)

    def read(self, name: str) -> t.Optional[bytes]:
        """Return what a file holds, or None if there is none."""
        with self._explained():
            try:
                descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self._fd)
            except FileNotFoundError:
                return None
            with open(descriptor, "rb") as file:
                return file.read()

    def write(self, name: str, content: bytes) -> None:
        """Replace a file in one step, and return when it is on the disk."""
        temporary = "%s.%d.tmp" % (name, os.getpid())
        with self._explained():
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            descriptor = os.open(temporary, flags, 0o600, dir_fd=self._fd)
            try:
                with open(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(temporary, dir_fd=self._fd)
                raise
            os.fsync(self._fd)

    def append(self, name: str, content: bytes) -> None:
        """Add to a file that is there, whole or not at all, and return when it is on the disk."""
        with self._explained():
            descriptor = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW, dir_fd=self._fd)
            with open(descriptor, "ab", buffering=0) as file:
                size = file.tell()
                try:
                    written = 0
                    while written < len(content):
                        written += os.write(descriptor, content[written:])
                    os.fsync(descriptor)
                except OSError:  # such as a full disk, which takes a part of it
                    file.truncate(size)
                    raise

    def remove_older(self, prefix: str, moment: float) -> None:
        """Remove the files with this prefix that were last written before C(moment) (unix seconds)."""
        with self._explained():
            for name in os.listdir(self._fd):
                if not name.startswith(prefix):
                    continue
                with contextlib.suppress(FileNotFoundError):  # another run removes, too
                    if os.stat(name, dir_fd=self._fd, follow_symlinks=False).st_mtime < moment:
                        os.unlink(name, dir_fd=self._fd)
