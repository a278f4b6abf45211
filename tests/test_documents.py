"""Every command and every Python example in README.md and docs/ does what it says: the blocks are run.

Fenced blocks marked `sh` and `python` are run in order, each document in a folder of its own that holds corpus/
and pipelines/. Blocks marked otherwise (`text`, `console`) show output or what needs another machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.S | re.M)
# Commands that set up a machine or call this very test; the CI runs them as they stand.
SET_UP = re.compile(r"^(git clone|cd policy_nlp|make |pip install|\.ci/run)")


def blocks(path: Path) -> list[tuple[str, str]]:
    return [(m[1], m[2]) for m in BLOCK.finditer(path.read_text("utf-8"))]


@pytest.mark.parametrize("path", [p for p in DOCUMENTS if blocks(p)], ids=lambda p: p.name)
def test_the_examples_of_a_document_run(path: Path, tmp_path: Path):
    for name in ("corpus", "pipelines", "benchmarks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MPLBACKEND": "Agg",
    }
    for language, code in blocks(path):
        if language == "sh":
            code = "\n".join(line for line in code.splitlines() if not SET_UP.match(line))
            command = ["bash", "-euo", "pipefail", "-c", code]
        else:
            command = [sys.executable, "-c", code]
        result = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
        )
        assert result.returncode == 0, f"{code}\n{result.stdout[-2000:]}\n{result.stderr[-2000:]}"


def test_the_two_commands_of_the_readme_are_make_targets():
    readme, makefile = (ROOT / "README.md").read_text("utf-8"), (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.M)


def test_every_package_has_its_row_in_the_page_on_the_layout():
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for package in sorted(p.parent.name for p in (ROOT / "src" / "policy_nlp").glob("*/__init__.py")):
        assert f"`{package}/" in page, f"CONTRIBUTING.md does not say what {package}/ is"


def test_the_repository_holds_no_path_of_a_machine_and_no_download_address():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--hash=sha256:" in lock
