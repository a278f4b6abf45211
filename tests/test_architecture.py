"""The layout's one rule: data flows one way, and no package imports what comes behind it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "policy_nlp"

# What each package may import of the others (CONTRIBUTING.md shows the same table to people).
BELOW = {
    "records": set(),
    "models": set(),
    "knowledge": {"records"},
    "document": {"records", "knowledge"},
    "read": {"records", "knowledge"},
    "tag": {"records", "knowledge", "document"},
    "structure": {"records", "knowledge", "document"},
    "extract": {"records", "knowledge", "document", "models"},
    "compare": {"records", "knowledge", "document", "models"},
    "write": {"records"},
    "pipeline": {"records", "document", "read", "tag", "structure", "extract"},
    "batch": {"records", "pipeline", "compare", "read", "write"},
    "export": {"records", "knowledge", "write"},
    "show": {"records"},
    "learn": {
        "records",
        "knowledge",
        "document",
        "models",
        "read",
        "tag",
        "structure",
        "extract",
        "compare",
        "pipeline",
    },
}


def imports_of(path: Path) -> set[str]:
    """The dotted names under policy_nlp that a module imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name for name in found if name.startswith("policy_nlp.")}


def modules() -> list[tuple[str, Path]]:
    return [
        (p.relative_to(SOURCE).parts[0], p)
        for p in sorted(SOURCE.rglob("*.py"))
        if len(p.relative_to(SOURCE).parts) > 1
    ]


@pytest.mark.parametrize(
    ("package", "path"),
    [m for m in modules() if m[0] != "cli"],
    ids=lambda v: v if isinstance(v, str) else v.stem,
)
def test_a_package_imports_only_what_stands_before_it(package: str, path: Path):
    assert package in BELOW, f"{package}/ has no row in the table of packages"
    used = {name.split(".")[1] for name in imports_of(path)} - {package}
    assert used <= BELOW[package], f"{path.relative_to(SOURCE)} imports {sorted(used - BELOW[package])}"


def test_no_module_imports_itself_through_others():
    """Whoever reads a module finds all it rests on below it, imports inside functions included."""
    files = {
        ".".join(("policy_nlp", *p.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): p
        for p in SOURCE.rglob("*.py")
    }
    below = {name: {n for n in imports_of(path) if n in files} - {name} for name, path in files.items()}
    for name, found in below.items():
        # `from package import module` rests on the module only, which stands among the package's names.
        found -= {n for n in found if name.startswith(f"{n}.")}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(below[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in sorted(files):
        visit(name, ())


@pytest.mark.parametrize(
    "component",
    sorted(p.name for p in (SOURCE / "extract").iterdir() if p.is_dir() and p.name != "__pycache__"),
)
def test_a_component_never_imports_another_components_code(component: str):
    """Components meet in the annotations only, so that each can be taken out or replaced."""
    for path in (SOURCE / "extract" / component).rglob("*.py"):
        for name in imports_of(path):
            if name.startswith("policy_nlp.extract."):
                assert name.split(".")[2] == component, f"{path.name} imports {name}"


def test_help_and_version_import_nothing_heavy():
    """`policy-nlp --help` answers at once because no command's imports are paid before the command runs."""
    code = (
        "import sys\nfrom policy_nlp.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'spacy', 'numpy', 'sklearn', 'pydantic', 'rich', 'rjieba', 'jieba'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_processing_a_report_needs_no_training_library():
    """Learned weights are applied without scikit-learn, which takes longer to import than a report to process."""
    code = "import sys\nfrom policy_nlp import process_text\nprocess_text('一、2025年工作安排\\n新建公园3个。')\nassert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
