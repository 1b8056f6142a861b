#!/usr/bin/python
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ban_player
short_description: Ban players or IP addresses from a Minecraft server, or unban them
version_added: 0.1.0
description:
  - Bans or unbans through the console of a game server, and reads back whether that took effect.
  - Supports the ban lists of the server itself (the vanilla ones, which Paper, Forge and Fabric have as well), and the
    bans of the plugins EssentialsX, LiteBans, AdvancedBan and LibertyBans.
  - The module runs on the game host and speaks to the console there, so that the console's plain-text protocol never
    crosses a network.
  - All names are checked before anything is done. After that every target has a result of its own, and one who is not
    found does not stop the others. Nothing more is sent once the outcome for one of them is unknown, or the console is
    lost.
  - A ban without an end that is asked for replaces one with an end. One with an end is never put in the place of one
    without, unless O(renew=replace) says so.
extends_documentation_fragment:
  - gamedesk.support._action
  - gamedesk.support._attributes
  - gamedesk.support._attributes.actiongroup_all
  - gamedesk.support._console
attributes:
  check_mode:
    support: full
    details:
      - Reads the state, and changes nothing. It leaves no notes, and does not wait for others. Where the state is what
        the console answers, that is asked; O(bans.when_stopped=files) asks for C(list), and holds the lock of the
        world of a stopped server for that moment.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - With O(verify=best_effort), where the state cannot be read back, every run sends the command and is changed.
      - With O(renew=refuse) or O(renew=replace) and O(duration), the second run is refused, or changes the end.
      - With O(renew=refuse) or O(renew=replace), and where a reason is given and the answer to C(banlist) does not
        show the one that is there, the second run is refused, or bans anew.
