"""Learn what is a commitment and what a claim: `python -m policy_nlp.learn statements DATA … --output FILE`.

DATA holds annotated reports: `NAME.txt` with `NAME.json`, whose `statements` have `start`, `end`, `label`
(`commitment` or `claim`), `type`, `testable` and, for claims, `status`. `sections`, `quantities` and `projects` are
taken from the same file if it has them; otherwise the pipeline finds them. With `--corpus`, the folder of the raw
reports, the annotated stretches of a table of excerpts are learned from too. Use the result by naming it in a config:
`[components.policy_statements]`, `model = "FILE"`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from policy_nlp.document import annotations as annotations_of
from policy_nlp.document import clean_text
from policy_nlp.extract.statements.cut import COLON, COMMA, LINE
from policy_nlp.extract.statements.factory import look
from policy_nlp.extract.statements.features import (
    BAG_BITS,
    ROWS,
    SLOT_BITS,
    VERSION,
    Context,
    Features,
    features,
    words_of,
)
from policy_nlp.extract.statements.model import HEADS, SHARED_SCALE, TASK
from policy_nlp.learn.excerpts import Excerpt, annotated_reports
from policy_nlp.models import LinearModel, write_model
from policy_nlp.models.linear import quantise
from policy_nlp.pipeline import pipeline_path
from policy_nlp.records import Heading, Project, Quantity, Section

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Inverse strength of regularisation, and the weight of a copy of each report without its sections' kinds: found by
# leaving out one report after the other.
C_LABEL, C_JOINED, C_SAYS = 0.3, 0.5, 0.5
UNSECTIONED = 0.5
WITH_TAGS = frozenset({"outcome", "testable"})
"""Heads that look at parts of speech; the others do better without."""

EXCERPTS_COUNT = 0.2
"""The weight of an excerpt (see `Example`): where its one reader saw clauses that another would not, the gold decides."""
EXCERPTS = Path(__file__).with_name("statements_excerpts.tsv")

LEANING = {"testable": 0.5, "underway": 0.8, "outcome": 0.3}
"""Log odds added to a head whose rarer answer is otherwise given too seldom; found by leaving out reports, too."""


@dataclass(frozen=True, eq=False)
class Example:
    """An annotated report.

    Attributes:
        name: its file's stem.
        rows: feature rows of its pieces, a sparse matrix pieces × ROWS.
        bare: the same as if no section were known.
        label: of each piece: 0 neither, 1 commitment, 2 claim.
        joined: whether each piece belongs to the clause of the piece before.
        may_join: whether the punctuation allows that.
        clause: of each piece, the index of its annotation, or -1.
        statements: the annotations.
        weight: what its decisions on where clauses begin and whether they are any count, against those of others.
    """

    name: str
    rows: Any
    bare: Any
    label: Ints
    joined: NDArray[np.bool_]
    may_join: NDArray[np.bool_]
    clause: Ints
    statements: list[dict[str, Any]]
    weight: float = 1.0


def lower_pipeline(name_or_path: str | Path = "annual_report") -> Language:
    """A pipeline without the statements and what builds on them."""
    import spacy.lang.zh  # noqa: F401  (registers the language)
    from spacy.util import load_config, load_model_from_config

    config = load_config(pipeline_path(name_or_path))
    for name in ("policy_statements", "policy_targets"):
        if name in config["nlp"]["pipeline"]:
            config["nlp"]["pipeline"].remove(name)
        config["components"].pop(name, None)
    nlp = load_model_from_config(config, auto_fill=True)
    nlp.max_length = 1 << 31
    return nlp


def read_example(path: Path, nlp: Language) -> Example:
    """One annotated report: `path` is its JSON, beside which the text lies."""
    text = path.with_suffix(".txt").read_bytes().decode("utf-8-sig")
    gold = json.loads(path.read_text("utf-8"))
    annotated = gold["statements"]
    if all(layer in gold for layer in ("sections", "quantities", "projects")):
        doc = nlp.make_doc(text)
        _annotate(doc, gold)
    else:
        doc = nlp(text)
    return _example(path.stem, doc, annotated)


def _example(name: str, doc: Doc, annotated: list[dict[str, Any]]) -> Example:
    """What is learned from a document in which sections, quantities and projects are known."""
    seen = look(doc)
    words = words_of(doc, seen.starts, seen.ends)
    context = seen.context
    known = features(seen.view.text, seen.codes, seen.pieces, context, words)
    unknown = Context(
        np.zeros_like(context.kinds), context.heading, context.quantities, context.projects, context.silent
    )
    bare = features(seen.view.text, seen.codes, seen.pieces, unknown, words)
    count = len(seen.pieces)
    clause = np.full(count, -1, dtype=np.int64)
    label = np.zeros(count, dtype=np.int64)
    for k, statement in enumerate(annotated):
        first = int(np.searchsorted(seen.ends, statement["start"], side="right"))
        behind = int(np.searchsorted(seen.starts, statement["end"]))
        clause[first:behind] = k
        label[first:behind] = 1 if statement["label"] == "commitment" else 2
    joined = np.zeros(count, dtype=np.bool_)
    joined[1:] = (clause[1:] >= 0) & (clause[1:] == clause[:-1])
    closed = np.concatenate(([LINE], seen.pieces.closers[:-1]))
    openers = np.where(np.concatenate(([True], seen.pieces.breaks[:-1])), LINE, closed)
    may_join = (openers == COMMA) | (openers == COLON)
    starts, ends = seen.pieces.starts, seen.pieces.ends
    return Example(
        name,
        _sparse(known, starts, ends),
        _sparse(bare, starts, ends),
        label,
        joined,
        may_join,
        clause,
        annotated,
    )


class ExcerptRow(Excerpt):
    """A row of the table of excerpts: `read` says that a stretch was annotated, the others are its clauses."""

    label: Literal["read", "commitment", "claim"]
    type: Literal["action", "outcome", ""]
    testable: Literal["yes", "no", ""]
    status: Literal["done", "underway", ""]


def read_excerpts(table: Path, corpus: Path, nlp: Language) -> list[Example]:
    """Annotated stretches of raw reports; sections, quantities and projects are found by `nlp`.

    Raises:
        ValueError: if a report of the table is not in the corpus, or not the one that was annotated.
    """
    examples = []
    for path, text, rows in annotated_reports(table, corpus, ExcerptRow):
        statements = [
            {
                "start": row.start,
                "end": row.end,
                "label": row.label,
                "type": row.type,
                "testable": row.testable == "yes",
                "status": row.status or None,
            }
            for row in rows
            if row.label != "read"
        ]
        doc = nlp(text)
        whole, seen = _example(path, doc, statements), look(doc)
        for row in rows:
            if row.label == "read":
                first = int(np.searchsorted(seen.ends, row.start, side="right"))
                behind = int(np.searchsorted(seen.starts, row.end))
                examples.append(_part(whole, first, behind))
    return examples


def _part(whole: Example, first: int, behind: int) -> Example:
    """Some consecutive pieces of an example."""
    clause = whole.clause[first:behind]
    held = np.unique(clause[clause >= 0])
    may_join = whole.may_join[first:behind].copy()
    may_join[:1] = False  # the piece before is not among them
    return Example(
        whole.name,
        whole.rows[first:behind],
        whole.bare[first:behind],
        whole.label[first:behind],
        whole.joined[first:behind],
        may_join,
        np.where(clause >= 0, np.searchsorted(held, clause), -1),
        [whole.statements[k] for k in held.tolist()],
        EXCERPTS_COUNT,
    )


def _annotate(doc: Doc, gold: dict[str, Any]) -> None:
    """Put annotated sections, quantities and projects where components would put what they find."""
    found = annotations_of(doc)
    text = clean_text(doc).raw
    found.sections = []
    for i, section in enumerate(gold["sections"]):
        start, level = section["start"], section["level"]
        end = next((s["start"] for s in gold["sections"][i + 1 :] if s["level"] <= level), len(text))
        heading = Heading(start=start, end=start + len(section["heading"]), text=section["heading"])
        found.sections.append(
            Section(id=f"s{start}", level=level, heading=heading, start=start, end=end, kind=section["kind"])
        )
    for layer, model in (("quantities", Quantity), ("projects", Project)):
        # Only where they stand is looked at.
        spans = [
            {
                "id": f"{layer}{k['start']}",
                "start": k["start"],
                "end": k["end"],
                "text": text[k["start"] : k["end"]],
            }
            for k in gold[layer]
        ]
        setattr(found, layer, [model.model_construct(**span) for span in spans])


def _sparse(found: Features, starts: Ints, ends: Ints) -> Any:
    from scipy.sparse import csr_matrix

    count = len(starts)
    lengths = ends - starts
    owner = np.repeat(np.arange(count), lengths)
    position = (
        np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + np.repeat(starts, lengths)
    )
    rows = [owner] * len(found.bags)
    columns = [bag[position] for bag in found.bags]
    for fixed in (found.slots, found.tags):
        rows.append(np.repeat(np.arange(count), fixed.shape[1]))
        columns.append(fixed.ravel())
    row, column = np.concatenate(rows), np.concatenate(columns)
    real = column > 0
    matrix = csr_matrix((np.ones(int(real.sum())), (row[real], column[real])), shape=(count, ROWS))
    matrix.sum_duplicates()
    return matrix


def _before(matrix: Any) -> Any:
    """Each piece's row replaced by that of the piece before."""
    from scipy.sparse import csr_matrix, vstack

    return vstack([csr_matrix((1, matrix.shape[1])), matrix[:-1]]).tocsr()


