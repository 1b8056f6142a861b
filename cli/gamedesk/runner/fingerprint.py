# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fingerprint of an inventory, where its files alone decide what it says."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from gamedesk.runner.environment import ANSIBLE_CONFIGS

_FORM = b"1"
_MOST_BYTES = 10_000_000
# A file with such a key may be the settings of an inventory plugin, which asks somebody else.
_PLUGIN = re.compile(rb"""\bplugin["']?\s*:""")
# An ansible.cfg that names plugins of these kinds, or another home for them, brings in others who may ask somebody.
_NAMED_PLUGINS = re.compile(rb"(?im)^[ \t]*(home|enable_plugins|(inventory|vars)_plugins\w*)[ \t]*[=:]")
_PLUGIN_FOLDERS = tuple(
    f"{folder}/plugins/{kind}" for folder in ("~/.ansible", "/usr/share/ansible") for kind in ("inventory", "vars")
)
_BESIDE = ("group_vars", "host_vars")


class _AskAnsibleError(Exception):
    """Something there is more than a plain file, or cannot be read."""


def fingerprint(inventory: Path, ansible_config: Path | None) -> str | None:
    """Return a SHA-256 (hex) of everything that decides which hosts and variables C(inventory) has.

    Returns None where that is more than files: a program, the settings of an inventory plugin, plugins that Ansible
    is told to use; or where a file cannot be read.
    """
    if any(os.path.exists(os.path.expanduser(folder)) for folder in _PLUGIN_FOLDERS):
        return None
    whole = hashlib.sha256(_FORM)
    left = _MOST_BYTES
    try:
        for path in _files(inventory):
            content = _content(path, left)
            left -= len(content)
            if _PLUGIN.search(content):
                return None
            _add(whole, path, content)
        for config in [str(ansible_config)] if ansible_config else map(os.path.expanduser, ANSIBLE_CONFIGS):
            if ansible_config or os.path.exists(config):
                content = _content(config, left)
                if _NAMED_PLUGINS.search(content):
                    return None
                _add(whole, config, content)
    except (OSError, _AskAnsibleError):
        return None
    return whole.hexdigest()


def _add(whole: hashlib._Hash, path: str, content: bytes) -> None:
    whole.update(b"\0".join([os.fsencode(path), str(len(content)).encode(), content]))


def _files(inventory: Path) -> Iterator[str]:
    """Yield each file of the inventory, in a fixed order: a file has its variables in folders beside it."""
    if not inventory.is_dir():
        yield str(inventory)
    roots = [inventory] if inventory.is_dir() else [inventory.with_name(name) for name in _BESIDE]
    seen: set[tuple[int, int]] = set()
    for root in roots:
        for folder, folders, names in os.walk(root, onerror=_fail, followlinks=True):
            place = os.stat(folder)
            if (place.st_dev, place.st_ino) in seen:
                raise _AskAnsibleError(folder)  # a link to a folder above, or to another one of these
            seen.add((place.st_dev, place.st_ino))
            folders.sort()
            yield from (os.path.join(folder, name) for name in sorted(names))


def _fail(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _content(path: str, most: int) -> bytes:
    # Looked at before it is opened: opening a pipe would wait for its other end.
    mode = os.stat(path).st_mode
    if not stat.S_ISREG(mode) or mode & 0o111:
        raise _AskAnsibleError(path)
    with open(path, "rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise _AskAnsibleError(path)
    return content
