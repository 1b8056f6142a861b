# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The log files of a server: which there are, in which order they were written, and which may tell of a time.

A folder is looked at itself, not what lies in it. Links that lead out of it are not followed: a plugin, or whoever may
write there, could point them at what is none of the logs. The folders and files that are named may be links.
"""

from __future__ import annotations

import os
import re
import stat
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._logs.dates import iso_day
from ansible_collections.gamedesk.support.plugins.module_utils._logs.zones import DAY, LAST_MOMENT, Zone

LIVE = "live"  # latest.log, and server.log before 1.7
ROLLED = "rolled"  # YYYY-MM-DD-N.log.gz
PROXY = "proxy"  # proxy.log.N of BungeeCord, of which 0 is the newest
STARTED = "started"  # LOG_<unix time>.txt of Cuberite, by its beginning
AUTHME = "authme"  # authme.log, which AuthMe goes on with for ever
REPEATS = "repeats"  # what Forge writes once more, with more words
OTHER = "other"

_LIVE = re.compile(r"(?:latest|server)\.log")
_ROLLED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{1,9})\.log(?:\.gz)?")
_PROXY = re.compile(r"proxy\.log\.([0-9]{1,9})(?:\.([0-9]{1,9}))?")
_STARTED = re.compile(r"LOG_([0-9]{1,10})\.txt")
_REPEATS = re.compile(r"(?:debug|fml-(?:server|client)-)[^/]*\.log(?:\.gz)?")
_OTHER = re.compile(r".*\.log(?:\.gz)?", re.DOTALL)
_DAY = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


class LogFile(t.NamedTuple):
    """A log file, as it was when it was looked for. C(day) is what its name tells, in days since 1970-01-01.

    C(number) is the N of its name, or for V(started) the moment; C(written_by) is when it was written to for the last
    time, in seconds since 1970. It may be renamed, written to or compressed at any time: who opens it asks C(is_it).
    """

    path: str
    kind: str
    day: t.Optional[int]
    number: int
    compressed: bool
    size: int
    written_by: float
    device: int
    inode: int

    def is_it(self, status: os.stat_result) -> bool:
        """Return whether an opened file is this one, and not another that has got its name meanwhile."""
        return (status.st_dev, status.st_ino) == (self.device, self.inode)


class Problem(t.NamedTuple):
    """A file or folder that cannot be looked at, and why, in a few words."""

    file: str
    error: str


class Listing(t.NamedTuple):
    """The log files, in the order in which they were written, and what could not be looked at."""

    files: t.List[LogFile]
    problems: t.List[Problem]


def find_files(paths: t.Sequence[str], *, repeats: bool = False) -> Listing:
    """Look for the log files in folders, and for files that are named themselves, whatever their names are.

    With C(repeats), also for those in which Forge repeats the others. Of a file and the same file compressed, which are
    both there while it is being compressed, the list has the first: it is whole. A file with two names is one.
    """
    found: t.Dict[t.Tuple[int, int], LogFile] = {}
    problems: t.List[Problem] = []
    for path in paths:
        try:
            if os.path.isdir(path):
                files = list(_in_folder(path, problems, repeats=repeats))
            else:
                files = [log_file(path, os.stat(path))]
        except OSError as error:
            problems.append(Problem(path, error.strerror or str(error)))
            continue
        for file in files:
            other = found.setdefault((file.device, file.inode), file)
            if other.kind == OTHER:  # the name that says more is the server's own
                found[(file.device, file.inode)] = file
    paths_found = {file.path for file in found.values()}
    once = [file for file in found.values() if not (file.compressed and file.path[: -len(".gz")] in paths_found)]
    return Listing(sorted(once, key=_order), problems)


def log_file(path: str, status: os.stat_result) -> LogFile:
    """Return what a path and its status tell of a file. Raises OSError if it is no file."""
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "not a file")
    kind, day, number = _by_name(os.path.basename(path))
    return LogFile(
        path=path,
        kind=kind,
        day=day,
        number=number,
        compressed=path.endswith(".gz"),
        size=status.st_size,
        written_by=min(max(status.st_mtime, 0.0), LAST_MOMENT),
        device=status.st_dev,
        inode=status.st_ino,
    )


def may_hold(file: LogFile, since: t.Optional[float], until: t.Optional[float], zone: Zone) -> bool:
    """Return whether a file may hold lines of a span of time, as far as its name and its last change tell.

    A name may be a day off, and the clock of whoever copied a file, too.
    """
    if since is not None and file.written_by + DAY < since:
        return False
    first: t.Optional[float] = None
    last: t.Optional[float] = None
    if file.kind == STARTED:
        first = float(file.number - DAY)
    elif file.day is not None:
        first = zone.moments(file.day - 1, 0)[0]
        last = zone.moments(file.day + 2, 0)[-1]
    return not (
        (until is not None and first is not None and until < first)
        or (since is not None and last is not None and last < since)
    )


def _in_folder(folder: str, problems: t.List[Problem], *, repeats: bool) -> t.Iterator[LogFile]:
    home = os.path.realpath(folder)
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        kind = _by_name(name)[0]
        if kind == REPEATS and not repeats:
            continue
        if kind in (OTHER, AUTHME) and not _OTHER.fullmatch(name):
            continue
        path = os.path.join(folder, name)
        try:
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                status = _inside(path, home)
            if stat.S_ISREG(status.st_mode):
                yield log_file(path, status)
        except FileNotFoundError:  # renamed or deleted in this moment
            continue
        except OSError as error:
            problems.append(Problem(path, error.strerror or str(error)))


def _inside(path: str, home: str) -> os.stat_result:
    """Return the status of what a link in a folder leads to. Raises OSError if that is out of the folder."""
    goal = os.path.realpath(path)
    if os.path.commonpath([goal, home]) != home:
        raise OSError(0, "a link that leads out of the folder")
    return os.lstat(goal)


def _by_name(name: str) -> t.Tuple[str, t.Optional[int], int]:
    """Return what a file's name tells: kind, day and number."""
    if _LIVE.fullmatch(name):
        return LIVE, None, 0
    rolled = _ROLLED.fullmatch(name)
    if rolled is not None and iso_day(rolled.group(1)) is not None:
        return ROLLED, iso_day(rolled.group(1)), int(rolled.group(2))
    proxy = _PROXY.fullmatch(name)
    if proxy is not None:
        return PROXY, None, int(proxy.group(1))
    started = _STARTED.fullmatch(name)
    if started is not None:
        return STARTED, None, int(started.group(1))
    if name == "authme.log":
        return AUTHME, None, 0
    day = next((day for day in map(iso_day, _DAY.findall(name)) if day is not None), None)
    return (REPEATS if _REPEATS.fullmatch(name) else OTHER), day, 0


def _order(file: LogFile) -> t.Tuple[int, bool, int, str]:
    """Sort by day, the live one last, and by the numbers of a day, which are numbers: 10 comes after 9."""
    if file.kind == STARTED:
        return file.number // DAY, False, file.number, file.path
    day = file.day if file.day is not None else int(file.written_by // DAY)
    return day, file.kind == LIVE, -file.number if file.kind == PROXY else file.number, file.path
