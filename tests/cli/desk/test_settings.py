# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What desk.yml may say."""

from __future__ import annotations

import pytest

from gamedesk.desk import settings
from gamedesk.errors import UsageError


def load(tmp_path, text):
    (tmp_path / "desk.yml").write_text(text)
    return settings.load(tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "default_server:\n"])
def test_every_setting_has_a_default(tmp_path, text):
    assert load(tmp_path, text) == settings.Settings(inventory=tmp_path / "inventory")


def test_paths_are_meant_from_the_desk(tmp_path):
    found = load(tmp_path, "inventory: hosts.yml\nansible_config: /etc/ansible/ansible.cfg\ntimeout: 5\n")
    assert found.inventory == tmp_path / "hosts.yml"
    assert str(found.ansible_config) == "/etc/ansible/ansible.cfg"
    assert found.timeout == 5


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("defualt_server: x", "did you mean 'default_server'"),
        ("timeout: soon", "whole number of seconds"),
        ("timeout: 0", "whole number of seconds"),
        ("timeout: true", "whole number of seconds"),
        ("default_server: [a]", "must be text"),
        ("- a\n- b", "one a line"),
        ("a: [", "not a YAML file"),
        ("a: !!python/object/apply:os.system ['id']", "not a YAML file"),
        ("vault_password_file: nowhere", "cannot be read"),
    ],
)
def test_mistakes_are_named_with_the_file(tmp_path, text, part):
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    assert part in caught.value.message
    assert "\n" not in caught.value.message


def test_a_vault_password_that_others_can_read_is_refused(tmp_path):
    secret = tmp_path / "vault"
    secret.write_text("x")
    secret.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        load(tmp_path, "vault_password_file: vault")
    secret.chmod(0o600)
    assert load(tmp_path, "vault_password_file: vault").vault_password_file == secret
    secret.chmod(0o755)
    assert load(tmp_path, "vault_password_file: vault").vault_password_file == secret
