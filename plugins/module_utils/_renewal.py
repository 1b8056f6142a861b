# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""What becomes of an end that is there already, when another one is wanted: the values of the option C(renew)."""

from __future__ import annotations

KEEP = "keep"
EXTEND = "extend"
REPLACE = "replace"
REFUSE = "refuse"
