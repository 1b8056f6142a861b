# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why Ansible failed, in words that hold no value. The messages are those of ansible-core 2.19."""

from __future__ import annotations

import pytest

from gamedesk.runner.reasons import reason

SECRET = "zQ7plantedSecret9x"
FINALIZING = (
    "Task failed: Finalization of task args for 'gamedesk.support.grant_rank' failed: "
    "Error while resolving value for 'console': "
)


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("[ERROR]: couldn't resolve module/action 'gamedesk.support.grant_rank'.", ["gamedesk.support.grant_rank"]),
        ("[ERROR]: Attempting to decrypt but no vault secrets found.", ["vault_password_file"]),
        ("ERROR! Decryption failed (no vault secrets were found that could decrypt) on x", ["does not open"]),
        (
            f"[ERROR]: Vault password script /d/vault.sh returned non-zero (3): b'{SECRET}'",
            ["/d/vault.sh", "code 3"],
        ),
        ("[ERROR]: Invalid vault password was provided from script (/d/vault.sh)", ["is empty"]),
        (f"[ERROR]: YAML parsing failed: Could not determine a constructor for the tag '!{SECRET}'.", ["YAML"]),
        (
            f"[WARNING]: got: {SECRET}\r\n[ERROR]: Completely failed to parse inventory source /d/inventory/dyn.sh\r\n",
            ["/d/inventory/dyn.sh"],
        ),
        (
            f"[ERROR]: Config 'DEFAULT_TIMEOUT' from '/d/a.cfg' has an invalid value: '{SECRET}'",
            ["DEFAULT_TIMEOUT", "/d/a.cfg"],
        ),
        (FINALIZING + "'vault_rcon_password' is undefined", ["'vault_rcon_password' is undefined", "gamedesk_console"]),
        (FINALIZING + f"'{SECRET}' is undefined", ["cannot be worked out", "gamedesk_console"]),
        (FINALIZING + f"object of type 'dict' has no attribute '{SECRET}'", ["gamedesk_console"]),
        (f"Task failed: Module failed: [Errno 28] {SECRET}", ["No space left on device"]),
        ("Shared connection to mc1 closed.", ["Shared connection to mc1 closed"]),
        (f"whatever comes next: {SECRET}", ["left out"]),
        ("", ["left out"]),
    ],
)
def test_the_reason_is_told_and_the_value_is_not(said, parts):
    told = reason(said, said)
    for part in parts:
        assert part in told
    assert SECRET not in told
    assert "\n" not in told


def test_the_file_and_the_line_are_told_but_not_those_of_our_own_playbook():
    printed = (
        "[ERROR]: Task failed: …\r\nOrigin: /x/ansible_collections/gamedesk/support/playbooks/grant_rank.yml:32:18\r\n"
        f"<<< caused by >>>\r\nOrigin: /d/inventory/hosts.yml:7:20\r\n\r\n7  password: {SECRET}\r\n"
        "Origin: /x/ansible_collections/gamedesk/support/playbooks/grant_rank.yml:17:7\r\n"
    )
    told = reason(FINALIZING + "x", printed)
    assert "/d/inventory/hosts.yml line 7" in told
    assert SECRET not in told
