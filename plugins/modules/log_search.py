#!/usr/bin/python
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: log_search
short_description: Search the logs of a Minecraft server
version_added: 0.1.0
description:
  - Finds in the logs of a server, live and rotated, compressed or not, who connected, what they typed and what happened
    next, and returns it as records with the event that each of them tells of.
  - The search is made on the game host, file after file and in little memory. Only what was found leaves the host, and
    in it addresses are pseudonyms and passwords, codes and tokens are hidden.
  - All that is asked for must hold of a record. A record is a line with its time and, below it, the lines that go on
    with it, such as a stack trace.
  - It changes nothing. A search that takes too long is stopped and fails with the code V(time_limit), whatever the
    regular expression is.
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
  player:
    description:
      - A player's name. It is found as a whole word, in this case, in all that is written.
    type: str
  uuid:
    description:
      - A player's UUID. Found are records with it, and with any name for which a server has written this UUID.
    type: str
  kinds:
    description:
      - Only events of these kinds.
    type: list
    elements: str
    choices:
      - identified
      - login
      - join
      - leave
      - disconnect
      - refused
      - command
      - chat
      - emote
      - announcement
      - death
      - advancement
      - authenticated
      - wrong_password
      - registered
      - unregistered
      - logged_out
      - password_changed
      - accounts
      - code_sent
      - two_factor
      - feedback
      - rank_change
      - ban
      - unban
      - kick
      - mute
      - shop
      - rcon_connected
      - rcon_disconnected
      - rcon_refused
      - server_starting
      - server_ready
      - server_stopping
      - crash
      - cheat
      - exploit
      - proxy_connected
      - proxy_disconnected
      - proxy_pinged
      - proxy_server
      - proxy_kicked
      - proxy_error
  text:
    description:
      - A text that one line of the message has, in this case.
    type: str
  regex:
    description:
      - A regular expression of Python that finds something in one line of the message. What stands before the message
        in a line is not looked at.
    type: str
  address:
    description:
      - An IP address, a network such as V(192.0.2.0/24), or a pseudonym that an earlier result has, such as
        V(ip-0123456789abcdef), for which O(address_key) must be the one of that time.
    type: str
  since:
    description:
      - The moment from which on records count. It is a time of RFC 3339 such as V(2026-11-24T14:00:00Z), what the
        server's clock shows such as V(2026-11-24) or V(2026-11-24 14:00), or how long ago it was such as V(2h) or
        V(3d).
    type: str
  until:
    description:
      - The moment before which records count, in the form of O(since).
    type: str
  around:
    description:
      - A moment in the form of O(since). Found is, in each file, the first record that fits in the hour from then on,
        with its neighbours.
      - Or a dictionary with C(file) and C(line), as an earlier result has them. Found is the record there, with its
        neighbours.
      - With it, O(context) is 10 unless it is set.
    type: raw
  context:
    description:
      - How many records before and behind each one that was found are told, at most 50. They are of the same file.
    type: int
  limit:
    description:
      - How many records are told at most, up to 1000.
    type: int
    default: 100
  order:
    description:
      - Which records are found first.
    type: str
    choices: [newest, oldest]
    default: newest
  cursor:
    description:
      - The RV(cursor) of an earlier result, to go on behind it. What is looked for must be the same. It is good for
        files that were renamed or compressed since then.
    type: str
  wait:
    description:
      - To follow the logs, seconds to wait for new lines, at most 60. With it, only what was written since O(cursor)
        was given is found, or without one what is written from now on; and the result always has a cursor to go on
        with.
      - A record that was written just now is left for the next time, since it may go on.
    type: float
  timeout:
    description:
      - Seconds that the search may take; what it waits comes on top.
    type: float
    default: 60
author:
  - The Gamedesk authors (@gamedesk)
"""

EXAMPLES = r"""
- name: What did Draxe do in the last three days?
  gamedesk.support.log_search:
    server: "{{ gamedesk_server }}"
    player: Draxe
    since: 3d

- name: Who logged in from this network on one day?
  gamedesk.support.log_search:
    logs:
      path: /srv/minecraft/survival/logs
      timezone: Europe/Paris
    kinds: [login, refused]
    address: 192.0.2.0/24
    since: "2026-11-24"
    until: "2026-11-25"
    order: oldest

- name: What happened around a moment?
  gamedesk.support.log_search:
    server: "{{ gamedesk_server }}"
    around: "2026-11-24 14:03:10"

