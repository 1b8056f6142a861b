# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences that people read, in their language where a translation is installed."""

from __future__ import annotations

import functools
import gettext
import os.path

DOMAIN = "gamedesk"


@functools.cache
def _translations() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, os.path.join(os.path.dirname(__file__), "locale"), fallback=True)


def _(sentence: str) -> str:
    """Return the sentence in the reader's language (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), or as it is."""
    return _translations().gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for this count in the reader's language, or in English."""
    return _translations().ngettext(one, many, count)
