# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The options of every module that reads the logs of a server, and the files that they mean."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError
from ansible_collections.gamedesk.support.plugins.module_utils._logs.files import Listing, find_files
from ansible_collections.gamedesk.support.plugins.module_utils._text import shown

LOG_OPTIONS: t.Dict[str, t.Dict[str, t.Any]] = {
    "logs": {
        "type": "dict",
        "options": {
            "path": {"type": "list", "elements": "path"},
            "timezone": {"type": "str"},
            "files": {"type": "list", "elements": "path"},
        },
    },
    "server": {"type": "dict", "options": {"path": {"type": "path"}}},
    "unmask": {"type": "bool", "default": False},
    "address_key": {"type": "str", "no_log": True},
}


def listed(paths: t.Sequence[str]) -> Listing:
    """Return the log files below these paths. Raises ConfigurationError where there are none."""
    listing = find_files(paths)
    if not listing.files:
        why = " (%s)" % listing.problems[0].error if listing.problems else ""
        raise ConfigurationError(
            "There are no log files in %s%s: set gamedesk_logs.path in the inventory."
            % (", ".join(shown(path, 200) for path in paths), why)
        )
    return listing


def log_paths(params: t.Mapping[str, t.Any]) -> t.List[str]:
    """Return the folders and files to look through. Raises ConfigurationError."""
    logs = params["logs"] or {}
    server = (params["server"] or {}).get("path")
    paths = list(logs.get("path") or ())
    if not paths and server:
        folder = os.path.join(server, "logs")
        paths = [folder if os.path.isdir(folder) else server]
    paths += logs.get("files") or ()
    if not paths:
        raise ConfigurationError("Nothing tells where the logs are: set gamedesk_logs.path or gamedesk_server.path.")
    found = [os.path.join(server or "", path) for path in paths]
    for path in found:
        if not os.path.isabs(path) or "\0" in path:
            raise ConfigurationError(
                "The path %s of logs is not absolute, and gamedesk_server.path is not set." % shown(path, 200)
            )
    return found
