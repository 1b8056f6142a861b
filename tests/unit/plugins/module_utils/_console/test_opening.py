# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which console the options open, and which server they name."""

from __future__ import annotations

import struct

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.gamedesk.support.plugins.module_utils._console.opening import (
    CONSOLE_OPTIONS,
    endpoints,
    open_console,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import (
    ConfigurationError,
    DeadlineError,
    InvalidValueError,
)

PASSWORD = "hünter2"


def with_defaults(**options) -> dict:
    """Fill in the options as a module gets them."""
    result = ArgumentSpecValidator({"console": {"type": "dict", "options": CONSOLE_OPTIONS}}).validate(
        {"console": {"transport": "rcon", **options}}
    )
    assert result.error_messages == []
    return result.validated_parameters["console"]


@pytest.fixture
def server_path(tmp_path):
    """Make a server's folder: server_path(line, …) -> path."""

    def make(*lines: str) -> str:
        settings = ["enable-rcon=true", f"rcon.password={PASSWORD}", *lines]
        (tmp_path / "server.properties").write_text("\n".join(settings), encoding="utf-8")
        return str(tmp_path)

    return make


def answer_once(peer) -> None:
    peer.log_in()
    request_id = peer.command(b"list")
    peer.send(struct.pack("<iii", 12, request_id, 0) + b"ok\0\0")
    peer.expect_close()


def ask(spec: dict, path) -> str:
    console = open_console(spec, path, deadline=None)
    try:
        return console.send("list").text
    finally:
        console.close()


@pytest.mark.parametrize("fill", [dict, with_defaults])
def test_all_from_the_options(serve, fill) -> None:
    assert ask(fill(port=serve(answer_once), password=PASSWORD), None) == "ok"


@pytest.mark.parametrize("fill", [dict, with_defaults])
def test_all_from_the_server(serve, server_path, fill) -> None:
    assert ask(fill(), server_path(f"rcon.port={serve(answer_once)}")) == "ok"


def test_a_given_port_wins(serve, server_path) -> None:
    # A container's port that is mapped: what the server binds to does not matter either.
    path = server_path("rcon.port=1", "server-ip=10.0.0.5")
    assert ask(with_defaults(port=serve(answer_once)), path) == "ok"


def test_a_given_password_wins(serve, server_path) -> None:
    path = server_path(f"rcon.port={serve(answer_once)}", "rcon.password=another")
    assert ask(with_defaults(password=PASSWORD), path) == "ok"


def test_where_all_is_given_the_server_is_not_looked_at(serve, tmp_path) -> None:
    assert ask(with_defaults(port=serve(answer_once), password=PASSWORD), str(tmp_path)) == "ok"


def test_a_server_bound_to_another_address_is_remote(server_path) -> None:
    with pytest.raises(ConfigurationError, match="allow_remote"):
        ask(with_defaults(), server_path("server-ip=203.0.113.7"))


def test_no_password_anywhere() -> None:
    with pytest.raises(ConfigurationError, match="password"):
        open_console(with_defaults(port=25575), None, deadline=None)


def test_an_empty_password_is_not_a_missing_one(server_path) -> None:
    with pytest.raises(InvalidValueError):
        open_console(with_defaults(password=""), server_path(), deadline=None)


def test_unknown_transport() -> None:
    with pytest.raises(ConfigurationError, match="rcon"):
        open_console({"transport": "smoke"}, None, deadline=None)


def test_the_deadline_is_passed_on() -> None:
    with pytest.raises(DeadlineError):
        open_console(with_defaults(password="p"), None, deadline=0.0).send("list")


def test_defaults_are_the_documented_ones() -> None:
    assert with_defaults() == {
        "transport": "rcon",
        "host": "127.0.0.1",
        "port": None,
        "password": None,
        "timeout": 10.0,
        "quiet": 0.15,
        "end_probe": "none",
        "allow_remote": False,
        "connections": 10,
        "session": None,
        "window": None,
        "socket": None,
        "pane": None,
        "path": None,
        "log": None,
        "container": None,
        "engine": "docker",
        "engine_socket": None,
        "url": None,
        "api_key": None,
        "panel_server": None,
        "via": "attach",
        "ca": None,
    }
    assert CONSOLE_OPTIONS["api_key"]["no_log"] is True
    assert CONSOLE_OPTIONS["password"]["no_log"] is True


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "rcon 127.0.0.1:25575"),
        ({"port": 25580}, "rcon 127.0.0.1:25580"),
        ({"host": "localhost"}, "rcon 127.0.0.1:25575"),
        ({"host": "LOCALHOST."}, "rcon 127.0.0.1:25575"),
        ({"host": "::1"}, "rcon 127.0.0.1:25575"),
        ({"host": "Game.Example"}, "rcon game.example:25575"),
        ({"host": "2001:DB8:0:0::1"}, "rcon [2001:db8::1]:25575"),
    ],
)
def test_endpoint(options: dict, expected: str) -> None:
    assert endpoints(options, None) == [expected]
    assert endpoints(with_defaults(**options), None) == [expected]


