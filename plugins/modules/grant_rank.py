#!/usr/bin/python
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: grant_rank
short_description: Grant a rank to players of a Minecraft server, or revoke it
version_added: 0.1.0
description:
  - Grants or revokes a rank through the console of a game server, and reads back whether it took effect.
  - Supports the groups of LuckPerms, PermissionsEx and GroupManager, the ranks of Cuberite, the operator level of the
    vanilla server, and other software by commands that an operator writes down.
  - The module runs on the game host and speaks to the console there, so that the console's plain-text protocol never
    crosses a network.
  - A grant never shortens or downgrades. A player who has the rank without an end keeps it so if a temporary membership
    is asked for, and 'until' means 'at least until'.
  - All names are checked before anything is done. After that every player has a result of their own, and one who is not
    found does not stop the others. Nothing more is sent once the outcome for one of them is unknown, or the console is
    lost.
  - Many players are one call. The first one is seen through alone; while effects are seen, more and more are on their
    way at once, over at most O(console.connections) connections.
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
      - Reads the state, and sends nothing that changes it. It takes no lock and leaves no notes.
  diff_mode:
    support: full
    details:
      - Shows all ranks of a player before and after, not only the one that is granted.
  idempotent:
    support: partial
    details:
      - With O(verify=best_effort), where the state cannot be read back, every run sends the command and is changed.
      - With O(renew=refuse) and O(duration), the second run is refused.
