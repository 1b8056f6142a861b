# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of `kills.py`. They share the proxy and the look at /proc with the tests of the desk."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "integration" / "desk"))
