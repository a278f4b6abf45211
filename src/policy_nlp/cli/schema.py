"""`policy-nlp schema`."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("kind", default="report")
def schema(kind: str) -> None:
    """Print the JSON Schema of what is written: KIND is `report` (the default) or another record."""
    from policy_nlp.records import json_schema

    try:
        found = json_schema(kind)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
