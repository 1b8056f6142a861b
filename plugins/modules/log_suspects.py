#!/usr/bin/python
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: log_suspects
short_description: Find suspicious activity in the logs of a Minecraft server
version_added: 0.1.0
description:
  - Looks through the logs of a server by rules, and returns what they found - players who reconnect within seconds of a
    connection reset, who log in, warp and leave at once, many accounts on one address, guessed passwords, floods of
    commands, commands of staff tried by others, and strings that attack the server.
  - A hit is a reason to look, and no proof. Each has its lines, and what else may look like it.
  - It looks on the game host, file after file and in little memory. Only hits leave the host, and in them addresses are
    pseudonyms and passwords, codes and tokens are hidden.
  - It changes nothing.
extends_documentation_fragment:
  - gamedesk.support._attributes
  - gamedesk.support._attributes.actiongroup_all
  - gamedesk.support._logs
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
  rules:
    description:
      - Rules of your own, in the form of Sigma rules, each with C(id), C(title), C(level), C(falsepositives) and
        C(detection). The page C(docs/suspects.md) of the collection tells how to write one.
    type: list
    elements: dict
  shipped:
    description:
      - Whether to look by the rules that come with the collection, too.
    type: bool
    default: true
  only:
    description:
      - Look by the rules with these ids alone.
    type: list
    elements: str
  staff:
    description:
      - The names of players who are staff. Without it, rules that speak of C(%staff%) are not looked by, and named in
        RV(lacking).
    type: list
    elements: str
  since:
    description:
      - The moment from which on records count, in the form of O(gamedesk.support.log_search#module:since).
    type: str
  until:
    description:
      - The moment before which records count, in the form of O(since).
    type: str
  timeout:
    description:
      - Seconds that it may take.
    type: float
    default: 60
author:
  - The Gamedesk authors (@gamedesk)
"""

EXAMPLES = r"""
- name: What happened since yesterday that staff should look at?
  gamedesk.support.log_suspects:
    server: "{{ gamedesk_server }}"
    staff: [Alex, Steve]
    since: 1d

- name: Look by a rule of our own alone
  gamedesk.support.log_suspects:
    server: "{{ gamedesk_server }}"
    shipped: false
    rules:
      - id: shop-dupe
        title: Opened the shop and lost the connection
        level: medium
        falsepositives: [A bad line.]
        detection:
          shop: {kind: command, "command|startswith": /shop}
          reset: {kind: disconnect, "reason|contains": Connection reset}
          condition: shop then reset by player
          timeframe: 10s
"""

RETURN = r"""
status:
  description: V(succeeded), or V(failed).
  returned: always
  type: str
  sample: succeeded
hits:
  description: What was found, in the order of the rules; what one rule found about one player or address is one hit.
  returned: success
  type: list
  elements: dict
  contains:
    rule:
      description: The id of the rule.
      type: str
      sample: gd-login-warp-leave
    title:
      description: What the rule looks for.
      type: str
    level:
      description: One of V(informational), V(low), V(medium), V(high) and V(critical).
      type: str
    description:
      description: What it means.
      type: str
    falsepositives:
      description: What else may look like it.
      type: list
      elements: str
    by:
      description: The field by which the rule tells whom it is about, such as V(player) or V(address), if it has one.
      type: str
    group:
      description: Whom it is about. C(null) if it is about all.
      type: str
      sample: Draxe
    players:
      description: The players in RV(hits[].lines).
      type: list
      elements: str
    times:
      description: How often it happened.
      type: int
    records:
      description: Of how many records that was made.
      type: int
    first:
      description: The time of the first of them, in UTC, as RFC 3339.
      type: str
    last:
      description: The time of the last of them.
      type: str
    lines:
      description: The first of them, at most 20, in the form of RV(gamedesk.support.log_search#module:matches).
      type: list
      elements: dict
truncated:
  description: Whether there was no room for all hits.
  returned: success
  type: bool
lacking:
  description: The rules that were not looked by, by their ids, and the list that each of them needs.
  returned: success
  type: dict
  sample: {gd-staff-command-tried: staff}
summary:
  description: What was looked at - C(rules), C(hits), C(files), C(records) and C(bytes), uncompressed.
  returned: success
  type: dict
problems:
  description: Files that could not be read, or not to their end, each with C(file) and C(error).
  returned: success
  type: list
  elements: dict
error:
  description:
    - What kept it from looking, with C(code) and C(message). Of a rule that cannot be meant, C(place) leads to it.
  returned: failure
  type: dict
"""

from ansible_collections.gamedesk.support.plugins.module_utils._module.discreet import DiscreetModule
from ansible_collections.gamedesk.support.plugins.module_utils._module.log_options import LOG_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._module.log_suspects import run_module


def main() -> None:
    """Run the module."""
    argument_spec = {
        **LOG_OPTIONS,
        "rules": {"type": "list", "elements": "dict"},
        "shipped": {"type": "bool", "default": True},
        "only": {"type": "list", "elements": "str"},
        "staff": {"type": "list", "elements": "str"},
        "since": {"type": "str"},
        "until": {"type": "str"},
        "timeout": {"type": "float", "default": 60},
    }
    run_module(DiscreetModule(argument_spec=argument_spec, supports_check_mode=True))


if __name__ == "__main__":
    main()