options:
  player:
    description:
      - The players, by name or UUID. Mutually exclusive with O(address); one of the two is required.
      - A plugin is asked for whom it knows by a name; with O(bans.provider=vanilla) it is as follows.
      - The server's own commands take names, and it knows those of players who joined in the last month. In online mode
        it asks Mojang for a name that it does not know. In offline mode it makes a UUID of it, and unless it is of the
        Bukkit family (Paper, Spigot) it takes the letters in lower case for that, which is another player. The module
        looks at the server's files, and bans only where the command leads to this very player.
      - Put a name in quotes if YAML would take it for something else, such as V("0123") or V("Yes").
    type: list
    elements: str
    aliases: [players]
  address:
    description:
      - The IP addresses. The server's own lists hold no IPv6 addresses.
      - An address is personal. Results show a pseudonym in its place, C(ip-) and 16 digits, in the order of this list.
        Only the notes about an action with an O(action_id), which lie in the private O(state_dir) of the host, have the
        address itself.
    type: list
    elements: str
    aliases: [addresses]
  address_key:
    description:
      - The key of which the pseudonyms are made (HMAC-SHA-256). With the same key, an address has the same pseudonym.
      - Without one, every call makes its own.
    type: str
  state:
    description:
      - V(present) bans, V(absent) ends the ban.
    type: str
    choices: [present, absent]
    default: present
  reason:
    description:
      - The reason, as the player gets to see it. Only for O(state=present).
      - It is compared with the reason of an active ban only for O(renew=replace) and O(renew=refuse). If it is not
        given it is not compared; a new ban then has the server's default, and a changed one keeps its own.
      - Control characters, line breaks, colour codes and marks of the writing direction are refused, and for
        O(bans.provider=vanilla) more than 256 characters and what the server would take for a selector, such as C(@a).
        What a plugin would take for a duration, an option or a template is refused as well; its page in the
        documentation says what that is.
      - For O(bans.provider=essentialsx) what it would rewrite is refused, too. That is C(|), C(\n), two spaces, colour
        codes such as C(&c), and a single character, for which it would put its default.
    type: str
  expires:
    description:
      - When the ban ends, in RFC 3339 with a zone (V(2030-01-31T18:00:00Z)) or in unix seconds.
      - The server's own ban command has no end. That can only be written while the server is stopped, with
        O(bans.when_stopped=files). The plugins have one; with O(bans.provider=libertybans) and
        O(bans.provider=essentialsx) it may come up to a minute later.
      - Mutually exclusive with O(duration). Only for O(state=present).
    type: str
  duration:
    description:
      - How long the ban lasts from now on, with the units V(y), V(mo), V(w), V(d), V(h), V(m) and V(s), such as V(30d),
        V(1mo) or V(1d12h). A number without a unit is refused.
      - Mutually exclusive with O(expires). Only for O(state=present).
    type: str
  renew:
    description:
      - What to do with a ban that is active already. Only for O(state=present).
      - V(keep) leaves it as it is, reason included; only one with an end becomes one without, if that is asked for.
        This is the default with O(duration), and where no end is given.
      - V(extend) makes it last until O(expires) if it ends sooner, for O(reason) if that is given. It never shortens.
        This is the default with O(expires). It cannot be used with O(duration), which would add time at every run.
      - V(replace) makes it end exactly at O(expires), or not at all, for exactly this O(reason), be it shorter or not.
        That takes two steps, with a moment without a ban in between.
      - V(refuse) ends with an error, unless the ban is already exactly what is asked for.
    type: str
    choices: [keep, extend, replace, refuse]
  silent:
    description:
      - Whether the others on the server are not told. An error where the provider has no silent bans, as
        O(bans.provider=vanilla) and O(bans.provider=essentialsx), or for O(state=absent) no silent unbans, as
        O(bans.provider=litebans) and O(bans.provider=advancedban).
    type: bool
    default: false
  only_if:
    description:
      - Act for a target only if what an earlier run of the module left is still there. This is how a run is undone.
      - It is looked at while the server's lock is held. One whose ban was changed since is refused with the error code
        V(changed_since), and keeps it. One for whom there is nothing left to do is unchanged.
      - Needs a state that can be read back, and excludes O(duration) and O(renew).
    type: dict
    suboptions:
      after:
        description:
          - For each target, what the earlier run returned as RV(results[].after), by name or UUID as in O(player), or
            by the pseudonym that the result has, for which O(address_key) has to be the same.
          - It is the same ban if the reason, the source and the end are, and the date when it was made, where that is
            known. One whose end has come since counts as none.
        type: dict
        required: true
  restore:
    description:
      - For each target, what the earlier run returned as RV(results[].before). The ban comes back for this reason and
        until this end, if that is still to come; it is made anew, so that its source and its date are new.
      - Without it, O(state=absent) leads back to no ban, and O(state=present) to one for O(reason), until O(expires) if
        that is set.
      - With O(state=absent) nobody is banned for longer by it than O(only_if.after) says, with O(state=present) nobody
        for less.
      - A ban that the provider cannot make, such as one with an end on the server's own list while it runs, is an
        error for that target.
      - Needs O(only_if), and excludes O(expires) and O(reason).
    type: dict
  bans:
    description:
      - What owns the bans of this server.
    type: dict
    required: true
    suboptions:
      provider:
        description:
          - V(advancedban) is the plugin AdvancedBan. It has bans with an end, of players and IPv4 addresses, and silent
            ones. Its commands take names only.
          - V(libertybans) is the plugin LibertyBans. It has bans with an end, in whole minutes, of players and IPv4
            addresses, and silent ones.
          - V(litebans) is the plugin LiteBans. It has bans with an end, of players and IP addresses, and silent ones.
          - V(vanilla) is the server itself, with C(banned-players.json) and C(banned-ips.json).
          - V(essentialsx) is the plugin EssentialsX, which writes the same lists, and has bans with an end, for at most
            ten years. Needs O(server.path).
          - EssentialsX takes a name that it does not know for a part of the name of somebody who is online. So only
            players are banned and unbanned of whom it has data, in C(plugins/Essentials/userdata).
          - It has no absolute date; the ban ends up to a minute later than asked for, and never sooner.
          - V(cuberite) is the Cuberite server, read from C(banlist.sqlite) in O(server.path). It takes names alone, and
            has no bans with an end.
          - V(commands) is whatever else, by the commands and patterns in O(bans.commands). It bans players alone.
        type: str
        choices: [advancedban, commands, cuberite, essentialsx, libertybans, litebans, vanilla]
        required: true
      read_back:
        description:
          - How to read the bans back.
          - With O(bans.provider=vanilla) they are read from the files in O(server.path), if that is set. With
            O(bans.provider=essentialsx) they always are.
          - With O(bans.provider=litebans), O(bans.provider=advancedban) and O(bans.provider=libertybans) they are read
            from the plugin's tables, O(bans.read_back.sql).
        type: dict
        suboptions:
          banlist:
            description:
              - Whether to ask the console for C(banlist), where O(server.path) is not set. That is so by default.
              - The answer does not show when a ban ends, and up to Minecraft 1.12 no reason. Since 1.13 a plain server
                sends its entries one behind the other without anything between; what cannot be told apart for certain
                is an error.
            type: bool
          sql:
            description:
              - The database of the ban plugin. It is only read from, and a user who may do no more is enough.
            type: dict
            suboptions:
              engine:
                description:
                  - The kind of database. With O(bans.provider=advancedban) it is V(mariadb) or V(mysql), with
                    O(bans.provider=libertybans) one of these or V(postgresql).
                  - V(mariadb) and V(mysql) need the Python library PyMySQL on the host, V(postgresql) needs psycopg or
                    psycopg2.
                type: str
                choices: [mariadb, mysql, postgresql, sqlite]
                default: sqlite
              path:
                description:
                  - The database file.
                  - Required for O(bans.read_back.sql.engine=sqlite), and only for it.
                type: path
              host:
                description:
                  - The name or address of the database server, as the host of the module sees it.
                  - The default is V(127.0.0.1). To another host, set O(bans.read_back.sql.ca) too.
                type: str
              port:
                description:
                  - The port of the database server. The default is V(3306), and for PostgreSQL V(5432).
                type: int
              unix_socket:
                description:
                  - The socket file of the database server, instead of a host. For PostgreSQL also the folder that it is
                    in.
                type: path
              database:
                description:
                  - The name of the database. Required for every engine but V(sqlite).
                type: str
              user:
                description:
                  - The user of the database who reads. Required for every engine but V(sqlite).
                type: str
              password:
                description:
                  - The password of that user, if the server asks for one.
                type: str
              password_file:
                description:
                  - A file on the host of the module that holds the password and nothing else, so that it stays there.
                    Nobody else may be able to read it (mode V(0600)).
                type: path
              ca:
                description:
                  - A file on the host of the module with the certificates (PEM) of who may vouch for the database
                    server. With it, the connection is encrypted, and the server's certificate and name are checked.
                  - Without it, a server on another machine could be anybody.
                type: path
              timeout:
                description:
                  - Seconds to wait for the connection, and for each answer of the database server.
                type: float
                default: 5.0
              table_prefix:
                description:
                  - The prefix of the tables, as the configuration of the plugin has it.
                  - The default is the plugin's own, such as V(litebans_).
                type: str
          scope:
            description:
              - The scope of this server, where the ban plugin has bans for some servers of a network alone. A ban
                counts if it is for all servers, or for this scope.
            type: str
      when_stopped:
        description:
          - What to do if the server does not run.
          - V(fail) ends with the error of the console.
          - V(files) writes the server's ban lists, at once for all targets, while holding the lock of its world, so
            that it does not start meanwhile (a start in that moment fails). Needs O(server.path) and Minecraft 1.16 or
            newer. A server that runs is reached over its console.
        type: str
        choices: [fail, files]
        default: fail
      namespace:
        description:
          - Whether to put C(minecraft:) before the server's own commands, which plugins such as EssentialsX replace by
            theirs, and which only servers of the Bukkit family know.
          - V(auto) does it where C(bukkit.yml) or C(spigot.yml) lies in O(server.path). With
            O(bans.provider=essentialsx) it puts C(essentials:) before the commands, and the others are errors.
        type: str
        choices: [auto, minecraft, none]
        default: auto
      commands:
        description:
          - The commands and patterns for O(bans.provider=commands).
          - A command is one line, sent as it stands, without a leading slash. C({name}) and C({uuid}) stand for a
            player who is given in this form, C({player}) for whichever was given. C({reason}) stands for the reason, at
            the end of a command; without a reason the command ends before it. Other braces are themselves.
          - A pattern is a regular expression of Python, in which the placeholders of a player stand for exactly these
            words. It is looked for anywhere in a reply without colour codes, and C(^) and C($) are the ends of a line.
        type: dict
        suboptions:
          ban:
            description:
              - The command that bans without an end.
            type: str
          ban_temporary:
            description:
              - The command that bans for a time, with C({seconds}) for how long from now on, or C({until}) for the end
                in unix seconds. Without it there are no bans with an end.
            type: str
          unban:
            description:
              - The command that ends a ban. A ban that is to be changed is ended first.
            type: str
          read:
            description:
              - A command that changes nothing and shows whether a player is banned. Without it, nothing can be
                verified.
              - Needs O(bans.commands.banned) and O(bans.commands.not_banned).
            type: str
          banned:
            description:
              - The pattern in the answer to O(bans.commands.read) about a player who is banned. It is looked for before
                O(bans.commands.not_banned).
              - The group C((?P<reason>…)) takes the reason, C((?P<expires>…)) the end in RFC 3339 with a zone or in
                unix seconds, C((?P<expires_ms>…)) in unix milliseconds. A group of an end that matched nothing says
                that there is none.
            type: str
          not_banned:
            description:
              - The pattern in the complete answer about a player who is not banned. It should hold the name of the
                player.
              - An answer that fits neither of the two is an error, and nothing is sent.
            type: str
          no_player:
            description:
              - The pattern in the answer to O(bans.commands.read) about somebody whom the server does not know.
            type: str
          rejected:
            description:
              - Patterns of replies by which the server says no to a command that bans or unbans. They see the reply in
                one line.
            type: list
            elements: str
            default: []
