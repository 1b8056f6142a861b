# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ssh and Ansible say, told in one sentence. The messages are those of OpenSSH 9 and ansible-core 2.19."""

from __future__ import annotations

import pytest

from gamedesk.runner import explain

PREFIX = 'Task failed: Data could not be sent to remote host "mc1". Make sure this host can be reached over ssh: '
BEFORE_LOGIN = [
    ("ssh: connect to host 127.0.0.1 port 1: Connection refused", "unreachable", "Connection refused"),
    ("ssh: connect to host mc1 port 22: No route to host\r\n", "unreachable", "No route to host"),
    (
        "ssh: Could not resolve hostname mc1: Name or service not known",
        "unreachable",
        "Could not resolve hostname mc1: Name or service not known",
    ),
    ("kex_exchange_identification: read: Connection reset by peer", "unreachable", "read: Connection reset by peer"),
    ("Connection timed out during banner exchange", "unreachable", "timed out"),
    (
        "No ED25519 host key is known for [127.0.0.1]:2222.\r\nHost key verification failed.",
        "host_key",
        "ssh-keyscan -p 2222 mc1 >> ~/.ssh/known_hosts",
    ),
    (
        "@@@\r\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\r\nHost key verification failed.",
        "host_key",
        "find out why",
    ),
    ("minecraft@127.0.0.1: Permission denied (publickey,password).", "login", "ansible_user"),
    (
        "Failed to authenticate: Failed to add configured private key into ssh-agent: Need bcrypt module",
        "login",
        "bcrypt",
    ),
    ("Invalid/incorrect password: Permission denied, please try again.", "login", "ansible_password"),
]
MID_RUN = [
    "Shared connection to 127.0.0.1 closed.",
    "Connection to 127.0.0.1 closed by remote host.",
    "client_loop: send disconnect: Broken pipe",
    "Timeout, server 127.0.0.1 not responding.",
    "",
]


@pytest.mark.parametrize(("said", "code", "part"), BEFORE_LOGIN)
def test_what_failed_before_the_login_is_named_in_one_sentence(said, code, part):
    found = explain.unreachable(PREFIX + said, server="survival", host="mc1", port=2222)
    assert found is not None
    assert found[0] == code
    assert part in found[1]
    assert "survival" in found[1]
    assert "\n" not in found[1]


@pytest.mark.parametrize("said", MID_RUN)
def test_a_connection_lost_later_is_not_explained_away(said):
    assert explain.unreachable(PREFIX + said, server="survival", host="mc1", port=22) is None


def test_a_changed_host_key_is_never_answered_with_keyscan():
    said = "WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed."
    _code, sentence = explain.unreachable(said, server="s", host="h", port=22)
    assert "keyscan" not in sentence
