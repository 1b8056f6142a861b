# shellcheck shell=bash
# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tests/run: one function a step, named step_NAME. Each runs in a shell of its own with "set -e".

# A step ends with this status when something it needs is not on the machine; the note says what.
MISSING=77

note() {
  printf '%s\n' "$*" >>"$NOTE"
}

need() {
  type -P "$1" >/dev/null || {
    note "needs $1"
    exit $MISSING
  }
}

# run_pytest NAME INTERPRETER ARGUMENT...: what pytest says last becomes a note, under this name if it is not empty.
run_pytest() {
  local name=$1 python=$2 out=$WORK/pytest.out status=0
  shift 2
  "$python" -m pytest -q "$@" >"$out" 2>&1 || status=$?
  cat "$out"
  note "$name$(tail -n 1 "$out" | cut -c 1-80)"
  return $status
}

# ansible-test wants to lie in ansible_collections/NAMESPACE/NAME, for real and not by a link.
enter_tree() {
  local tree=$WORK/tree/ansible_collections/gamedesk/support
  if [[ ! -d $tree ]]; then
    mkdir -p "$tree"
    git ls-files -z --cached --others --exclude-standard |
      while IFS= read -r -d '' file; do [[ ! -e $file && ! -L $file ]] || printf '%s\0' "$file"; done |
      tar --null -T - -cf - | tar -xf - -C "$tree"
  fi
  cd "$tree" || return
}

# ansible-test fetches pip's installer from a server of its own. This puts one of ours where it looks first.
provide_get_pip() {
  local version
  version=$(
    python - <<'PY'
import pathlib
import re

import ansible_test._internal as internal

source = pathlib.Path(internal.__file__).with_name("python_requirements.py").read_text(encoding="utf-8")
print(re.search(r"pip='([\d.]+)'", source)[1])
PY
  )
  mkdir -p "$HOME/.ansible/test/cache"
  cp tests/tools/get_pip.py "$HOME/.ansible/test/cache/get_pip_${version//./_}.py"
}

# run_ansible_test ARGUMENT...: what it found, once more at the end of the log, where it is seen.
run_ansible_test() {
  local out=$WORK/ansible-test.out status=0
  ansible-test "$@" --color no >"$out" 2>&1 || status=$?
  cat "$out"
  [[ $status == 0 ]] || grep -E '^(ERROR|FATAL|FAILED)' "$out" || echo 'ansible-test named no finding.'
  return $status
}

step_format() {
  ruff format --check .
}

step_lint() {
  ruff check .
}

step_types() {
  mypy
}

step_shellcheck() {
  need shellcheck
  shellcheck -x .ci/run tests/run tests/tools/*.sh cli/gamedesk/commands/completion.bash
}

step_licences() {
  reuse lint
}

step_changelog() {
  antsibull-changelog lint
}

step_docs() {
  antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self .
}

# Many tests wait for servers or for time to pass: two processes more than CI has processors fill the gaps.
step_pytest() {
  run_pytest '' python -n 4 --dist loadgroup
}

# Every script of tests/soak takes --seconds and --seed, and fails by its exit status.
step_soak() {
  local script seed=${SOAK_SEED:-$RANDOM}
  note "seed $seed"
  for script in tests/soak/*.py; do
    python "$script" --seconds "${SOAK_SECONDS:-20}" --seed "$seed"
  done
}

# platforms: a line PYTHON CORE INTERPRETER for each platform whose Python is here; the note says which are not.
platforms() {
  local version core python last=
  while read -r version core; do
    if python=$(python_of "$version"); then
      printf '%s %s %s\n' "$version" "$core" "$python"
    elif [[ $version != "$last" ]]; then
      note "not found: Python $version"
    fi
    last=$version
  done < <(grep -v '^#' tests/tools/platforms.txt)
}

# What is built, installed on every platform, and what Galaxy says of it.
step_packages() {
  local found
  found=$(platforms)
  note "on $(awk '{ printf "%s%s with core %s", (NR > 1 ? ", " : ""), $1, $2 }' <<<"$found")"
  PLATFORMS=$found run_pytest '' python -n 2 --dist loadgroup -p no:randomly tests/packaging
}

step_ansible_lint() {
  ansible-lint --offline
}

step_sanity() {
  provide_get_pip
  enter_tree
  run_ansible_test sanity --local --python "$PYTHON_VERSION" --skip-test compile --skip-test import
}

# Modules run on the Python of the game hosts: compile and import them on every target version that is here.
step_targets() {
  local version python links=$WORK/pythons
  local -a found=() lacking=()
  provide_get_pip
  mkdir -p "$links"
  for version in 3.8 3.9 3.10 3.11 3.12 3.13 3.14; do
    if python=$(python_of "$version"); then
      ln -s "$python" "$links/python$version"
      found+=("$version")
    else
      lacking+=("$version")
    fi
  done
  note "on Python ${found[*]}"
  [[ ${#lacking[@]} == 0 ]] || note "not found: ${lacking[*]}"
  enter_tree
  PATH=$links:$PATH run_ansible_test sanity --local --test compile --test import
}

# The tests of what runs on game hosts, on the oldest Python there that is here: step pytest runs them on ours.
step_units() {
  local version python links=$WORK/oldest-python
  provide_get_pip
  mkdir -p "$links"
  for version in 3.8 3.9 3.10 "$PYTHON_VERSION"; do
    if python=$(python_of "$version"); then
      break
    fi
  done
  ln -s "$python" "$links/python$version"
  note "on Python $version"
  enter_tree
  PATH=$links:$PATH run_ansible_test units --target-python "venv/$version"
}

step_molecule() {
  need sshd
  need ssh
  molecule test --all
}

# The tests of the modules, the command and the role again: all of them on the newest platform (step pytest runs them on
# the oldest), and on each between them those of the parts that Ansible runs, or that run Ansible, without the properties
# (hypothesis), which take the longest and know no Ansible.
MEETS_ANSIBLE=(
  -m 'not hypothesis'
  tests/unit/plugins/modules tests/unit/plugins/module_utils/_module tests/cli/runner tests/cli/desk
  tests/integration/console_access
)
step_matrix() {
  local version core python folder found failed=0
  local -a which
  found=$(platforms)
  grep -v '^ansible-core==' constraints.txt >"$WORK/constraints-without-core.txt"
  while read -r version core python <&3; do
    [[ $version-$core != "$PYTHON_VERSION-$(ansible_core_version)" ]] || continue # step pytest was this one
    which=("${MEETS_ANSIBLE[@]}")
    [[ "$version $core $python" != "$(tail -n 1 <<<"$found")" ]] || which=(tests/unit tests/cli tests/integration/console_access)
    folder=$WORK/matrix/$version-$core
    make_environment "$folder" "$python"
    install "$folder" -c "$WORK/constraints-without-core.txt" "ansible-core==$core" -e '.[test]'
    PATH=$folder/bin:$PATH run_pytest "Python $version, core $core: " "$folder/bin/python" -n 3 --dist loadgroup \
      "${which[@]}" || failed=1
    rm -rf "$folder"
  done 3<<<"$found"
  return $failed
}

ansible_core_version() {
  python -c 'from importlib.metadata import version; print(version("ansible-core"))'
}
