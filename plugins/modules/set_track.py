#!/usr/bin/python
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: set_track
short_description: Set the place of players on a track of ranks, promote or demote them
version_added: 0.2.0
description:
  - A track is a list of ranks in an order, such as C(default), C(vip), C(mvp). This module gives a player one rank of
    it and takes the other ones, through the console of a game server, and reads back whether it took effect.
  - LuckPerms is the provider that has tracks.
  - Every command that is sent names the rank to have, never only the direction, so that sent twice it acts once.
  - All names are checked before anything is done. After that every player has a result of their own, as with
    M(gamedesk.support.grant_rank).
extends_documentation_fragment:
  - gamedesk.support._action
  - gamedesk.support._attributes
  - gamedesk.support._attributes.actiongroup_all
  - gamedesk.support._console
  - gamedesk.support._ranks
attributes:
  check_mode:
    support: full
    details:
      - Reads the state, and sends nothing. It takes no lock and leaves no notes.
  diff_mode:
    support: full
    details:
      - Shows all ranks of a player before and after, not only those on the track.
  idempotent:
    support: partial
    details:
      - With O(rank) it is. With O(move) every run moves the player by one, except a further attempt at the same
        O(action_id), which goes where the first one was going.
options:
  player:
    description:
      - The players, by name or UUID, as for M(gamedesk.support.grant_rank).
    type: list
    elements: str
    required: true
    aliases: [players]
  track:
    description:
      - The track, C(/lp listtracks) tells the names.
    type: str
    required: true
  rank:
    description:
      - The rank on the track that the players are to have, without an end. Every other membership on the track, be it
        temporary or not, ends.
      - Exactly one of O(rank) and O(move) is required.
    type: str
  move:
    description:
      - V(promote) gives the next rank of the track, and the first one to a player who is not on it. At the end of the
        track it is an error.
      - V(demote) gives the rank before. At the beginning of the track it takes the rank away, and the player is off the
        track. It is an error for a player who is not on it, and for one who has no other rank than C(default).
      - A temporary membership is moved with the time that is left of it.
      - A player with several ranks of the track is an error. Use O(rank) for them. Only C(default) beside another rank
        is none, since LuckPerms leaves it to those who are granted one.
      - The present place must be readable, see O(ranks.read_back).
    type: str
    choices: [promote, demote]
  context:
    description:
      - Where the ranks apply. Everywhere, if this is not set.
      - The module is about exactly this context. A membership in another context is no place on the track.
    type: dict
    suboptions:
      server:
        description:
          - The name of the server in LuckPerms' configuration.
        type: str
      world:
        description:
          - The name of the world.
        type: str
  only_if:
    description:
      - Act for a player only if what an earlier run of the module left is still there. This is how a run is undone.
      - It is looked at while the server's lock is held. One whose place on the track was changed since is refused with
        the error code V(changed_since), and keeps it. One for whom there is nothing left to do is unchanged.
      - Needs O(rank), and a state that can be read back.
    type: dict
    suboptions:
      after:
        description:
          - For each player, by name or UUID as in O(player), what the earlier run returned as RV(results[].after).
          - Only the ranks of the track in exactly O(context) are compared. One whose end has come since counts as gone.
        type: dict
        required: true
author:
  - The Gamedesk authors (@gamedesk)
"""

EXAMPLES = r"""
- name: Promote Draxe on the track of the team
  gamedesk.support.set_track:
    player: Draxe
    track: staff
    move: promote
    server:
      path: /srv/survival
    ranks: "{{ gamedesk_ranks }}"

- name: Whatever they are now, make two players helpers
  gamedesk.support.set_track:
    player:
      - Draxe
      - 92f98a09-7705-31ea-8430-ec9f64363c5a
    track: staff
    rank: helper
    server:
      path: /srv/survival
    ranks: "{{ gamedesk_ranks }}"
"""

RETURN = r"""
status:
  description:
    - V(succeeded) says that the state was changed, and read back.
    - V(unchanged) says that the wanted state is there, as it was before the action.
    - V(unverified) says that the command was sent, and its effect could not be read back.
    - V(failed) says that there was an error, and that this run has not led to the wanted state.
    - V(refused) says that the module did not want to act. Nothing was sent.
    - V(unknown) says that the command went out, and whether it took effect is not known.
    - With several players, the worst of their statuses. In check mode V(succeeded) says what would be.
  returned: always
  type: str
  sample: succeeded
verified:
  description: Whether the state after was read back for all players, and is what was wanted.
  returned: always
  type: bool
  sample: true
