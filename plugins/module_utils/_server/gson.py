# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""JSON as the server's library writes it (Gson: GsonBuilder.setPrettyPrinting, JsonWriter.java)."""

from __future__ import annotations

import json
import re
import typing as t

# Gson escapes these for HTML unless told otherwise; half a character cannot be UTF-8.
_ESCAPED = re.compile("[<>&='\u2028\u2029\ud800-\udfff]")


def pretty(value: t.Any) -> bytes:
    """Return the bytes of a list or an object, two spaces for each level, without a line end."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _ESCAPED.sub(lambda found: "\\u%04x" % ord(found.group()), text).encode("utf-8")
