# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody gets to read of a log: the commands are those that AuthMe's and other plugins' pages name."""

from __future__ import annotations

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._logs.redaction import without_secrets
from hypothesis import given
from hypothesis import strategies as st

ISSUED = "Draxe issued server command: "
# AuthMe's commands and aliases that take a password or a code, in LogFilterHelper.java or not.
TYPED = [
    *("/login {}", "/l {}", "/log {}", "/register {} {}", "/reg {}", "/unregister {}", "/unreg {}"),
    *("/changepassword {} {}", "/changepass {}", "/cp {}", "/authme:login {}", "/authme:l {}", "/LOGIN {}"),
    *("/2fa code {}", "/2fa confirm {}", "/2fa remove {}", "/totp code {}", "/captcha {}", "/verification {}"),
    *("/email code {}", "/email recover {}", "/email add {} {}", "/email change {}", "/email confirm {}"),
    *("/email setpassword {}", "/authme register Alex {}", "/authme changepassword Alex {}", "/authme cp Alex {}"),
    *("/link {}", "/linkaccount {}", "/discord link {}", "/redeem {}", "/voucher {}"),
    *("/tebex secret {}", "/azlink setup https://shop.example {}"),
    # Mistyped.
    *("/lgoin {}", "/logni {}", "/loginn {}", "/ogin {}", "/logim {}", "/ login {}", "//login {}", "/  login {}"),
    *("/regsiter {}", "/registre {}", "/chnagepassword {}", "/captch {}", ".login {}", "\\login {}", "!login {}"),
    "/msg Alex my password is behind /login {}",
]


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize(
    "before", [ISSUED, "Draxe executed command: ", "[connected player] Draxe -> executed command ", ""]
)
def test_what_was_typed_after_a_secret_command_is_hidden(typed, before):
    hidden = without_secrets(before + typed.format("hunter2", "hunter2"))
    assert "hunter2" not in hidden
    assert hidden.startswith(before + typed.split()[0])


@pytest.mark.parametrize(
    "line",
    [
        "<Draxe> login hunter2",
        "<Draxe> /login hunter2",
        "[Not Secure] <Draxe> register hunter2 hunter2",
        "login hunter2",
        "<Draxe> password: hunter2",
        "<Draxe> my mdp=hunter2",
        "rcon.password=hunter2",
        'Loaded {"token": "hunter2"}',
        "API_KEY = hunter2",
        "(Session ID is token:hunter2)",
        "Launching with --accessToken hunter2 --version 1.7",
        "Authorization: Bearer hunter2hunter2",
        "Connecting to jdbc:mysql://app:hunter2@db.example/minecraft",
        "Saved {}hunter2/world".format("/home/"),
        "Loading C:{}hunter2{}server".format("\\Users\\", "\\"),
        "tebex secret hunter2",
        "azlink setup https://shop.example hunter2",
        "authme register Alex hunter2",
    ],
)
def test_secrets_are_hidden_wherever_they_are_written(line):
    assert "hunter2" not in without_secrets(line)


@pytest.mark.parametrize(
    "line",
    [
        ISSUED + "/list all",
        ISSUED + "/logout now",
        ISSUED + "/warp shop",
        ISSUED + "/mail read 3",
        ISSUED + "/lp user Alex info",
        ISSUED + "/discord help",
        ISSUED + "/authme lastlogin Alex",
        ISSUED + "/login",
        "<Draxe> the login is broken again, who can help",
        "<Draxe> how do I login here",
        "[AuthMe] Draxe logged in 192.0.2.1",
        "Draxe used the wrong password",
        "Draxe[/192.0.2.1:50000] logged in with entity id 1 at ([world] 1.0, 2.0, 3.0)",
        "<Draxe> and/or maybe",
    ],
)
def test_what_is_no_secret_stays(line):
    assert without_secrets(line) == line


def test_what_stood_there_is_said():
    assert without_secrets(ISSUED + "/login hunter2") == ISSUED + "/login (password)"
    assert without_secrets(ISSUED + "/2fa code 123456") == ISSUED + "/2fa (code)"
    assert without_secrets("tebex secret hunter2") == "tebex secret (secret)"


def test_each_line_is_looked_at():
    assert without_secrets("/login one\nhello\n/login two") == "/login (password)\nhello\n/login (password)"


@given(st.text(alphabet="/login reg:=token()password\n\\.! x1", max_size=80))
def test_hiding_again_changes_nothing(text):
    once = without_secrets(text)
    assert without_secrets(once) == once


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(text):
    assert without_secrets(text).count("\n") == text.count("\n")


@pytest.mark.parametrize("piece", ["/", "/a ", "password=", "x" * 50 + ":", "://", "/home/", " ", "login ", "--token "])
def test_a_very_long_text_is_looked_at_in_time_that_grows_with_it(piece):
    # A pattern that tries again from each place would need minutes for this.
    assert isinstance(without_secrets(piece * (300_000 // len(piece))), str)
