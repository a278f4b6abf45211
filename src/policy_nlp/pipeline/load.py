"""From a config file to a spaCy pipeline."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT = "annual_report"


class PipelineError(Exception):
    """A pipeline can't be assembled; the message says which config, what is wrong and what to do."""


def pipeline_path(name_or_path: str | Path = DEFAULT) -> Path:
    """The config file of a pipeline: a path as given, or the name of one that comes with the package.

    Raises:
        PipelineError: if there is no such file.
    """
    given = Path(name_or_path)
    if given.suffix == ".cfg":
        if given.is_file():
            return given
        raise PipelineError(f"{given}: no such pipeline config")
    # In an installed package the configs lie inside it; in a checkout, in the top folder.
    homes = [Path(str(files("policy_nlp"))) / "pipelines", Path(__file__).resolve().parents[3] / "pipelines"]
    for home in homes:
        path = home / f"{name_or_path}.cfg"
        if path.is_file():
            return path
    known = sorted({p.stem for home in homes if home.is_dir() for p in home.glob("*.cfg")})
    raise PipelineError(f"no pipeline {str(name_or_path)!r}: give a .cfg file or one of {', '.join(known)}")


@cache
def load_pipeline(name_or_path: str | Path = DEFAULT) -> Language:
    """Assemble a pipeline; the same config gives the same pipeline object within a process.

    Raises:
        PipelineError: if the config is missing or does not hold together.
    """
    import spacy.lang.zh  # noqa: F401  (registers the language)
    from spacy.util import load_config, load_model_from_config

    path = pipeline_path(name_or_path)
    try:
        nlp = load_model_from_config(load_config(path), auto_fill=True)
    except (ValueError, OSError, KeyError) as error:
        raise PipelineError(f"{path}: the pipeline can't be assembled: {error}") from error
    nlp.meta["name"] = path.stem
    nlp.meta["policy_nlp_config_sha256"] = sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    # A whole report is one Doc, however long; spaCy's guard is for parsers that need memory per character.
    nlp.max_length = 1 << 31
    return nlp
