# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An AnsibleModule that keeps the values of its options to itself."""

from __future__ import annotations

import json

import pytest
from ansible.module_utils.common.parameters import PASS_VARS
from ansible.module_utils.testing import patch_module_args
from ansible_collections.gamedesk.support.plugins.module_utils._module.discreet import DiscreetModule

SECRET = "zQ7plantedSecret9x"
# From core 2.21 on, Ansible asks for the invocation; before, it is always there, and the word is not known.
INVOCATION = {"_ansible_inject_invocation": True} if "inject_invocation" in PASS_VARS else {}
SPEC = {
    "name": {"type": "str", "required": True, "aliases": ["called"]},
    "attempt": {"type": "int", "default": 1},
    "ids": {"type": "list", "elements": "int"},
    "console": {
        "type": "dict",
        "options": {
            "port": {"type": "int"},
            "way": {"type": "str", "choices": ["a", "b"]},
            "password": {"type": "str", "no_log": True},
        },
        "required_if": [("way", "b", ("port",))],
    },
    "others": {"type": "list", "elements": "dict", "options": {"token": {"type": "str", "no_log": True}}},
    "on": {"type": "str"},
}


@pytest.fixture
def run(capsys):
    def run_with(result, *, fails=False, **options):
        def main():
            module = DiscreetModule(SPEC, mutually_exclusive=[("ids", "on")], supports_check_mode=True)
            if fails:
                module.fail_json(**result)
            module.exit_json(**result)

        with patch_module_args({**options, **INVOCATION}), pytest.raises(SystemExit):
            main()
        return json.loads(capsys.readouterr().out)

    return run_with


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"console": {"port": SECRET}}, "The option console.port must be a whole number."),
        ({"console": {"way": SECRET}}, "The option console.way must be one of: a, b."),
        ({"console": SECRET}, "The option console must be a dictionary of options."),
        ({"console": [SECRET]}, "The option console must be a dictionary of options."),
        ({"console": {"passwrd": SECRET}}, "(did you mean console.password?); it knows: password, port, way."),
        ({"console": {f"password {SECRET}": None}}, "The option console was given one that it does not know"),
        ({SECRET: 1}, "The module was given one that it does not know"),
        ({"attempt": SECRET}, "The option attempt must be a whole number."),
        ({"ids": [1, SECRET]}, "The list ids has an element of the wrong kind."),
        ({"others": [SECRET]}, "The list others has an element of the wrong kind."),
        ({"others": [{"token": SECRET, "x": 1}]}, "The option others was given one that it does not know"),
        ({"ids": [1], "on": SECRET}, "mutually exclusive: ids|on"),
        ({"console": {"way": "b", "password": SECRET}}, "Way is b but all of the following are missing: port"),
    ],
)
def test_options_that_do_not_fit_are_named_without_their_value(run, options, told):
    answer = run({}, **{"name": "x", **options})
    assert told in answer["msg"]
    assert (answer["failed"], answer["status"], answer["changed"], answer["results"]) == (True, "failed", False, [])
    assert answer["error"] == {"code": "configuration", "message": answer["msg"]}
    assert answer["invocation"] == {"module_args": {}}
    assert SECRET not in json.dumps(answer)


def test_what_is_missing_is_named(run):
    assert "The option name is missing." in run({})["msg"]
    assert "missing" not in run({}, called="x", attempt=SECRET)["msg"]


def test_the_console_may_be_given_as_text(run):
    assert (
        run({"changed": False}, name="x", console="port=1 way=a")["invocation"]["module_args"]["console"]["port"] == 1
    )


@pytest.mark.parametrize("fails", [False, True])
def test_a_secret_is_hidden_in_the_invocation_and_in_what_others_say(run, fails):
    result = {"results": [{"commands": [{"command": "list", "reply": f"it is {SECRET}."}]}], "msg": f"a {SECRET}"}
    answer = run(result, fails=fails, name="x", console={"password": SECRET}, others=[{"token": SECRET + "2"}])
    assert SECRET not in json.dumps(answer)
    assert answer["results"][0]["commands"][0]["reply"] == "it is ********."
    assert answer["invocation"]["module_args"]["name"] == "x"
    assert answer["invocation"]["module_args"]["console"]["password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert answer["invocation"]["module_args"]["others"] == [{"token": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}]


@pytest.mark.parametrize("fails", [False, True])
def test_a_secret_is_masked_for_each_of_many_players(run, fails):
    rows = [{"player": str(number), "commands": [{"reply": f"{number} {SECRET}"}]} for number in range(1000)]
    answer = run({"results": rows, "msg": "x"}, fails=fails, name="x", console={"password": SECRET})
    assert SECRET not in json.dumps(answer)
    replies = [row["commands"][0]["reply"] for row in answer["results"]]
    assert replies == [f"{number} ********" for number in range(1000)]


@pytest.mark.parametrize("password", ["e", "1", "vip", "succeeded"])
def test_a_word_that_is_somebodys_password_stays_what_it_is(run, password):
    result = {"status": "succeeded", "number": 11, "results": [{"rank": "vip", "command": "parent add vip"}]}
    answer = run(result, name="vip", console={"password": password})
    assert {key: answer[key] for key in result} == result
    assert answer["invocation"]["module_args"]["name"] == "vip"
    assert answer["invocation"]["module_args"]["console"]["password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


@pytest.mark.parametrize("number", [1, 2, 19, 20, 500])
def test_many_secrets_are_masked_as_few_are(run, number):
    """As addresses are; then it is not each of them that is looked for in each text."""
    tokens = [f"planted-{place}-token" for place in range(number)]
    replies = [{"reply": f"for {token}, {token}{tokens[0]}: {'x' * 40}"} for token in tokens]
    result = run({"results": replies}, name="n", others=[{"token": token} for token in tokens])
    assert {one["reply"] for one in result["results"]} == {f"for ********, ****************: {'x' * 40}"}
