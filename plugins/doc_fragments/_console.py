# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The option that says how to reach a server's console."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  console:
    description:
      - How to reach the console of the game server, from the host that the module runs on.
      - Where O(server.path) is set, the port and the password are read from the C(server.properties) of the server
        unless they are given here.
    type: dict
    suboptions:
      transport:
        description:
          - V(rcon) is the remote console of the server itself, C(enable-rcon) in its C(server.properties).
        type: str
        choices: [rcon]
        default: rcon
      host:
        description:
          - The address that RCON listens on.
        type: str
        default: 127.0.0.1
      port:
        description:
          - The port that RCON listens on, C(rcon.port) in C(server.properties).
          - The default is that port where O(server.path) is set, and V(25575) otherwise.
        type: int
      password:
        description:
          - The password, C(rcon.password) in C(server.properties).
        type: str
      timeout:
        description:
          - Seconds to wait for the connection, for the login, and for each reply.
        type: float
        default: 10.0
      quiet:
        description:
          - Seconds without a further piece after which a long reply is taken to be complete.
        type: float
        default: 0.15
      end_probe:
        description:
          - What to send after a piece of a reply that may or may not be the last, to learn where the reply ends.
          - V(none) waits for O(console.quiet) instead, which works with every server.
          - V(list) sends the command C(list), which is executed.
          - V(unknown_type) sends a packet that vanilla servers answer with an error, and that other servers answer by
            closing the connection.
        type: str
        choices: [none, list, unknown_type]
        default: none
      connections:
        description:
          - How many connections may be open at once, 1 to 100. Of one player the commands go over one connection, in
            their order; another connection is opened for every five players who wait.
          - A game server runs one command a tick on each connection, twenty a second.
          - Only where the ranks are read back from LuckPerms, or the bans from the files of a server of the Bukkit
            family. Commands to the vanilla operator list and to other servers' own ban lists go over one, and so do
            those whose outcome cannot be read back.
        type: int
        default: 10
      allow_remote:
        description:
          - RCON is plain text. Unless this is V(true), the module only speaks it to addresses of the host itself.
        type: bool
        default: false
"""