author:
  - The Gamedesk authors (@gamedesk)
"""

EXAMPLES = r"""
- name: Ban a griefer
  gamedesk.support.ban_player:
    player: Draxe
    reason: Griefed the town hall
    server:
      path: /srv/survival
    bans:
      provider: vanilla

- name: Unban two players
  gamedesk.support.ban_player:
    player:
      - Draxe
      - 92f98a09-7705-31ea-8430-ec9f64363c5a
    state: absent
    server:
      path: /srv/survival
    bans: "{{ gamedesk_bans }}"

- name: Ban with a plugin that nobody has heard of
  gamedesk.support.ban_player:
    player: Draxe
    reason: Griefed the town hall
    server:
      path: /srv/survival
    bans:
      provider: commands
      commands:
        ban: jail add {name} {reason}
        unban: jail free {name}
        read: jail show {name}
        banned: '^{name} is jailed(?: for: (?P<reason>.*))?$'
        not_banned: '^{name} is free$'

- name: Ban for a month, in silence, with LiteBans
  gamedesk.support.ban_player:
    player: Draxe
    duration: 1mo
    silent: true
    server:
      path: /srv/lobby
    bans:
      provider: litebans
      read_back:
        sql:
          engine: mariadb
          database: litebans
          user: gamedesk
          password_file: /etc/gamedesk/litebans.password

