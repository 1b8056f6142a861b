# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which copies of our collection there are, and which one Ansible uses: it is asked, not guessed."""

from __future__ import annotations

import json
import os
from pathlib import Path

from gamedesk import release
from gamedesk.errors import DeskError
from gamedesk.i18n import _
from gamedesk.runner import collection
from gamedesk.runner.asking import NoAnswerError, ask
from gamedesk.runner.environment import DEFAULT_COLLECTIONS

_MODULE = f"{collection.COLLECTION}.check_server"


def used(ansible_config: Path | None) -> Path:
    """Return the folder of the copy that Ansible finds, started as we start it. Raises DeskError."""
    try:
        printed = ask("ansible-doc", "--type", "module", "--json", _MODULE, ansible_config=ansible_config)
        return Path(json.loads(printed)[_MODULE]["doc"]["filename"]).parents[2]
    except NoAnswerError as error:
        why = error.message
    except (ValueError, LookupError, TypeError):
        why = _("it does not know the module {name}").format(name=_MODULE)
    raise DeskError(
        _("Ansible does not find the collection {name}: {why}.").format(name=collection.COLLECTION, why=why)
    )


def others() -> dict[Path, str]:
    """Return the folders of the copies that lie where Ansible looks without us, with their versions."""
    places = [Path(os.path.expanduser(place), "ansible_collections") for place in DEFAULT_COLLECTIONS]
    folders = [place.joinpath(*collection.COLLECTION.split(".")) for place in places]
    return {folder: _version(folder) for folder in folders if folder.is_dir()}


def _version(folder: Path) -> str:
    try:
        return str(json.loads((folder / "MANIFEST.json").read_bytes())["collection_info"]["version"])
    except (OSError, ValueError, LookupError, TypeError):  # not from Galaxy: a checkout, or half a copy
        pass
    try:
        return release.read(str(folder / "galaxy.yml"))
    except (OSError, ValueError):
        return "unknown"
