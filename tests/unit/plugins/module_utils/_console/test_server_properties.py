# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The RCON settings of a server's folder, with the keys and defaults of domain.md, section 6."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ansible_collections.gamedesk.support.plugins.module_utils._console.server_properties import (
    RconSettings,
    read_rcon_settings,
)
from ansible_collections.gamedesk.support.plugins.module_utils._errors import ConfigurationError

WORKING = "enable-rcon=true\nrcon.password=s3cr\\u00e9t\n"


def folder_with(path: Path, text: str, encoding: str = "utf-8") -> str:
    (path / "server.properties").write_bytes(text.encode(encoding))
    return str(path)


def refused(path: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_rcon_settings(folder_with(path, text))
    assert "s3cr" not in f"{caught.value.message} {caught.value.data}"
    return caught.value.message


def test_the_file_of_a_server(tmp_path) -> None:
    settings = read_rcon_settings(
        folder_with(
            tmp_path,
            "#Minecraft server properties\n#Sat Aug 22 20:01:55 UTC 2026\nbroadcast-rcon-to-ops=true\n"
            "enable-rcon=true\nrcon.password=s3cr\\u00E9t\\=\nrcon.port=25580\nserver-ip=\nserver-port=25565\n",
        )
    )
    assert settings == RconSettings("127.0.0.1", 25580, "s3crét=")


def test_defaults(tmp_path) -> None:
    assert read_rcon_settings(folder_with(tmp_path, WORKING)) == RconSettings("127.0.0.1", 25575, "s3crét")


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_both_encodings(tmp_path, encoding: str) -> None:
    path = folder_with(tmp_path, "enable-rcon=true\nrcon.password=é\n", encoding)
    assert read_rcon_settings(path).password == "é"


@pytest.mark.parametrize(
    ("lines", "host"),
    [
        ("server-ip=", "127.0.0.1"),
        ("server-ip=0.0.0.0", "127.0.0.1"),
        ("server-ip=\\:\\:", "::1"),
        ("server-ip=127.0.0.2", "127.0.0.2"),
        ("server-ip=10.0.0.5", "10.0.0.5"),
        ("server-ip=10.0.0.5\nrcon.ip=127.0.0.1", "127.0.0.1"),
        ("server-ip=10.0.0.5\nrcon.ip=", "10.0.0.5"),
        ("rcon.ip=0.0.0.0", "127.0.0.1"),
    ],
)
def test_host(tmp_path, lines: str, host: str) -> None:
    assert read_rcon_settings(folder_with(tmp_path, WORKING + lines)).host == host


@pytest.mark.parametrize("value", ["TRUE", "True", "true "])
def test_on_in_any_case(tmp_path, value: str) -> None:
    path = folder_with(tmp_path, f"enable-rcon={value}\nrcon.password=p")
    assert read_rcon_settings(path).password == "p"


@pytest.mark.parametrize("line", ["", "enable-rcon=false", "enable-rcon=", "enable-rcon=yes", "#enable-rcon=true"])
def test_off(tmp_path, line: str) -> None:
    assert "enable-rcon=true" in refused(tmp_path, f"{line}\nrcon.password=s3cret\n")


@pytest.mark.parametrize("line", ["", "rcon.password=", "rcon.password"])
def test_empty_password(tmp_path, line: str) -> None:
    assert "rcon.password" in refused(tmp_path, f"enable-rcon=true\n{line}\n")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", "²", "1" * 5000])
def test_port_that_is_none(tmp_path, port: str) -> None:
    assert "rcon.port" in refused(tmp_path, f"{WORKING}rcon.port={port}\n")


def test_malformed_escape(tmp_path) -> None:
    assert "line 2" in refused(tmp_path, "enable-rcon=true\nrcon.password=s3cr\\u00\n")


def test_missing_file(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match=r"server\.path"):
        read_rcon_settings(str(tmp_path))


@pytest.mark.parametrize("folder", ["/srv/\0", "/srv/\x1b[2J", "/srv/a\nb", "/srv/" + "a" * 5000])
def test_a_folder_name_that_cannot_be(folder: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_rcon_settings(folder)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 200


def test_a_pipe_is_not_waited_for(tmp_path) -> None:
    os.mkfifo(tmp_path / "server.properties")
    with pytest.raises(ConfigurationError, match="regular file"):
        read_rcon_settings(str(tmp_path))


def test_a_file_that_is_far_too_large(tmp_path) -> None:
    assert "too large" in refused(tmp_path, WORKING + "#" * 1024 * 1024)


def test_the_password_is_not_in_repr(tmp_path) -> None:
    assert "s3cr" not in repr(read_rcon_settings(folder_with(tmp_path, WORKING)))
