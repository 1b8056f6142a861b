# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why Ansible failed, in our words: its own quote what they are about, and that may be a secret of the inventory."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from gamedesk.i18n import _

# What is repeated of a message is in a named group: a path, the name of a variable or of an option, a number.
# The name of a variable is repeated only as such names are usually spelt; a random password in {{ }} rarely is one.
_KNOWN: tuple[tuple[re.Pattern[str], Callable[[], str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (
            r"Vault password script (?P<path>/[^\s()]+) returned non-zero \((?P<code>-?\d+)\)",
            lambda: _("the vault_password_file {path} is a program that ended with code {code}; run it by hand"),
        ),
        (
            r"Problem running vault password script (?P<path>/[^\s()]+)",
            lambda: _("the vault_password_file {path} is executable and no program; take the executable bit away"),
        ),
        (
            r"Invalid vault password was provided",
            lambda: _("the vault password is empty; check vault_password_file in desk.yml"),
        ),
        (
            r"Decryption failed",
            lambda: _(
                "the vault password does not open a vault of the inventory; check vault_password_file in desk.yml"
            ),
        ),
        (
            r"no vault secrets (were )?found",
            lambda: _("the inventory holds a vault, and desk.yml names no vault_password_file to open it with"),
        ),
        (r"'(?P<name>[a-z_][a-z0-9_]{0,63})' is undefined", lambda: _("'{name}' is undefined")),
        (r"No (?P<kind>filter|test|lookup)\b", lambda: _("a template names a {kind} that does not exist")),
        (r"Syntax error in template", lambda: _("a template is not well formed")),
        (
            r"YAML parsing failed",
            lambda: _("the inventory, or a file of its group_vars or host_vars, is not well-formed YAML"),
        ),
        (
            r"Completely failed to parse inventory source (?P<path>/[^\s()]+)",
            lambda: _("{path} is not an inventory that Ansible can read"),
        ),
        (
            r"Could not process '(?P<path>/[^'\n]+)'",
            lambda: _("{path} must hold variables, one a line"),
        ),
        (
            r"Error reading config file \((?P<path>/[^()\n]+)\)",
            lambda: _("the settings of Ansible in {path} cannot be read"),
        ),
        (
            r"Config '(?P<name>[A-Z_]{1,64})' from '(?P<path>/[^'\n]+)' has an invalid value",
            lambda: _("the setting {name} in {path} has a wrong value"),
        ),
        (
            r"couldn't resolve module/action '(?P<name>[a-z_.0-9]{1,100})'",
            lambda: _("the module {name} is not installed"),
        ),
        (
            r"Failed to launch ssh agent",
            lambda: _("the ssh agent that ssh_agent in the ansible_config names cannot be used"),
        ),
        (
            r"Cannot utilize private_key with SSH_AGENT disabled",
            lambda: _("for ansible_private_key, set ssh_agent=auto in the section connection of the ansible_config"),
        ),
        (
            r"(Missing|Incorrect) (?P<kind>sudo|su|doas) password|waiting for (privilege escalation|become success)",
            lambda: _("the change to another user on the host failed; check ansible_become_password"),
        ),
        (
            r"(?P<text>(Shared c|C)onnection (to \S{1,80} )?closed( by remote host)?)",
            lambda: "{text}",
        ),
        (
            r"(module interpreter|interpreter) '(?P<path>/[^'\s]{1,200})' was not found",
            lambda: _("there is no Python at {path} on the host; set ansible_python_interpreter in the inventory"),
        ),
        (
            r"requires a minimum of Python version (?P<version>\d+\.\d+)",
            lambda: _(
                "the Python on the host is older than {version}; set ansible_python_interpreter in the inventory"
            ),
        ),
        (
            r"Error while resolving value for '[a-z_]{1,32}'",
            lambda: _("a value in the inventory cannot be worked out"),
        ),
    )
)
_ERRNO = re.compile(r"\[Errno (\d{1,3})\]")
_OPTION = re.compile(r"Error while resolving value for '(?P<name>[a-z_]{1,32})'")
_ORIGIN = re.compile(r"^ *Origin: (?P<path>/[^\n]*?):(?P<line>\d+)(:\d+)? *$", re.MULTILINE)


def reason(message: str, printed: str = "") -> str:
    """Return what Ansible's message means, as a part of a sentence.

    C(printed) is all that Ansible printed, which tells the file and the line. Of both, only paths, numbers and the
    names of variables and options are repeated.
    """
    text = message.replace("\r", "")
    for pattern, sentence in _KNOWN:
        found = pattern.search(text)
        if found:
            return _with_place(sentence().format(**found.groupdict()), text, printed.replace("\r", ""))
    number = _ERRNO.search(text)
    if number:
        return os.strerror(int(number[1]))
    return _(
        "Ansible's own message is left out, as it may quote a secret; "
        "docs/secrets.md of the collection tells how to see it"
    )


def _with_place(sentence: str, text: str, printed: str) -> str:
    option = _OPTION.search(text)
    places = [place for place in _ORIGIN.finditer(printed) if "/ansible_collections/" not in place["path"]]
    about = [f"gamedesk_{option['name']}"] if option else []
    if places:
        about.append(_("{path} line {line}").format(**places[-1].groupdict()))
    return f"{sentence} ({', '.join(about)})" if about else sentence
