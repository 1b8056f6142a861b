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
          - V(vanilla) is the operator list of the server, with the one rank V(operator). It has neither temporary ranks
            nor contexts, and needs O(server.path).
        type: str
        choices: [luckperms, vanilla]
        required: true
      read_back:
        description:
          - How to read the ranks that LuckPerms has stored. Without it, nothing can be verified.
          - The vanilla operator list is always read from O(server.path).
        type: dict
        suboptions:
          sql:
            description:
              - LuckPerms' SQL storage. It is only read from, and a user who may do no more is enough.
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
"""
