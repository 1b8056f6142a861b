# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is beside a server in a container, written from what the two programs do: where they read, say and end.

rcon-cli (its README and code, and those of cobra and james4k/rcon): options end at C(--), all other words are one
command, joined by spaces; one packet is read, of at most 4096 bytes, and printed with a line end; the configuration is
C($HOME/.rcon-cli.yaml); it ends with 1 where it does not come to the server, and with 0 in every other case, also where
the server closed the connection. mc-send-to-console (domain, section 7): bash's echo, into a pipe.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_RCON_CLI = r"""
import os, socket, struct, sys
words, options = sys.argv[1:], {"host": "localhost", "port": "25575", "password": ""}
with open(os.environ["HOME"] + "/.rcon-cli.yaml") as file:
    options.update(line.strip().split(": ") for line in file)
while words and words[0].startswith("-"):
    word = words.pop(0)
    if word == "--":
        break
    if word[2:].partition("=")[0] not in options:
        print("Error: unknown flag: " + word, file=sys.stderr)
        sys.exit(255)
    options[word[2:].partition("=")[0]] = word.partition("=")[2] or words.pop(0)
def packet(kind, text):
    return struct.pack("<iii", len(text) + 10, kind + 7, kind) + text + b"\0\0"
def read():
    data = b""
    while len(data) < 4 or len(data) < struct.unpack_from("<i", data)[0] + 4:
        piece = connection.recv(4110)
        if not piece:
            return None
        data += piece
    return struct.unpack_from("<ii", data, 4) + (data[12 : struct.unpack_from("<i", data)[0] + 2],)
def fatal(why):
    print("2026/11/24 12:00:00 Failed to connect to RCON server" + why, file=sys.stderr)
    sys.exit(1)
if os.environ.get("SAYS_CONFIGURATION"):
    print("Using config file: " + os.environ["HOME"] + "/.rcon-cli.yaml", flush=True)
try:
    connection = socket.create_connection((options["host"], int(options["port"])), 10)
except OSError as error:
    fatal("dial tcp: connect: " + error.strerror.lower())
connection.sendall(packet(3, options["password"].encode()))
login = read()
if login is None:
    fatal("EOF")
if login[0] != 10:
    fatal("rcon: authentication failed")
command = os.fsencode(" ".join(words))
if len(command) > 1014:
    print("Failed to read command: read tcp: i/o timeout", file=sys.stderr)
    sys.exit(0)
connection.sendall(packet(2, command))
answer = read()
if answer is None:
    sys.exit(0)
number, kind, text = answer if answer[1] == 0 else (0, 0, b"")
if number != 9:
    print("Weird. This response is for another request.", flush=True)
sys.stdout.buffer.write(text + b"\n")
"""
_SEND_TO_CONSOLE = r"""#!{bash}
pipe=${{CONSOLE_IN_NAMED_PIPE:-/tmp/minecraft-console-in}}
case $CREATE_CONSOLE_IN_PIPE in
  [Tt]rue | TRUE | [Oo]n | ON) ;;
  *) echo "Console pipe needs to be enabled by setting CREATE_CONSOLE_IN_PIPE to true" && exit 1 ;;
esac
[ -p "$pipe" ] || {{ echo "Named pipe $pipe is missing"; exit 1; }}
[ -z "$REFUSES" ] || {{ echo "Exec needs to be run with user ID $REFUSES"; exit 2; }}
echo "$@" >"$pipe"
"""


def put_into(folder: Path) -> None:
    """Put both programs into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "rcon-cli": f"#!{sys.executable} -IS\n{_RCON_CLI}",
        "mc-send-to-console": _SEND_TO_CONSOLE.format(bash=shutil.which("bash")),
    }
    for name, text in texts.items():
        path = folder / name
        path.write_text(text)
        path.chmod(0o755)


def configure_rcon_cli(home: Path, port: int, password: str) -> None:
    path = home / ".rcon-cli.yaml"
    path.write_text(f"host: 127.0.0.1\nport: {port}\npassword: {password}\n")
    os.chmod(path, 0o600)
