# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the command with C(python -m gamedesk)."""

from gamedesk.main import main

if __name__ == "__main__":
    main()
