# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""The option that says what owns the ranks of a server, and how they are read back."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  ranks:
    description:
      - What owns the ranks of this server.
    type: dict
    required: true
    suboptions:
      provider:
        description:
          - V(luckperms) is the LuckPerms plugin or mod.
          - V(cuberite) is the Cuberite server, where a player has one rank or none. It is asked over the console,
            unless O(ranks.read_back.sql.path) is set to its C(Ranks.sqlite). It takes names alone, and has neither
            temporary ranks nor contexts.
          - V(groupmanager) is the GroupManager plugin, in English, asked over the console. It has neither temporary
            ranks, since it does not tell when they end, nor contexts.
          - V(permissionsex) is the PermissionsEx plugin, version 1.23. It is asked over the console, unless
            O(ranks.read_back.sql) is set. It has contexts with a world, and no end after 2038-01-19.
          - V(vanilla) is the operator list of the server, with the one rank V(operator). It has neither temporary ranks
            nor contexts, and needs O(server.path).
          - V(commands) is whatever else, by the commands and patterns in O(ranks.commands).
        type: str
        choices: [commands, cuberite, groupmanager, luckperms, permissionsex, vanilla]
        required: true
      read_back:
        description:
          - How to read the ranks that the plugin has stored. Without it, nothing that LuckPerms does can be verified,
            and PermissionsEx and Cuberite are asked over the console.
          - The vanilla operator list is always read from O(server.path), GroupManager is always asked over the console,
            and O(ranks.provider=commands) has commands to read.
        type: dict
        suboptions:
          sql:
            description:
              - The SQL storage of LuckPerms, PermissionsEx or Cuberite. It is only read from, and a user who may do no
                more is enough.
            type: dict
            suboptions:
              engine:
                description:
                  - The kind of database, C(storage-method) in LuckPerms' configuration.
                  - V(mariadb) and V(mysql) need the Python library PyMySQL on the host, V(postgresql) needs psycopg or
                    psycopg2.
                type: str
                choices: [mariadb, mysql, postgresql, sqlite]
                default: sqlite
              path:
                description:
                  - The database file, usually C(plugins/LuckPerms/luckperms-sqlite.db) below the server's folder.
                  - Required for O(ranks.read_back.sql.engine=sqlite), and only for it.
                type: path
              host:
                description:
                  - The name or address of the database server, as the host of the module sees it.
                  - The default is V(127.0.0.1). To another host, set O(ranks.read_back.sql.ca) too.
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
                  - The prefix of the tables, C(table-prefix) in LuckPerms' configuration.
                  - The default is V(luckperms_), which is LuckPerms' own.
                type: str
          rest:
            description:
              - LuckPerms' REST API, the extension C(rest-api) of LuckPerms. Mutually exclusive with
                O(ranks.read_back.sql). It is only asked, and a redirect is not followed.
              - What it answers may be older than the storage, where it keeps users in memory. Set
                C(luckperms.rest.cache.users) to C(false) there, or give all of the network one messaging service.
              - One request a player. With many players SQL is faster.
            type: dict
            suboptions:
              url:
                description:
                  - Where it is, such as V(http://127.0.0.1:8080), as the host of the module sees it.
                type: str
                required: true
              api_key:
                description:
                  - The key, one of C(luckperms.rest.auth.keys), if C(luckperms.rest.auth) is on.
                type: str
              ca:
                description:
                  - A file on the host of the module with the certificates (PEM) of who may vouch for the server, for
                    https. The default is what the system trusts.
                type: path
              timeout:
                description:
                  - Seconds to wait for the connection, and for each answer.
                type: float
                default: 5.0
              allow_remote:
                description:
                  - Unless this is V(true), http is only spoken to addresses of the host itself, since it shows the key
                    to the network.
                type: bool
                default: false
      commands:
        description:
          - The commands and patterns for O(ranks.provider=commands).
          - A command is one line, sent as it stands, without a leading slash. C({name}) and C({uuid}) stand for a
            player who is given in this form, C({player}) for whichever was given, C({rank}) for the rank, which is one
            word. Other braces are themselves.
          - A pattern is a regular expression of Python, in which the same placeholders stand for exactly these words.
            It is looked for anywhere in a reply without colour codes, and C(^) and C($) are the ends of a line.
        type: dict
        suboptions:
          grant:
            description:
              - The command that grants a rank without an end.
            type: str
          grant_temporary:
            description:
              - The command that grants a rank for a time, with C({seconds}) for how long from now on, or C({until}) for
                the end in unix seconds. Without it there are no temporary ranks.
              - With C({seconds}), a rank that is to be prolonged is revoked first, since some software adds the time
                to what is left.
            type: str
          revoke:
            description:
              - The command that takes a rank away, be it temporary or not.
            type: str
          read:
            description:
              - A command that changes nothing and shows the ranks of a player. Without it, nothing can be verified.
              - Needs O(ranks.commands.has) and O(ranks.commands.has_not).
            type: str
          has:
            description:
              - The pattern in the answer to O(ranks.commands.read) of a player who has the rank. It is looked for
                before O(ranks.commands.has_not).
              - A group C((?P<expires>…)) takes the end of a temporary rank, in RFC 3339 with a zone or in unix seconds,
                C((?P<expires_ms>…)) in unix milliseconds. One that matched nothing says that there is no end.
            type: str
          has_not:
            description:
              - The pattern in the complete answer about a player who has not the rank, such as the heading of a list.
                It should hold the name of the player.
              - An answer that fits neither of the two is an error, and nothing is sent.
            type: str
          no_player:
            description:
              - The pattern in the answer to O(ranks.commands.read) about somebody whom the server does not know.
            type: str
          read_ranks:
            description:
              - A command that changes nothing and shows what ranks there are. Needs O(ranks.commands.is_rank).
            type: str
          is_rank:
            description:
              - The pattern in the answer to O(ranks.commands.read_ranks) where there is the rank.
            type: str
          rejected:
            description:
              - Patterns of replies by which the server says no to a command that grants or revokes. They see the reply
                in one line.
            type: list
            elements: str
            default: []
          one_rank:
            description:
              - Whether a player has one rank at a time, so that a rank that is granted takes the place of another one.
            type: bool
            default: false
      groupmanager:
        description:
          - What a rank is, for O(ranks.provider=groupmanager).
        type: dict
        suboptions:
          rank_is:
            description:
              - V(subgroup) is one of the groups that a player has beside their own.
              - V(group) is the player's own group, of which there is one. A rank that is granted takes its place.
            type: str
            choices: [subgroup, group]
            default: subgroup
          default_group:
            description:
              - The group that a player gets whose own group is revoked.
            type: str
"""
