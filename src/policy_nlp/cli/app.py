"""The group of commands of `policy-nlp`. A command's module is imported when that command is run, not before.

To add a command: write `cli/<name>.py` with a click command of that name and add one row to `COMMANDS`.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click

from policy_nlp import __version__


class _Command(NamedTuple):
    home: str
    summary: str


# name -> where its click command stands ("module:function"), and the line that `policy-nlp --help` shows for it.
# The summary is kept here so that the list of commands needs no import of any of them.
COMMANDS: dict[str, _Command] = {
    "run": _Command(
        "policy_nlp.cli.run:run", "Process reports: files and folders in, one JSON per report out."
    ),
    "diff": _Command(
        "policy_nlp.cli.diff:diff", "What became of the plan: two years of one place compared, with verdicts."
    ),
    "track": _Command(
        "policy_nlp.cli.track:track", "One place over many years: targets, actuals, projects, promises."
    ),
    "show": _Command("policy_nlp.cli.show:show", "Show a processed report in the terminal."),
    "inspect": _Command(
        "policy_nlp.cli.inspect:inspect", "Show what is read from a file, and what was left out and why."
    ),
    "export": _Command(
        "policy_nlp.cli.export:export",
        "One table out of many reports: the indicator panel, or a layer; CSV, Parquet.",
    ),
    "schema": _Command("policy_nlp.cli.schema:schema", "Print the JSON Schema of what is written."),
}


class LazyGroup(click.Group):
    """A click group that knows its commands' names and summaries and imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, function = entry.home.partition(":")
        command = getattr(import_module(module), function)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.home} is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policy-nlp")
def main() -> None:
    """What Chinese governments promised, in numbers, and what became of it a year later."""


if __name__ == "__main__":
    main()
