# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The options of every module that reads the logs of a server."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  logs:
    description:
      - Where the logs are.
    type: dict
    suboptions:
      path:
        description:
          - The folders with logs, or log files. What is not absolute lies in O(server.path).
          - The default is the folder C(logs) in O(server.path), or O(server.path) itself if it has none.
          - In a folder, C(latest.log), C(server.log), C(YYYY-MM-DD-N.log.gz), C(proxy.log.N), C(LOG_N.txt) and other
            files that end in C(.log) or C(.log.gz) are logs.
        type: list
        elements: path
      timezone:
        description:
          - The time zone of the server, such as V(Europe/Paris). Lines tell the hour only as its clock shows it.
          - The default is the time zone of the host.
        type: str
      files:
        description:
          - More log files, such as V(plugins/AuthMe/authme.log). What is not absolute lies in O(server.path).
        type: list
        elements: path
  server:
    description:
      - The game server, as it lies on the host that the module runs on.
    type: dict
    suboptions:
      path:
        description:
          - The folder of the server.
        type: path
  unmask:
    description:
      - Tell addresses as they are written. Passwords, codes and tokens are never told.
    type: bool
    default: false
  address_key:
    description:
      - The key of the pseudonyms of addresses. With the same key they are the same everywhere. Without one, each run
        has its own.
    type: str
"""