def test_endpoint_of_a_server_folder_is_that_of_its_port(server_path) -> None:
    assert endpoints({"port": 25580}, None)[0] in endpoints(with_defaults(), server_path("rcon.port=25580"))


def test_endpoint_needs_no_password() -> None:
    assert endpoints({"port": 25580, "password": None}, None) == ["rcon 127.0.0.1:25580"]


def test_two_ways_to_one_folder_share_an_endpoint(server_path, tmp_path) -> None:
    (tmp_path / "link").symlink_to(server_path())
    rcon = endpoints(with_defaults(), server_path())
    tmux = endpoints({"transport": "tmux", "session": "mc"}, str(tmp_path / "link"))
    assert set(rcon) & set(tmux) == {f"server {tmp_path.resolve()}"}
    assert rcon == sorted(rcon)


@pytest.mark.parametrize("path", ["/srv/a\0b", "\ud800"])
def test_a_server_folder_that_is_no_path(path) -> None:
    with pytest.raises(ConfigurationError):
        endpoints({"port": 1}, path)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"transport": "tmux"}, "session"),
        ({"transport": "screen", "session": "mc", "socket": "name"}, "absolute path"),
        ({"transport": "tmux", "session": "mc", "pane": -1}, "pane"),
        ({"transport": "fifo"}, "path"),
        ({"transport": "fifo", "path": "run/fifo"}, "absolute"),
        ({"transport": "fifo", "path": "/run/fifo", "log": "latest.log"}, "log must be an absolute path"),
        ({"transport": "rcon", "password": "p", "session": "mc"}, "session is not one .* rcon but of tmux and screen"),
        ({"transport": "tmux", "session": "mc", "password": "hünter2"}, "password is not one .* tmux but of rcon"),
        ({"transport": "tmux", "session": "mc", "connections": 3}, "connections is not one"),
        ({"transport": "fifo", "path": "/run/fifo", "timeout": 0.0}, "timeout"),
        ({"transport": "screen", "session": "mc", "quiet": -1.0}, "quiet"),
    ],
)
def test_options_that_do_not_fit_say_what_to_set(options, told) -> None:
    with pytest.raises(ConfigurationError, match=told) as caught:
        open_console(with_defaults(**options), None, deadline=None)
    assert PASSWORD not in caught.value.message


@pytest.mark.parametrize("option", ["session", "window", "socket"])
@pytest.mark.parametrize(
    "value", ["-t", "=mc", "mc:0", "*", "mc ", "a;b", "$1", "%0", "@1", "{last}", "a\nb", "../x", "x" * 200, "§"]
)
def test_names_that_a_multiplexer_would_read_a_meaning_into(option, value) -> None:
    with pytest.raises(ConfigurationError, match=option):
        open_console({"transport": "tmux", "session": "mc", option: value}, None, deadline=None)