- name: Ban an address
  gamedesk.support.ban_player:
    address: "{{ vault_address_of_the_bot }}"
    reason: Bots
    server:
      path: /srv/survival
    bans: "{{ gamedesk_bans }}"

- name: Ban a cheater, and note what became of it
  gamedesk.support.ban_player:
    player: Draxe
    reason: Cheating
    renew: replace
    server:
      path: /srv/survival
    bans: "{{ gamedesk_bans }}"
  register: banned

- name: Undo that, unless somebody changed it since
  gamedesk.support.ban_player:
    player: Draxe
    state: absent
    only_if:
      after:
        Draxe: "{{ banned.after }}"
    restore:
      Draxe: "{{ banned.before }}"
    server:
      path: /srv/survival
    bans: "{{ gamedesk_bans }}"

- name: Ban until the end of the season, while the server is stopped
  gamedesk.support.ban_player:
    player: Draxe
    expires: "2030-06-30T22:00:00Z"
    server:
      path: /srv/survival
    bans:
      provider: vanilla
      when_stopped: files
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
    - With several targets, the worst of their statuses. In check mode V(succeeded) says what would be.
  returned: always
  type: str
  sample: succeeded
verified:
  description: Whether the state after was read back for all targets, and is what was wanted.
  returned: always
  type: bool
  sample: true
