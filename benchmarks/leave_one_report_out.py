"""Leave one place out: how good the learned clauses are on reports that the model has not seen.

    python benchmarks/leave_one_report_out.py DATA … --score ../shared/score.py [--corpus FOLDER] [--rules]

Each DATA is a folder of annotated reports (NAME.txt with NAME.json). For every report the statement model is trained on
the reports of all OTHER places, the whole pipeline runs with it, and its output is scored by the definitions of the
scorer that is given. One table a folder, and one over all. `--rules` measures the rule model instead.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from policy_nlp.learn.statements import (
    EXCERPTS,
    Example,
    lower_pipeline,
    read_example,
    read_excerpts,
    train,
)
from policy_nlp.models import write_model
from policy_nlp.pipeline import load_pipeline, pipeline_path, process_path


def load_scorer(path: Path) -> ModuleType:
    """The scorer's module: `Tally` and `score_one` of it are used."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def place_of(path: Path) -> str:
    """The place that a report's gold names; its file's name where it names none."""
    return str(json.loads(path.read_text("utf-8")).get("report", {}).get("place") or path.stem)


def pipeline_with(model: Path | None, folder: Path) -> Any:
    """The default pipeline with another statement model (None: rules)."""
    from spacy.util import load_config

    config = load_config(pipeline_path())
    config["components"]["policy_statements"]["model"] = None if model is None else str(model)
    path = folder / f"{'rules' if model is None else model.stem}.cfg"
    config.to_disk(path)
    return load_pipeline(path)


def show(title: str, table: dict[str, dict[str, Any]]) -> None:
    """Print one table as Markdown."""
    print(f"\n| {title} | f1 or accuracy | precision | recall | gold or asked |\n|---|---|---|---|---|")
    for layer in sorted(table):
        row = table[layer]
        figure = row.get("f1", row.get("accuracy"))
        numbers = [figure, row.get("precision"), row.get("recall")]
        print(
            f"| {layer} | "
            + " | ".join("" if n is None else f"{n:.3f}" for n in numbers)
            + f" | {row.get('gold', row.get('asked'))} |"
        )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--score", required=True, type=Path, help="the scorer, score.py")
    parser.add_argument("--corpus", type=Path, help="learn from the excerpts of these raw reports too")
    parser.add_argument("--rules", action="store_true", help="measure the rule model")
    parser.add_argument("--errors", type=Path, help="write the errors of the statement layers to this file")
    given = parser.parse_args()
    scorer = load_scorer(given.score)
    reports = [(folder, path) for folder in given.data for path in sorted(folder.glob("*.json"))]
    places = {path: place_of(path) for _, path in reports}
    nlp = lower_pipeline()
    examples: dict[Path, Example] = (
        {} if given.rules else {path: read_example(path, nlp) for _, path in reports}
    )
    # Their places are none of the annotated reports'.
    excerpts = read_excerpts(EXCERPTS, given.corpus, nlp) if given.corpus else []
    tallies = {name: scorer.Tally() for name in [str(f) for f in given.data] + ["all"]}
    errors: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pipelines: dict[str, Any] = {}
        for source, path in reports:
            place = places[path]
            if place not in pipelines:
                model = None
                if not given.rules:
                    model = folder / f"without-{len(pipelines)}.npz"
                    others = [e for p, e in examples.items() if places[p] != place]
                    write_model(train(others + excerpts), model)
                pipelines[place] = pipeline_with(model, folder)
            report = process_path(path.with_suffix(".txt"), nlp=pipelines[place]).model_dump(mode="json")
            gold = json.loads(path.read_text("utf-8"))
            text = path.with_suffix(".txt").read_bytes().decode("utf-8-sig")
            for name in (str(source), "all"):
                scorer.score_one(
                    path.stem, text, gold, report, tallies[name], errors if name == "all" else None
                )
    for name, tally in tallies.items():
        if name != "all" or len(given.data) > 1:
            show(name, tally.table())
    if given.errors:
        given.errors.write_text(
            "\n".join(e for e in errors if "\tcommitments" in e or "\tclaims" in e), "utf-8"
        )


if __name__ == "__main__":
    main()
