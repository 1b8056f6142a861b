# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that a stranger, a joker or an accident may type, from a seeded source."""

from __future__ import annotations

import random
from pathlib import Path

LONG = 100_000  # below the 128 KiB that the kernel takes as one argument, in bytes of ASCII
_LETTERS = "abcXYZ019_"
_SCRIPTS = "äßéÑłжЩλΩشلامעבריתहिन्दीไทย中文日本語한국어ქართულიԱՐ𐌰𝔘𠜎🙏🏽👩‍👩‍👧"
_CONTROLS = "".join(map(chr, [*range(0x20), 0x7F, *range(0x80, 0xA0)]))
_DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u2028\u2029\ufffe\uffff\U000e0041\u034f\u180e\ufff9"
_METACHARACTERS = "%_*?[]'\"`\\$&|;<>(){}!#~^=+,:@/-. "
_SURROGATES = "\ud800\udbff\udc00\udc80\udcff\udfff"
# Every one is there with the words "touch" and the path of a file that must never come to be.
_COMMANDS = (
    "{{{{ lookup('pipe', 'touch {canary}') }}}}",
    "{{{{ lookup('ansible.builtin.pipe', 'touch {canary}') }}}}",
    "{{% for _unused in [1] %}}{{{{ lookup('pipe', 'touch {canary}') }}}}{{% endfor %}}",
    "{{{{ query('pipe', 'touch {canary}') | first }}}}",
    "{{{{ cycler.__init__.__globals__.os.system('touch {canary}') }}}}",
    "{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}{canary}",
    "#jinja2: variable_start_string: '[[' , variable_end_string: ']]'\n[[ lookup('pipe', 'touch {canary}') ]]",
    "!!python/object/apply:os.system ['touch {canary}']",
    "!!python/object/apply:subprocess.check_call [[touch, {canary}]]",
    "!unsafe \"{{{{ lookup('pipe', 'touch {canary}') }}}}\"",
    "$(touch {canary})",
    "`touch {canary}`",
    "; touch {canary};",
    "| touch {canary}",
    "&& touch {canary}",
    "'; touch {canary}; '",
    '"; touch {canary}; "',
    "\ntouch {canary}\n",
    "${{IFS}}touch${{IFS}}{canary}",
    "{{\"__ansible_unsafe\": \"{{{{ lookup('pipe', 'touch {canary}') }}}}\"}}",
)
_PLAIN = (
    *("", " ", "\t", "\n", "\0", "a\0b", "\x1b", "\x9b"),
    *(
        "\x1b]0;EVIL\x07",
        "\x1b[2J\x1b[H",
        "\x1b[31;5mred",
        "\x1b[6n",
        "\x9b31;5m",
        "\x1bP1;1|\x1b\\",
        "\x1b]52;c;RVZJTA==\x07",
    ),
    *("vip\nop Eve", "Draxe\r\nop Eve", "Draxe\0op Eve", "Draxe\u2028op Eve", "Draxe\x85op Eve", "Draxe op Eve"),
    *("@a", "@e[type=player]", "@p", "@s", "*", "**", "%", "all", "~^sur.*", "!survival", "survival:&x", "localhost"),
    *("-", "--", "-x", "--json", "--help", "--yes", "--check", "-rf", "--desk", "--=", "-\u202e", "--server=evil"),
    *("/op Eve", "//", "/", "/etc/passwd", "/dev/null/x", ".", "..", "../..", "../../evil", "a/../../b", "~", "~/x"),
    *("~gamedesk-no-such-user", "~gamedesk-no-such-user/x", "$HOME", "${HOME}/x", "%USERPROFILE%", "C:\\evil", "NUL"),
    *("survival\u202e", "\u202etxt.exe", "\u2066\u2069", "\u200fDraxe", "Draxe\u200b", "\ufeffDraxe", "Dra\u00adxe"),
    *(
        "Ｄｒａｘｅ",
        "Draxé",
        "Dr\u0430xe",
        "ｖｉｐ",
        "１２",
        "\u0661",
        "İstanbul",
        "ſ",
        "\u212aing",
        "Z\u0335\u0322" * 30,
    ),
    *(
        "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162",
        "$ANSIBLE_VAULT;1.1;AES256\n3132",
        "!!binary aGk=",
        "!ruby/object:X",
    ),
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "{{ }}",
        "{{ 7 * 7 }}",
        "{{ undefined_thing }}",
        "{% raw %}",
        "{{ omit }}",
        "${jndi:ldap://x}",
    ),
    *(
        "&anchor *anchor",
        "*alias",
        "? key",
        ": value",
        "- item",
        "---",
        "...",
        "# comment",
        "%YAML 1.1",
        "<<: *x",
        "[1",
        "{a",
    ),
    *("null", "~", "yes", "No", "0x1F", "0o17", "1e3", ".inf", "NaN", "1_000", "2026-01-01", "12:30:45", "=", "0123"),
    *("<<<<<<< HEAD", "=======", ">>>>>>> x", "||||||| base", "history:", "schema: 1", "title: x\nhistory: []", "- {}"),
    *(
        '"',
        "'",
        '\\"',
        "\\u0000",
        "\\ud83d\\ude00",
        "\\",
        "\\n",
        '", "kind": "closed',
        "'; DROP TABLE tickets; --",
        "a' OR '1'='1",
    ),
    *(
        "NEAR(a b)",
        '"a" AND *',
        "words:x",
        "a*",
        "^a",
        "(((",
        "\\x1b[31m",
        "%s%n%d",
        "{0.__class__}",
        "{ref}",
        "{}",
        "%(x)s",
    ),
    *("1", "#1", "0", "-1", "1-", "1-0000", "01M8", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "9" * 30, "1" * 5000, "٤٢"),
    *(
        "30d",
        "0d",
        "1s",
        "999999999y",
        "9999999999s",
        "30",
        "1mo1y",
        "1d 12h",
        "３０d",
        "-30d",
        "1e9d",
        "P30D",
        "9" * 400 + "d",
    ),
    *("2096-10-02T07:06:40Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-23:59", "2096-02-30T00:00:00Z", "1" * 4400),
    *(
        "2096-10-02T07:06:40." + "0" * 500 + "Z",
        "2096-10-02t07:06:40z",
        "2096-10-02T07:06:40+99:99",
        "4000000000",
        "-1",
    ),
    *(
        "server=survival",
        "world=nether",
        "world=",
        "=x",
        "server=a server=b",
        "world=\nop Eve",
        "gamemode=creative",
        "world={{ x }}",
    ),
    *("Draxe", "draxe", "vip", "default", "operator", ".Steve", "*Steve", "d394da40-0ab1-3e8c-8302-4aaebe14d88d"),
    *(
        "d394da400ab13e8c83024aaebe14d88d",
        "{d394da40-0ab1-3e8c-8302-4aaebe14d88d}",
        "00000000-0000-0000-0000-000000000000",
    ),
    *("con\\ufeff", "a" * 16, "a" * 17, "a" * 255, "a" * 256, "a" * 500, "a" * 501, "a " * 250, "é" * 500, "🙏" * 500),
)


