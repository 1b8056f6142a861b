# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module that ends with long lists prints what Ansible's own way would print."""

from __future__ import annotations

import json
import sys

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._module.long_results import end

ROW = {
    "player": "Draxe",
    "uuid": None,
    "changed": True,
    "number": 3,
    "before": {"ranks": []},
    "after": {"ranks": [{"rank": "vip", "expires": None, "context": {}}]},
    "commands": [{"command": "lp user Draxe parent add vip", "reply": '"quoted"\\ \n \u2028 § 𝄞 {{ 1 }}'}],
}
# Long enough to be told apart from what Ansible walks through.
ROWS = [dict(ROW, number=number) for number in range(1000)]


@pytest.fixture
def printed(capsys):
    def printed_by(way, name, result):
        with patch_module_args({}), pytest.raises(SystemExit) as ended:
            way(getattr(AnsibleModule({}), name), result)
        return ended.value.code, json.loads(capsys.readouterr().out)

    return printed_by


def as_ansible_does(finish, result):
    finish(**result)


@pytest.mark.parametrize(
    "result",
    [
        {"changed": False, "results": []},
        {"changed": True, "results": ROWS[:1]},
        {"changed": True, "results": ROWS, "status": "succeeded"},
        {"changed": True, "diff": [{"before": "a\n", "after": "b\n"}] * 500, "results": ROWS, "error": {"code": "x"}},
        {"changed": True, "one": ROWS, "same": ROWS},
    ],
)
@pytest.mark.parametrize("name", ["exit_json", "fail_json"])
def test_it_prints_what_ansible_would(printed, name, result):
    result = {"msg": "told", **result}
    assert printed(end, name, result) == printed(as_ansible_does, name, result)


def test_ansible_itself_does_not_see_the_long_list():
    seen = []

    def finish(**result):
        seen.append(result)
        print(json.dumps(result))
        sys.exit(0)

    with pytest.raises(SystemExit):
        end(finish, {"results": ROWS, "changed": True})
    assert [result["changed"] for result in seen] == [True]
    assert isinstance(seen[0]["results"], str)


@pytest.mark.parametrize("printing", [lambda _result: "", lambda result: json.dumps([result, result])])
def test_where_modules_end_in_another_way_nothing_is_lost(capsys, printing):
    seen = []

    def finish(**result):
        seen.append(result)
        print(printing(result))
        sys.exit(0)

    with pytest.raises(SystemExit):
        end(finish, {"results": ROWS})
    assert seen[-1] == {"results": ROWS}
    assert capsys.readouterr().out.strip() == printing({"results": ROWS})
