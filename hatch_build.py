# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the collection of this repository where ansible-core looks for one: in site-packages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("galaxy.yml", "README.md", "COPYING", "CHANGELOG.rst", "meta", "plugins", "roles", "playbooks", "docs")


class CollectionHook(BuildHookInterface):
    """Ship the collection in the wheel; link it from an editable install, so that edits are what runs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        galaxy = (root / "galaxy.yml").read_text(encoding="utf-8")
        namespace, name = (re.search(rf"^{key}: *(\S+)", galaxy, re.M)[1] for key in ("namespace", "name"))
        target = Path("ansible_collections", namespace, name)
        if version == "editable":
            link = root / ".collections" / target
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.is_symlink():
                link.symlink_to(Path("../../.."), target_is_directory=True)
            return
        for item in SHIPPED:
            if (root / item).exists():
                build_data["force_include"][str(root / item)] = str(target / item)