def _summed(matrix: Any, group: Ints, count: int) -> Any:
    from scipy.sparse import csr_matrix

    real = np.flatnonzero(group >= 0)
    select = csr_matrix((np.ones(len(real)), (group[real], real)), shape=(count, matrix.shape[0]))
    return select @ matrix


def _fit(matrix: Any, wanted: Ints, strength: float, weight: Floats | None = None) -> tuple[Floats, Floats]:
    """Weights (rows × classes; one column for two classes) and biases of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    classes = len(np.unique(wanted))
    if classes < 2:
        # A task that the data do not show: never, or always.
        certain = 8.0 if len(wanted) and wanted[0] else -8.0
        return np.zeros((matrix.shape[1], 1)), np.array([certain])
    if classes == 2:
        model = LogisticRegression(C=strength, solver="liblinear", max_iter=200, tol=1e-3, random_state=0)
    else:
        model = LogisticRegression(C=strength, solver="lbfgs", max_iter=300, tol=1e-4)
    used = np.flatnonzero(matrix.getnnz(axis=0))
    model.fit(matrix[:, used], wanted, sample_weight=weight)
    weights = np.zeros((matrix.shape[1], model.coef_.shape[0]))
    weights[used] = model.coef_.T
    return weights, model.intercept_


def train(examples: Sequence[Example]) -> LinearModel:
    """Fit all heads to annotated reports.

    Raises:
        ValueError: if there is nothing to learn from.
    """
    import sklearn.linear_model  # noqa: F401  (only what is loaded already is limited)
    from threadpoolctl import threadpool_limits

    # With several threads, sums are added in another order on every machine, and the last digit of a weight moves.
    with threadpool_limits(1):
        return _trained(examples)


def _trained(examples: Sequence[Example]) -> LinearModel:
    from scipy.sparse import hstack, vstack

    if not any(len(e.statements) for e in examples):
        raise ValueError("no annotated statements to learn from")
    weights = np.zeros((ROWS, len(HEADS)))
    bias = np.zeros(len(HEADS))
    tagless = np.ones(ROWS)
    tagless[(1 << BAG_BITS) + (1 << SLOT_BITS) :] = 0
    from scipy.sparse import diags

    without_tags = diags(tagless)

    label = np.concatenate([e.label for e in examples] * 2)
    weight = np.concatenate([np.full(len(e.label), e.weight) for e in examples])
    importance = np.concatenate([weight, UNSECTIONED * weight])
    matrix = vstack([e.rows for e in examples] + [e.bare for e in examples]).tocsr() @ without_tags
    seen = np.unique(label).tolist()
    found, intercept = _fit(matrix, label, C_LABEL, importance)
    if len(seen) == 3:
        weights[:, :3], bias[:3] = found, intercept
    else:
        # Two of the three labels: the score decides between them, the third is ruled out.
        bias[:3] = -20.0
        bias[seen] = 0.0
        weights[:, seen[-1]], bias[seen[-1]] = found[:, 0], intercept[0]

    pairs = vstack([hstack([_before(e.rows), e.rows]).tocsr()[e.may_join] for e in examples]).tocsr()
    both = diags(np.concatenate((tagless, tagless)))
    joined = np.concatenate([e.joined[e.may_join] for e in examples]).astype(np.int64)
    weight = np.concatenate([np.full(int(e.may_join.sum()), e.weight) for e in examples])
    found, intercept = _fit(pairs @ both, joined, C_JOINED, weight)
    weights[:, 3], weights[:, 4], bias[4] = found[:ROWS, 0], found[ROWS:, 0], intercept[0]

    clauses = vstack([_summed(e.rows, e.clause, len(e.statements)) for e in examples]).tocsr()
    statements = [s for e in examples for s in e.statements]
    real = clauses.getnnz(axis=1) > 0
    claims = real & np.array([s["label"] == "claim" for s in statements])
    for head, asked, wanted in (
        ("outcome", real, [s["type"] == "outcome" for s in statements]),
        ("testable", real, [bool(s["testable"]) for s in statements]),
        ("underway", claims, [s.get("status") == "underway" for s in statements]),
    ):
        column = HEADS.index(head)
        chosen = clauses[asked] if head in WITH_TAGS else clauses[asked] @ without_tags
        found, intercept = _fit(chosen, np.array(wanted, dtype=np.int64)[asked], C_SAYS)
        weights[:, column], bias[column] = found[:, 0], intercept[0] + LEANING.get(head, 0.0)
    return quantise(weights, bias, TASK, VERSION, HEADS, SHARED_SCALE)


def read_examples(folders: Sequence[Path], nlp: Language | None = None) -> list[Example]:
    """The annotated reports of some folders, in the order of their names."""
    nlp = nlp or lower_pipeline()
    return [read_example(path, nlp) for folder in folders for path in sorted(folder.glob("*.json"))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on annotated reports and write the weight file."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_nlp.learn statements",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", nargs="+", type=Path, help="folders of annotated reports")
    parser.add_argument("--output", type=Path, required=True, help="the weight file to write (.npz)")
    parser.add_argument("--corpus", type=Path, help="folder of the reports that the excerpts are from")
    parser.add_argument(
        "--excerpts", type=Path, default=EXCERPTS, help="annotated stretches of reports of the corpus"
    )
    parser.add_argument(
        "--pipeline",
        default="annual_report",
        help="the pipeline that finds sections, quantities and projects",
    )
    given = parser.parse_args(arguments)
    missing = [str(folder) for folder in given.data if not any(folder.glob("*.json"))]
    if missing:
        parser.error(f"no annotated reports (NAME.json with NAME.txt) in {', '.join(missing)}")
    nlp = lower_pipeline(given.pipeline)
    examples = read_examples(given.data, nlp)
    if given.corpus is not None:
        examples += read_excerpts(given.excerpts, given.corpus, nlp)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    write_model(train(examples), given.output)
    print(
        f"{given.output}: learned from {sum(len(e.statements) for e in examples)} clauses of {len(examples)} reports and stretches of reports"
    )


if __name__ == "__main__":
    main()
