# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example for the inventory in every provider's page is one that the module takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import BANS_OPTIONS
from ansible_collections.gamedesk.support.plugins.module_utils._bans.choosing import choose as choose_bans
from ansible_collections.gamedesk.support.plugins.module_utils._bans.protocol import Surroundings
from ansible_collections.gamedesk.support.plugins.module_utils._bans.wanted import Wanted
from ansible_collections.gamedesk.support.plugins.module_utils._ranks.choosing import RANKS_OPTIONS, choose

PAGES = Path(__file__).parents[2] / "docs" / "providers"
EXAMPLES = {
    (page.stem, number): example
    for page in sorted(PAGES.glob("*.md"))
    for number, example in enumerate(re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
}
RANKS = {place: example for place, example in EXAMPLES.items() if "gamedesk_ranks" in example}
BANS = {place: example for place, example in EXAMPLES.items() if "gamedesk_bans" in example}


def read(example, folder):
    """Read an example, with a secret wherever it has one."""
    secret = folder / "password"
    secret.write_text("secret")
    secret.chmod(0o600)
    plain = re.sub(r"\{\{ vault_\w+ \}\}", "secret", re.sub(r"/etc/\S+\.password", str(secret), example))
    return yaml.safe_load(plain)


@pytest.mark.parametrize("example", RANKS.values(), ids=[f"{page}-{number}" for page, number in RANKS])
def test_the_module_takes_the_example(example, tmp_path):
    ranks = read(example, tmp_path)["gamedesk_ranks"]
    spec = {"ranks": {"type": "dict", "options": RANKS_OPTIONS}}
    checked = ArgumentSpecValidator(spec).validate({"ranks": ranks})
    assert not checked.error_messages
    provider = choose(checked.validated_parameters["ranks"], "/srv/survival", None, str)
    assert provider.read_back
    rank = "operator" if ranks["provider"] == "vanilla" else "vip"
    assert provider.target(rank, (), temporary=False).rank == rank


@pytest.mark.parametrize("example", BANS.values(), ids=[f"{page}-{number}" for page, number in BANS])
def test_the_module_takes_the_example_of_bans(example, tmp_path):
    bans = read(example, tmp_path)["gamedesk_bans"]
    spec = {"bans": {"type": "dict", "options": BANS_OPTIONS}}
    checked = ArgumentSpecValidator(spec).validate({"bans": bans})
    assert not checked.error_messages
    provider = choose_bans(checked.validated_parameters["bans"], Surroundings("/srv/survival", None, str))
    assert provider.read_back
    assert provider.accept(Wanted(True, reason="Spam"), []).present


@pytest.mark.parametrize("provider", ["commands", "cuberite", "groupmanager", "permissionsex"])
def test_there_is_a_page(provider):
    assert any(page == provider for page, _number in RANKS)
    assert provider in RANKS_OPTIONS["provider"]["choices"]
