"""The commands of `policy-nlp`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from policy_nlp import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policy-nlp")
def main() -> None:
    """What Chinese governments promised, in numbers, and what became of it a year later."""


@main.command()
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


@main.command()
@click.argument("kind", default="report")
def schema(kind: str) -> None:
    """Print the JSON Schema of what is written."""
    from policy_nlp.records import json_schema

    click.echo(json.dumps(json_schema(kind), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
