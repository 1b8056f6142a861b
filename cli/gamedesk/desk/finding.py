# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the desk is. This loads nothing: completion asks it at every key."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "desk.yml"
VARIABLE = "SUPPORT_DESK"
SYSTEM_FOLDER = "/etc/gamedesk"


def is_desk(path: str) -> bool:
    """Whether there is a desk in this folder."""
    return os.path.isfile(os.path.join(path, FILE))


def asked(option: str | None) -> tuple[str, str] | None:
    """Return the name of the desk that C(option) (from C(--desk)) or $SUPPORT_DESK gives, and which of them it was.

    It is as it was typed. An empty variable names nothing.
    """
    if option is not None:
        return option, "--desk"
    if variable := os.environ.get(VARIABLE):
        return variable, f"${VARIABLE}"
    return None


def named(option: str | None) -> str | None:
    """Return the absolute path of the desk that was asked for. Nobody looked whether there is one.

    Raises as C(absolute).
    """
    found = asked(option)
    return None if found is None else absolute(found[0])


def nearest() -> str | None:
    """Return the desk that nobody has to name: here or above, the user's, or the system's."""
    return next(map(_path, _desks()), None)


def why_nearest() -> str | None:
    """Return where C(nearest) found the desk: C(here) (or above), C(user) or C(system)."""
    return next((where for where, _path in _desks()), None)


def _desks() -> Iterator[tuple[str, str]]:
    for where, paths in (("here", _here_and_above()), ("user", _configuration()), ("system", (SYSTEM_FOLDER,))):
        for path in paths:
            if is_desk(path):
                yield where, path


def _path(found: tuple[str, str]) -> str:
    return found[1]


def absolute(path: str) -> str:
    """Return the absolute path of what somebody typed.

    Raises FileNotFoundError where it is relative to a working folder that has been removed.
    """
    path = os.path.expanduser(path)
    return path if os.path.isabs(path) else os.path.join(os.getcwd(), path)


def _here_and_above() -> Iterator[str]:
    try:
        here = os.getcwd()
    except FileNotFoundError:  # it has been removed
        return
    yield here
    while (above := os.path.dirname(here)) != here:
        yield above
        here = above


def _configuration() -> Iterator[str]:
    """Yield the user's folder for us, if the user has one: a service may have neither $HOME nor a name."""
    for path in (os.environ.get("XDG_CONFIG_HOME", ""), os.path.expanduser("~/.config")):
        if os.path.isabs(path):
            yield os.path.join(path, "gamedesk")
            return