before:
  description:
    - All ranks of the player before the action. It is C(null) where they cannot be read.
    - In a later attempt at an action, what was there before the first attempt that sent something.
  returned: if there is one player
  type: dict
  contains:
    ranks:
      description: All active memberships.
      type: list
      elements: dict
      contains:
        rank:
          description: The rank.
          type: str
        expires:
          description: When the membership ends, or C(null).
          type: str
        context:
          description:
            - Where it applies. Empty for everywhere.
            - A key that begins with C(_ansible_), C(__ansible_) or a backslash has a backslash before it, since Ansible
              takes such keys for its own.
          type: dict
  sample:
    ranks:
      - rank: default
        expires:
        context: {}
after:
  description: The ranks of the player after the action, in the same form. In check mode, what they would be.
  returned: if there is one player
  type: dict
  sample:
    ranks:
      - rank: default
        expires:
        context: {}
      - rank: vip
        expires: "2030-06-30T22:00:00Z"
        context:
          server: survival
results:
  description:
    - What became of each player. Empty if the request as a whole was refused.
  returned: always
  type: list
  elements: dict
  contains:
    player:
      description: The player as given, a UUID in lower case and with dashes.
      type: str
      sample: Draxe
    uuid:
      description: The player's UUID, if it is known.
      type: str
      sample: d394da40-0ab1-3e8c-8302-4aaebe14d88d
    status:
      description: What became of this player, one of the values of RV(status).
      type: str
      sample: succeeded
    changed:
      description: Whether the place on the track is another than before.
      type: bool
      sample: true
    verified:
      description: Whether the state after was read back, and is what was wanted.
      type: bool
      sample: true
    before:
      description: As RV(before).
      type: dict
    after:
      description: As RV(after).
      type: dict
    commands:
      description: What was sent to the console, in this order.
      type: list
      elements: dict
      contains:
        command:
          description: The command.
          type: str
          sample: lp user d394da40-0ab1-3e8c-8302-4aaebe14d88d parent settrack donor vip
        reply:
          description:
            - What the server answered, without colour codes and control characters. C(null) if it did not.
            - A reply is a hint. LuckPerms answers late or with nothing.
          type: str
          sample: ""
    how_verified:
      description: What the state was read from. C(null) if it is not verified.
      type: str
      sample: LuckPerms storage (SQLite)
    error:
      description: As RV(error). C(null) if there is none.
      type: dict
error:
  description: What went wrong, for the worst of the results.
  returned: if RV(status) is V(failed), V(refused) or V(unknown)
  type: dict
  contains:
    code:
      description:
        - What kind of error it is.
        - About the request, V(invalid_value), V(configuration), V(cannot_verify), V(locked) or V(stale_attempt).
        - About a player, V(not_found), V(position), V(changed_since), V(storage), V(rejected) or V(unconfirmed).
        - About the console, V(console_refused), V(console_login), V(console_no_answer), V(console_lost_before),
          V(console_lost_after), V(deadline) or V(not_attempted).
      type: str
      sample: not_found
    message:
      description: What failed and what to do next, in one sentence or two.
      type: str
      sample: "LuckPerms has no group vpi. It has: builder, vip."
    candidates:
      description: What may have been meant.
      returned: if something is not found
      type: list
      elements: str
      sample: [builder, vip]
    track:
      description: The track that the player could not be moved on.
      returned: if RV(error.code) is V(position)
      type: str
      sample: donor
    ranks:
      description: The ranks that the player has on the track.
      returned: if RV(error.code) is V(position), and it is about the player
      type: list
      elements: str
      sample: [mvp]
"""

from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import CONSOLE_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._module.discreet import DiscreetModule
from ansible_collections.gamedesk.support.plugins.module_utils._module.set_track import run_module
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import RANKS_OPTIONS


def main() -> None:
    """Run the module."""
    argument_spec = {
        "player": {"type": "list", "elements": "str", "required": True, "aliases": ["players"]},
        "track": {"type": "str", "required": True},
        "rank": {"type": "str"},
        "move": {"type": "str", "choices": ["promote", "demote"]},
        "context": {"type": "dict", "options": {"server": {"type": "str"}, "world": {"type": "str"}}},
        "only_if": {"type": "dict", "options": {"after": {"type": "dict", "required": True}}},
        "ranks": {"type": "dict", "required": True, "options": RANKS_OPTIONS},
        "console": {"type": "dict", "options": CONSOLE_OPTIONS},
        "server": {"type": "dict", "options": {"path": {"type": "path"}}},
        "stop_on_error": {"type": "bool", "default": False},
        "verify": {"type": "str", "choices": ["required", "best_effort"], "default": "required"},
        "timeout": {"type": "float", "default": 60},
        "verify_timeout": {"type": "float", "default": 10},
        "action_id": {"type": "str"},
        "attempt": {"type": "int", "default": 1},
        "state_dir": {"type": "path"},
        "bedrock_prefix": {"type": "str"},
    }
    module = DiscreetModule(
        argument_spec=argument_spec,
        mutually_exclusive=[("rank", "move")],
        required_one_of=[("rank", "move")],
        supports_check_mode=True,
    )
    run_module(module)


if __name__ == "__main__":
    main()