options:
  player:
    description:
      - The players, by name or UUID.
      - LuckPerms only knows the names of players who joined, and the vanilla server of those who did so in the last
        month. One who never did can be given a LuckPerms rank by UUID.
      - On a server in offline mode capital letters count, since another spelling is another player.
      - Put a name in quotes if YAML would take it for something else, such as V("0123") or V("Yes").
    type: list
    elements: str
    required: true
    aliases: [players]
  rank:
    description:
      - The rank. For O(ranks.provider=luckperms) the name of a group, for O(ranks.provider=vanilla) it is V(operator).
    type: str
    required: true
  state:
    description:
      - V(present) grants the rank, V(absent) revokes it, be it temporary or not.
    type: str
    choices: [present, absent]
    default: present
  expires:
    description:
      - When the rank ends, in RFC 3339 with a zone (V(2030-01-31T18:00:00Z)) or in unix seconds.
      - Mutually exclusive with O(duration). Only for O(state=present).
    type: str
  duration:
    description:
      - How long the rank lasts from now on, in the units of LuckPerms V(y), V(mo), V(w), V(d), V(h), V(m) and V(s),
        such as V(30d), V(1mo) or V(1d12h). A number without a unit is refused, since LuckPerms takes it for a date in
        1970.
      - Mutually exclusive with O(expires). Only for O(state=present).
    type: str
  renew:
    description:
      - What to do with a temporary membership that is active already, if another one is asked for.
      - V(keep) leaves it as it is. This is the default with O(duration).
      - V(extend) makes it last until O(expires) if it ends sooner. This is the default with O(expires). It cannot be
        used with O(duration), which would add time at every run.
      - V(refuse) ends with an error, unless the membership already ends at O(expires), give or take the seconds that
        LuckPerms needs to store it.
    type: str
    choices: [keep, extend, refuse]
  context:
    description:
      - Where the rank applies, for LuckPerms. Everywhere, if this is not set.
      - The module is about exactly this context. A membership in another context neither counts nor changes.
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
      - It is looked at while the server's lock is held. One whose membership was changed since is refused with the
        error code V(changed_since), and keeps it. One for whom there is nothing left to do is unchanged.
      - O(state) is the opposite of that of the earlier run. Needs a state that can be read back, and excludes
        O(duration) and O(renew).
    type: dict
    suboptions:
      after:
        description:
          - For each player, by name or UUID as in O(player), what the earlier run returned as RV(results[].after).
          - Only memberships in O(rank) and exactly O(context) are compared. One whose end has come since counts as
            gone. Where a player has one rank only (Cuberite, GroupManager's own group), it is compared, whichever.
        type: dict
        required: true
  restore:
    description:
      - For each player, what the earlier run returned as RV(results[].before). In O(rank) and O(context) they get
        exactly the memberships back that there were, except those whose end has come. Where a player has one rank only,
        they get that one back, whichever it was.
      - Without it, O(state=absent) leads back to none, and O(state=present) to one, until O(expires) if that is set.
      - With O(state=absent) nobody gets more by it than O(only_if.after) says, with O(state=present) nobody less.
      - Needs O(only_if), and excludes O(expires).
    type: dict
author:
  - The Gamedesk authors (@gamedesk)
"""

EXAMPLES = r"""
- name: Make Draxe a VIP for good
  gamedesk.support.grant_rank:
    player: Draxe
    rank: vip
    console:
      port: 25575
      password: "{{ vault_rcon_password }}"
    ranks:
      provider: luckperms
      read_back:
        sql:
          path: /srv/survival/plugins/LuckPerms/luckperms-sqlite.db

- name: Make two players VIP until the end of the season, with the console settings of the server itself
  gamedesk.support.grant_rank:
    player:
      - Draxe
      - 92f98a09-7705-31ea-8430-ec9f64363c5a
    rank: vip
    expires: "2030-06-30T22:00:00Z"
    context:
      server: survival
    server:
      path: /srv/survival
    ranks: "{{ gamedesk_ranks }}"

- name: Read back from the database of the network, with a password that stays on the game host
  gamedesk.support.grant_rank:
    player: Draxe
    rank: vip
    server:
      path: /srv/lobby
    ranks:
      provider: luckperms
      read_back:
        sql:
          engine: mariadb
          host: db.example.org
          database: luckperms
          user: gamedesk
          password_file: /etc/gamedesk/luckperms.password
          ca: /etc/ssl/certs/ca-certificates.crt

- name: Try the builder rank for a week, unless it is on trial already
  gamedesk.support.grant_rank:
    player: Draxe
    rank: builder
    duration: 7d
    console: "{{ gamedesk_console }}"
    ranks: "{{ gamedesk_ranks }}"

- name: Extend the season, and note what became of it
  gamedesk.support.grant_rank:
    player: Draxe
    rank: vip
    expires: "2030-09-30T22:00:00Z"
    ranks: "{{ gamedesk_ranks }}"
  register: extended

- name: Undo that, unless somebody changed it since
  gamedesk.support.grant_rank:
    player: Draxe
    rank: vip
    state: absent
    only_if:
      after:
        Draxe: "{{ extended.after }}"
    restore:
      Draxe: "{{ extended.before }}"
    ranks: "{{ gamedesk_ranks }}"

- name: Grant a rank of a plugin that nobody has heard of
  gamedesk.support.grant_rank:
    player: Draxe
    rank: vip
    server:
      path: /srv/survival
    ranks:
      provider: commands
      commands:
        grant: perm add {name} {rank}
        revoke: perm remove {name} {rank}
        read: perm show {name}
        has: '^- {rank}(?: until (?P<expires>\d+))?$'
        has_not: '^Ranks of {name}:$'

- name: Take the operator level away
  gamedesk.support.grant_rank:
    player: Draxe
    rank: operator
    state: absent
    server:
      path: /srv/survival
    ranks:
      provider: vanilla
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
    - The ranks of the player before the action. It is C(null) where they cannot be read.
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
      description: Whether the membership is another than before.
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
          sample: lp user d394da40-0ab1-3e8c-8302-4aaebe14d88d parent add vip
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
        - About a player, V(not_found), V(active_membership), V(changed_since), V(storage), V(rejected) or
          V(unconfirmed).
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
    left:
      description:
        - When the memberships ended that the earlier run left. C(null) is one without an end.
        - Where a player has one rank only, its name.
      returned: if RV(error.code) is V(changed_since)
      type: list
      elements: str
    now:
      description:
        - When the memberships end that are there now. C(null) is one without an end.
        - Where a player has one rank only, its name.
      returned: if RV(error.code) is V(changed_since)
      type: list
      elements: str
    active_until:
      description: When the membership ends that was not to be touched.
      returned: if RV(error.code) is V(active_membership)
      type: str
      sample: "2030-06-30T22:00:00Z"
"""

from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import CONSOLE_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._module.discreet import DiscreetModule
from ansible_collections.gamedesk.support.plugins.module_utils._module.grant_rank import run_module
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import RANKS_OPTIONS


def main() -> None:
    """Run the module."""
    argument_spec = {
        "player": {"type": "list", "elements": "str", "required": True, "aliases": ["players"]},
        "rank": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "expires": {"type": "str"},
        "duration": {"type": "str"},
        "renew": {"type": "str", "choices": ["keep", "extend", "refuse"]},
        "context": {"type": "dict", "options": {"server": {"type": "str"}, "world": {"type": "str"}}},
        "only_if": {"type": "dict", "options": {"after": {"type": "dict", "required": True}}},
        "restore": {"type": "dict"},
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
        argument_spec=argument_spec, mutually_exclusive=[("expires", "duration")], supports_check_mode=True
    )
    run_module(module)


if __name__ == "__main__":
    main()
