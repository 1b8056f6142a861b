# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which copies of our collection Ansible finds, asked of Ansible itself."""

from __future__ import annotations

import json
from pathlib import Path

from gamedesk.errors import DeskError
from gamedesk.i18n import _
from gamedesk.runner import collection
from gamedesk.runner.asking import NoAnswerError, ask


def found(ansible_config: Path | None) -> dict[Path, str]:
    """Return the folder of each copy, the one that is used first, with its version. Raises DeskError."""
    name = collection.COLLECTION
    try:
        printed = ask("ansible-galaxy", "collection", "list", name, "--format", "json", ansible_config=ansible_config)
    except NoAnswerError as error:
        raise DeskError(
            _("Ansible does not find the collection {name}: {why}.").format(name=name, why=error.message)
        ) from error
    copies = json.loads(printed)
    return {
        Path(place, *name.split(".")): str(copy[name].get("version")) for place, copy in copies.items() if name in copy
    }
