# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one version number: it stands in the galaxy.yml that is shipped with the command."""

from __future__ import annotations

import os.path

_ABOVE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Beside the package where the wheel was installed; above C(cli) in a checkout.
_PLACES = (
    os.path.join(_ABOVE, "ansible_collections", "gamedesk", "support", "galaxy.yml"),
    os.path.join(os.path.dirname(_ABOVE), "galaxy.yml"),
)


def number() -> str:
    """Return the version of this command."""
    for path in _PLACES:
        if os.path.isfile(path):
            return read(path)
    return "unknown"


def read(galaxy: str) -> str:
    """Return the version that a galaxy.yml names. Raises OSError."""
    with open(galaxy, encoding="utf-8") as stream:
        for line in stream:
            name, _colon, value = line.partition(":")
            if name == "version" and value.strip():
                return value.split()[0]
    return "unknown"
