"""How `policy_projects` is made."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import annotations as annotations_of
from policy_nlp.document import clean_text, sections_of
from policy_nlp.extract.projects.measures import measures_of
from policy_nlp.extract.projects.naming import name_key, phase_of
from policy_nlp.extract.projects.stages import Name, stages_of
from policy_nlp.extract.projects.tagger import find_names, load_weights
from policy_nlp.records import Project, item_id
from policy_nlp.records.trusted import trusted


class Projects:
    """Finds projects and programmes and stores them in the annotations.

    Args:
        weights: path of a weight file made by `python -m policy_nlp.learn projects`; None takes the package's own.
    """

    def __init__(self, weights: str | None = None) -> None:
        self.weights = load_weights(weights)

    def __call__(self, doc: Doc) -> Doc:
        found = annotations_of(doc)
        view = clean_text(doc)
        spans = find_names(doc, self.weights)
        names = [Name(span.start, span.end) for span in spans]
        stages = stages_of(view.text, names)
        measures = measures_of(view, names, found.quantities)
        sections = sections_of(doc)
        projects = []
        for span, stage, ids in zip(spans, stages, measures, strict=True):
            start, end = view.to_raw(span.start, span.end)
            text = view.raw[start:end]
            name = view.text[span.start : span.end]
            section = sections.at(start)
            if section is not None and section.appendix:
                continue  # a glossary names what the report has named already
            projects.append(
                trusted(
                    Project,
                    {
                        "id": item_id("p", start, end, found.digest),
                        "start": start,
                        "end": end,
                        "text": text,
                        "section": section.id if section else None,
                        "page": None,
                        "paragraph": None,
                        "name": text,
                        "name_key": name_key(name),
                        "kind": span.kind,
                        "phase": phase_of(name),
                        "stage": stage if span.kind == "project" else None,
                        "quantities": ids,
                    },
                )
            )
        found.projects = projects
        return doc


@Language.factory("policy_projects", assigns=["doc.user_data"], default_config={"weights": None})
def make_projects(nlp: Language, name: str, weights: str | None) -> Projects:
    """The factory of `policy_projects`."""
    return Projects(weights)
