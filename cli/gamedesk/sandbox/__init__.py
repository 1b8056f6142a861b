# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An embedded game server for demonstrations, training and tests.

It imitates a Paper 1.21 server in offline mode with LuckPerms on SQLite: the same files, the same console over
RCON, the same log. Whatever talks to it needs no knowledge of it. It listens on loopback only.
"""