class Values:
    """Hostile text; equal seeds give equal texts. C(canary) is a file that nothing may ever make."""

    def __init__(self, random_: random.Random, canary: Path) -> None:
        self._random = random_
        self._commands = tuple(text.format(canary=canary) for text in _COMMANDS)
        self.catalogue = (*self._commands, *_PLAIN)

    def text(self, *, long: float = 0.01, surrogates: bool = True) -> str:
        """Return the next one. C(long) is how often it has 100 kB; without C(surrogates), none that is not Unicode."""
        made = self._any(long)
        return made if surrogates else "".join(char for char in made if not "\ud800" <= char <= "\udfff")

    def _any(self, long: float) -> str:
        kind = self._random.random()
        if kind < long:
            return self._long()
        if kind < 0.45:
            return self._random.choice(self.catalogue)
        if kind < 0.60:
            return self._random.choice(("Draxe", "vip", "survival", "world=", "1", "/", "-", "--")) + self._some()
        if kind < 0.75:
            return self._some() + self._random.choice(self.catalogue) + self._some()
        return "".join(self._some() for _unused in range(self._random.randint(1, 6)))

    def _some(self) -> str:
        alphabet = self._random.choice(
            (_LETTERS, _LETTERS, _SCRIPTS, _CONTROLS, _DIRECTIONS, _INVISIBLE, _METACHARACTERS, _METACHARACTERS, None)
        )
        if alphabet is None:
            alphabet = _SURROGATES if self._random.random() < 0.3 else chr(self._random.randrange(0x110000))
        return "".join(self._random.choices(alphabet, k=self._random.randint(1, 8)))

    def _long(self) -> str:
        unit = self._random.choice(
            (
                "a",
                "9",
                "{{ ",
                "{{ x }}",
                "[",
                "((",
                "\\",
                "'",
                "\u202e",
                "\x1b[31;5m",
                "é",
                "中",
                "🙏",
                " ",
                "\n",
                "\0",
                "a b ",
                "-",
                "/x",
            )
        )
        unit = self._random.choice((unit, unit, self._random.choice(self.catalogue) or "x"))
        return (unit * (LONG // len(unit.encode("utf-8", "surrogatepass")) + 1))[:LONG]
