# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What git has to know about tickets."""

# Two clones that both append keep both lines. The rest is for clones with core.autocrlf: a ticket ends its lines in LF.
GITATTRIBUTES = "tickets/**/*.yml merge=union text eol=lf\n"
