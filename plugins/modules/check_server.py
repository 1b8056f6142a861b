#!/usr/bin/python
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: check_server
short_description: Check whether actions on a Minecraft server can work
version_added: 0.1.0
description:
  - Looks at everything that the actions of this collection need on a game host, and says of each part whether it is
    right, and what to set if it is not.
  - It looks at Python, the folder for locks and notes, the server's folder and its C(server.properties), the console,
    and what owns the ranks and the bans.
  - It changes nothing. To see whether the console answers, it sends the command C(list), twice; and where the state is
    read back through the console, the command that asks for it.
  - All checks are made, whatever the first ones find. The module fails if one of them has failed.
extends_documentation_fragment:
  - gamedesk.support._attributes
  - gamedesk.support._attributes.actiongroup_all
attributes:
  check_mode:
    support: full
    details:
      - It does the same in check mode.
  diff_mode:
    support: N/A
    details:
      - It changes nothing.
  idempotent:
    support: full
options:
  server:
    description:
      - The game server as it lies on the host, in the form of the option O(gamedesk.support.grant_rank#module:server).
    type: raw
  console:
    description:
      - How to reach the console, in the form of the option O(gamedesk.support.grant_rank#module:console).
    type: raw
  ranks:
    description:
      - What owns the ranks, in the form of the option O(gamedesk.support.grant_rank#module:ranks).
      - Without it, ranks are not looked at.
    type: raw
  bans:
    description:
      - What owns the bans, in the form of the option O(gamedesk.support.ban_player#module:bans).
      - Without it, bans are not looked at.
    type: raw
  state_dir:
    description:
      - The folder on the host for locks and notes, as in O(gamedesk.support.grant_rank#module:state_dir), with the same
        default. It is not made if it is not there.
    type: path
  bedrock_prefix:
    description:
      - The prefix that Floodgate puts before the names of Bedrock players, such as V(.).
    type: str
  timeout:
    description:
      - Seconds that the module has. It waits for an action that is under way that long, and sends nothing later.
    type: float
    default: 60
author:
  - The Gamedesk authors (@gamedesk)
"""

EXAMPLES = r"""
- name: Check the server with the variables that its actions use
  gamedesk.support.check_server:
    server: "{{ gamedesk_server }}"
    console: "{{ gamedesk_console }}"
    ranks: "{{ gamedesk_ranks }}"

- name: Check the vanilla server in one folder
  gamedesk.support.check_server:
    server:
      path: /srv/minecraft/survival
    ranks:
      provider: vanilla
  register: checked
  failed_when: checked.status != 'ok'
"""

RETURN = r"""
status:
  description:
    - The worst status of all checks, V(ok), V(warning) or V(failed).
  returned: always
  type: str
  sample: warning
checks:
  description: What was found, in the order in which it was looked at.
  returned: unless an option is not of its type
  type: list
  elements: dict
  contains:
    check:
      description:
        - What was looked at, such as V(python), V(state_dir), V(server.path), V(server.properties), V(console),
          V(ranks) or V(bans). There may be several findings about one part.
      type: str
      sample: console
    status:
      description:
        - V(ok), V(warning) for what works and should be mended, V(failed), or V(skipped) for what is not set.
      type: str
      sample: failed
    message:
      description: What is so. It holds no secret.
      type: str
      sample: Nothing listens on 127.0.0.1:25575; is the server running with enable-rcon=true?
    advice:
      description: What to set, and where. C(null) if there is nothing to do, or if the message says it.
      type: str
      sample: Correct gamedesk_server.path in the inventory.
    code:
      description:
        - The code of the error, one of those that actions end with. C(null) if there is none.
      type: str
      sample: console_refused
"""

from ansible_collections.gamedesk.support.plugins.module_utils._module.check_server import run_module
from ansible_collections.gamedesk.support.plugins.module_utils._module.discreet import DiscreetModule


def main() -> None:
    """Run the module."""
    argument_spec = {
        # Each is checked by itself, later: an error in one must not hide the others. What in them is secret, Ansible
        # cannot know yet.
        "server": {"type": "raw", "no_log": True},
        "console": {"type": "raw", "no_log": True},
        "ranks": {"type": "raw", "no_log": True},
        "bans": {"type": "raw", "no_log": True},
        "state_dir": {"type": "path"},
        "bedrock_prefix": {"type": "str"},
        "timeout": {"type": "float", "default": 60},
    }
    run_module(DiscreetModule(argument_spec=argument_spec, supports_check_mode=True))


if __name__ == "__main__":
    main()
