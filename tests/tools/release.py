# Copyright (c) The Gamedesk authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build what a release consists of, so that everybody gets the same bytes from the same commit.

    .venv/bin/python tests/tools/release.py [FOLDER]

writes the sdist, the wheel that is made from it, and the tarball for Galaxy, into dist by default. What git has (or
would add) goes in, and nothing else that lies about; everything bears the date of the commit, or $SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(folder: Path) -> None:
    """Build everything into the folder. Raises subprocess.CalledProcessError where a tool fails."""
    folder = folder.absolute()
    date = int(os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct"))
    if _git("status", "--porcelain"):
        print("Not everything in here is committed: this is no release.", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="gamedesk-release-") as temporary:
        tree = Path(temporary, "tree")
        for name in filter(None, _git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")):
            if (ROOT / name).is_file():
                _copy(ROOT / name, tree / name)
        environment = {
            **os.environ,
            "SOURCE_DATE_EPOCH": str(date),
            "LC_ALL": "C.UTF-8",  # Ansible demands it
            "ANSIBLE_HOME": str(Path(temporary, "ansible")),
        }
        pins = ["--dependency-constraints-txt", tree / "constraints.txt"]
        build = [sys.executable, "-m", "build", "--outdir", folder, *pins]
        if uv := os.environ.get("UV"):  # five times as fast as pip
            environment["PATH"] = os.pathsep.join([str(Path(uv).parent), os.environ["PATH"]])
            build += ["--installer", "uv"]
        subprocess.run([*build, tree], env=environment, check=True)
        galaxy = Path(sys.executable).with_name("ansible-galaxy")
        built = Path(temporary, "galaxy")
        subprocess.run([galaxy, "collection", "build", "--output-path", built, tree], env=environment, check=True)
        for tarball in built.iterdir():
            (folder / tarball.name).write_bytes(settled(tarball.read_bytes(), date))


def settled(tarball: bytes, date: int) -> bytes:
    """Return a collection's tarball with its files in alphabetical order and of one date (unix seconds).

    ansible-galaxy takes them in the order of the disk, and with the dates of the disk and the clock.
    """
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        entries = {member.name: member for member in archive}
        contents = {name: _read(archive, member) for name, member in entries.items()}
    files = json.loads(contents["FILES.json"])
    files["files"].sort(key=lambda file: file["name"])
    contents["FILES.json"] = _json(files)
    manifest = json.loads(contents["MANIFEST.json"])
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(contents["FILES.json"]).hexdigest()
    contents["MANIFEST.json"] = _json(manifest)
    out = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=date) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        for name in ("MANIFEST.json", *sorted(contents.keys() - {"MANIFEST.json"})):
            old, new = entries[name], tarfile.TarInfo(name)
            new.type, new.mode, new.linkname = old.type, old.mode, old.linkname
            new.mtime, new.size = date, len(contents[name])
            archive.addfile(new, io.BytesIO(contents[name]))
    return out.getvalue()


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)
    return stream.read() if stream else b""  # a folder


def _json(content: object) -> bytes:
    return json.dumps(content, indent=1).encode()


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if source.stat().st_mode & 0o100 else 0o644)


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "dist"))