- name: Commands that give rights
  gamedesk.support.log_search:
    server: "{{ gamedesk_server }}"
    kinds: [command]
    regex: '/(minecraft:)?(op|lp user \S+ parent)\b'
    limit: 20
"""

RETURN = r"""
status:
  description: V(succeeded), or V(failed).
  returned: always
  type: str
  sample: succeeded
matches:
  description: What was found, in the order of O(order).
  returned: success
  type: list
  elements: dict
  contains:
    file:
      description: The file.
      type: str
      sample: /srv/minecraft/survival/logs/2026-11-24-1.log.gz
    first_line:
      description: The number of the record's first line in the file, from 1.
      type: int
      sample: 12
    last_line:
      description: The number of its last line.
      type: int
      sample: 12
    time:
      description: When it was written, in UTC, as RFC 3339. C(null) if nothing tells the day.
      type: str
      sample: "2026-11-24T00:04:31Z"
    clock:
      description: What the line says of the time.
      type: str
      sample: "01:04:31"
    level:
      description: The level, if the server writes it.
      type: str
      sample: INFO
    thread:
      description: The thread, if the server writes it.
      type: str
      sample: Server thread
    logger:
      description: The logger, if the server writes it.
      type: str
    message:
      description: The message, and the lines that go on with it. A long one is cut.
      type: str
      sample: "Draxe issued server command: /warp faction"
    event:
      description:
        - What the record tells of. C(kind) is its kind; the others, such as C(player), C(uuid), C(address), C(command)
          and C(reason), are there if the record says them. C(null) if it is no event.
      type: dict
      sample:
        kind: command
        player: Draxe
        command: /warp faction
    sha256:
      description: The SHA-256 of the record's bytes in the file, without the last line end.
      type: str
    before:
      description: The records before it, in this form without C(sha256).
      returned: with O(context)
      type: list
      elements: dict
    after:
      description: The records behind it.
      returned: with O(context)
      type: list
      elements: dict
truncated:
  description: Whether the search ended before everything was looked at, because there was no room for more.
  returned: success
  type: bool
cursor:
  description: What O(cursor) takes to go on. C(null) if there is nothing to go on with.
  returned: success
  type: str
summary:
  description: What was looked at, and what is in RV(matches).
  returned: success
  type: dict
  contains:
    files:
      description: How many files were to be looked at.
      type: int
    skipped_files:
      description: How many were not, since they can hold nothing of the time, or are behind the cursor.
      type: int
    bytes:
      description: How much was read, uncompressed.
      type: int
    records:
      description: How many records were read closely.
      type: int
    matches:
      description: How many are in RV(matches).
      type: int
    kinds:
      description: How many there are of each kind of event.
      type: dict
    first:
      description: The time of the oldest one.
      type: str
    last:
      description: The time of the newest one.
      type: str
problems:
  description: Files that could not be read, or not to their end. What could be read of them was looked at.
  returned: success
  type: list
  elements: dict
  contains:
    file:
      description: The file.
      type: str
    error:
      description: What is wrong with it.
      type: str
      sample: it ends too early
error:
  description: What kept it from searching.
  returned: failure
  type: dict
  contains:
    code:
      description: V(invalid_value), V(configuration), V(storage) or V(time_limit).
      type: str
      sample: time_limit
    message:
      description: What failed, and what to do.
      type: str
"""

from ansible_collections.gamedesk.support.plugins.module_utils._logs.event import KINDS
from ansible_collections.gamedesk.support.plugins.module_utils._module.discreet import DiscreetModule
from ansible_collections.gamedesk.support.plugins.module_utils._module.log_options import LOG_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._module.log_search import run_module


def main() -> None:
    """Run the module."""
    argument_spec = {
        **LOG_OPTIONS,
        "player": {"type": "str"},
        "uuid": {"type": "str"},
        "kinds": {"type": "list", "elements": "str", "choices": list(KINDS)},
        "text": {"type": "str"},
        "regex": {"type": "str"},
        "address": {"type": "str"},
        "since": {"type": "str"},
        "until": {"type": "str"},
        "around": {"type": "raw"},
        "context": {"type": "int"},
        "limit": {"type": "int", "default": 100},
        "order": {"type": "str", "choices": ["newest", "oldest"], "default": "newest"},
        "cursor": {"type": "str"},
        "wait": {"type": "float"},
        "timeout": {"type": "float", "default": 60},
    }
    run_module(
        DiscreetModule(argument_spec=argument_spec, supports_check_mode=True, mutually_exclusive=[("player", "uuid")])
    )


if __name__ == "__main__":
    main()
