"""What an output depends on besides its report: two runs with one fingerprint give the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from policy_nlp import __version__
from policy_nlp.batch.jobs import BatchError, Job

# Packages whose version can change a text that is read, or the words, and so the bytes.
_DEPENDENCIES = (
    "charset-normalizer",
    "jieba",
    "lxml",
    "numpy",
    "openpyxl",
    "pydantic",
    "pypdfium2",
    "rjieba",
    "spacy",
)
_QUOTED = re.compile(r'"([^"\n]+)"')


def fingerprint(pipeline: Path, code: Iterable[str] = (), form: str = "json") -> str:
    """A digest of the package (code, knowledge and model weights), its dependencies, the config and the user's files.

    Args:
        pipeline: the config file; files that it names, such as word lists, count too.
        code: Python files of the user that the workers import.
        form: the output format.

    Raises:
        BatchError: if a file of the user can't be read.
    """
    digest = sha256()

    def add(name: str, data: bytes) -> None:
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)

    add("version", __version__.encode())
    add("form", form.encode())
    for name in _DEPENDENCIES:
        add(name, _version(name).encode())
    home = Path(str(files("policy_nlp")))
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".pyo"):
            add(path.relative_to(home).as_posix(), path.read_bytes())
    try:
        config = pipeline.read_bytes()
        add("config", config)
        for named in sorted(set(_QUOTED.findall(config.decode("utf-8", "replace")))):
            if ("/" in named or "." in named) and Path(named).is_file():
                add(named, Path(named).read_bytes())
        for named in code:
            add(named, Path(named).read_bytes())
    except OSError as error:
        raise BatchError(f"{error.filename}: can't be read: {error.strerror}") from error
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def job_key(job: Job, run: str) -> str:
    """A digest of a job and the run's fingerprint: all that decides an output except the report's bytes."""
    told = json.dumps([run, job.id, job.path, job.overrides], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
