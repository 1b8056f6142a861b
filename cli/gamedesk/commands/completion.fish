# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of the words of support for fish: support completion fish | source
# What support may answer says commands/completing.py: plain words, one a line, each with a remark behind a tab.

function __support_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    for line in (env _SUPPORT_COMPLETE=fish $program $words "$last" 2>/dev/null)
        if string match -q '/folders*' -- $line
            set -l option (string match -r -- '^--[^=]*=' "$last")
            for folder in (__fish_complete_directories (string replace -r -- '^--[^=]*=' '' "$last") '')
                echo "$option$folder"
            end
        else if string match -q '/files*' -- $line
            __fish_complete_path "$last"
        else
            echo $line
        end
    end
end

complete --command support --no-files --keep-order --arguments '(__support_complete)'
