"""`policy-nlp run`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--output", required=True, type=click.Path(path_type=Path))
def run(inputs: tuple[str, ...], output: Path) -> None:
    """Process reports: files and folders in, one JSON per report out."""
    from policy_nlp.pipeline import process_path

    for given in inputs:
        root = Path(given)
        for path in sorted(root.rglob("*.txt")) if root.is_dir() else [root]:
            name = path.relative_to(root) if root.is_dir() else Path(path.name)
            report = process_path(path, report_id=name.with_suffix("").as_posix())
            target = output / name.with_suffix(".json")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(report.model_dump_json(indent=1), "utf-8")