before:
  description:
    - The ban before the action. It is C(null) where it cannot be read.
    - In a later attempt at an action, what was there before the first attempt that sent something.
  returned: if there is one target
  type: dict
  contains:
    ban:
      description: The active ban that ends last. C(null) if there is none.
      type: dict
      contains:
        reason:
          description: The reason. C(null) if it is not known.
          type: str
        source:
          description: Who has banned, as the provider says it. C(null) if it is not known.
          type: str
        created:
          description: Since when. C(null) if it is not known.
          type: str
        expires:
          description: When it ends. C(null) if it does not, and V(unknown) if that is not known.
          type: str
  sample:
    ban:
after:
  description: The ban after the action, in the same form. In check mode, what it would be.
  returned: if there is one target
  type: dict
  sample:
    ban:
      reason: Griefed the town hall
      source: Rcon
      created: "2030-06-01T18:00:00Z"
      expires:
results:
  description:
    - What became of each target. Empty if the request as a whole was refused.
  returned: always
  type: list
  elements: dict
  contains:
    player:
      description: The player as given, a UUID in lower case and with dashes. For an address its pseudonym.
      type: str
      sample: Draxe
    uuid:
      description: The player's UUID, if it is known.
      type: str
      sample: d394da40-0ab1-3e8c-8302-4aaebe14d88d
    status:
      description: What became of this target, one of the values of RV(status).
      type: str
      sample: succeeded
    changed:
      description: Whether there is another ban than before, or none any more.
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
      description: What was sent to the console, in this order. Empty if files were written.
      type: list
      elements: dict
      contains:
        command:
          description: The command, with pseudonyms for addresses.
          type: str
          sample: ban Draxe Griefed the town hall
        reply:
          description:
            - What the server answered, without colour codes and control characters. C(null) if it did not.
            - A reply is a hint.
          type: str
          sample: "Banned Draxe: Griefed the town hall"
    how_verified:
      description: What the state was read from. C(null) if it is not verified.
      type: str
      sample: ban list (JSON)
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
        - About a target, V(not_found), V(active_ban), V(changed_since), V(storage), V(rejected) or V(unconfirmed).
        - About the console, V(console_refused), V(console_login), V(console_no_answer), V(console_lost_before),
          V(console_lost_after), V(deadline) or V(not_attempted).
      type: str
      sample: not_found
    message:
      description: What failed and what to do next, in one sentence or two.
      type: str
      sample: "The server's usercache.json has no valid entry for draxe. Is it 'Draxe'? Capital letters count."
    candidates:
      description: What may have been meant.
      returned: if something is not found
      type: list
      elements: str
      sample: [Draxe]
    left:
      description: The ban that the earlier run left, in the form of RV(before.ban). C(null) for none.
      returned: if RV(error.code) is V(changed_since)
      type: dict
    now:
      description: The ban that is there now, in the same form.
      returned: if RV(error.code) is V(changed_since)
      type: dict
    active_until:
      description: When the ban ends that was not to be touched, or C(null).
      returned: if RV(error.code) is V(active_ban)
      type: str
      sample: "2030-06-30T22:00:00Z"
"""

from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import BANS_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import CONSOLE_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._module.ban_player import run_module
from ansible_collections.gamedesk.support.plugins.module_utils._module.discreet import DiscreetModule


def main() -> None:
    """Run the module."""
    argument_spec = {
        "player": {"type": "list", "elements": "str", "aliases": ["players"]},
        "address": {"type": "list", "elements": "str", "aliases": ["addresses"], "no_log": True},
        "address_key": {"type": "str", "no_log": True},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "reason": {"type": "str"},
        "expires": {"type": "str"},
        "duration": {"type": "str"},
        "renew": {"type": "str", "choices": ["keep", "extend", "replace", "refuse"]},
        "silent": {"type": "bool", "default": False},
        "only_if": {"type": "dict", "options": {"after": {"type": "dict", "required": True}}},
        "restore": {"type": "dict"},
        "bans": {"type": "dict", "required": True, "options": BANS_OPTIONS},
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
        mutually_exclusive=[("expires", "duration"), ("player", "address")],
        supports_check_mode=True,
    )
    run_module(module)


if __name__ == "__main__":
    main()
