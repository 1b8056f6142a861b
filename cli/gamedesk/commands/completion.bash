# shellcheck shell=bash
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of the words of support for bash: eval "$(support completion bash)"
# What support may answer says commands/completing.py: plain words, one a line, which bash may insert as they are.

_support_completion() {
  local value action quote=
  COMPREPLY=()
  while IFS= read -r value; do
    if [[ $value == /folders || $value == /files ]]; then
      action=-d
      [[ $value == /folders ]] || action=-f
      compopt -o filenames 2>/dev/null || quote=1 # bash 3.2 (macOS) has none: then it quotes nothing for us
      while IFS= read -r value; do
        [[ -z $quote ]] || printf -v value %q "$value"
        [[ $2 != \~* ]] || value=${value#\\} # a home
        COMPREPLY+=("$value")
      done < <(compgen "$action" -- "$2")
      return
    fi
    COMPREPLY+=("$value")
  done < <(_SUPPORT_COMPLETE=bash "$1" "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$2" 2>/dev/null)
}

complete -o nosort -F _support_completion support 2>/dev/null || complete -F _support_completion support
