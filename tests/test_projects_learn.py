"""Training of the project tagger: right gradients, the same bytes, weights that can be read again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from policy_nlp.extract.projects.features import Common, features, words_of, worth_a_look
from policy_nlp.extract.projects.tagger import LABELS, find_names, load_weights
from policy_nlp.learn.projects import (
    Annotation,
    Sentences,
    labels_of,
    likelihood,
    main,
    read_excerpts,
    read_gold,
    save,
    train,
)

TEXTS = [
    ("加快推进【云溪水库】建设，推动【南岭大桥】开工，确保【石桥产业园二期】建成投用。", "project"),
    ("【东岭高铁】、【青石机场】等重大项目开工建设，深化改革，优化服务。", "project"),
    ("深入实施【品牌提升行动】，推进经济发展，提高生活水平。", "programme"),
] * 3


def write_gold(folder: Path) -> Path:
    folder.mkdir()
    for i, (marked, kind) in enumerate(TEXTS):
        plain, projects = "", []
        for character in marked:
            if character == "【":
                projects.append({"start": len(plain), "kind": kind, "stage": None})
            elif character == "】":
                projects[-1]["end"] = len(plain)
            else:
                plain += character
        (folder / f"r{i}.txt").write_text(plain, "utf-8")
        (folder / f"r{i}.json").write_text(json.dumps({"projects": projects}), "utf-8")
    return folder


@pytest.fixture()
def common() -> Common:
    return Common(np.zeros(1 << 15, np.uint8), np.zeros(1 << 15, np.uint8), np.zeros(1 << 15, np.uint8))


def test_the_gradient_is_the_slope_of_the_likelihood():
    """Compared with differences of the likelihood itself, for emissions and transitions."""
    random = np.random.default_rng(1)
    k = len(LABELS)
    emission, transition = random.normal(size=(5, k)), random.normal(size=(k, k))
    batch = Sentences(np.array([[0, 1, 2], [3, 4, -1]]), np.array([[0, 1, 3], [4, 0, 0]]))
    value, by_row, by_pair = likelihood(emission, transition, batch)
    assert value > 0
    step = 1e-6
    for row, label in ((0, 0), (2, 3), (4, 5)):
        moved = emission.copy()
        moved[row, label] += step
        assert (likelihood(moved, transition, batch)[0] - value) / step == pytest.approx(
            by_row[row, label], abs=1e-4
        )
    for before, behind in ((0, 0), (0, 1), (1, 3), (4, 0)):
        moved = transition.copy()
        moved[before, behind] += step
        assert (likelihood(emission, moved, batch)[0] - value) / step == pytest.approx(
            by_pair[before, behind], abs=1e-4
        )


def test_a_word_belongs_to_a_name_if_most_of_it_does(nlp):
    words = words_of(nlp.make_doc("推进云溪水库建设"))
    labels = labels_of(words, [Annotation(2, 6, "project")])
    inside = [(int(s), int(e)) for s, e, label in zip(words.starts, words.ends, labels, strict=True) if label]
    assert inside[0][0] == 2
    assert inside[-1][1] == 6


def test_what_was_taught_is_found_after_saving_and_loading(nlp, common: Common, tmp_path: Path):
    examples = read_gold(write_gold(tmp_path / "gold"), nlp.make_doc)
    save(train(examples, common, l2=0.05, rounds=40), tmp_path / "one.npz")
    doc = nlp.make_doc(TEXTS[0][0].replace("【", "").replace("】", ""))
    names = [doc.text[span.start : span.end] for span in find_names(doc, load_weights(tmp_path / "one.npz"))]
    assert names == ["云溪水库", "南岭大桥", "石桥产业园二期"]


def test_the_same_data_give_the_same_bytes(tmp_path: Path):
    gold = write_gold(tmp_path / "gold")
    corpus = tmp_path / "corpus" / "county" / "甲县"
    corpus.mkdir(parents=True)
    (corpus / "2024.txt").write_text("推进云溪水库建设。", "utf-8")
    (tmp_path / "excerpts.tsv").write_text(
        "path\tstart\tend\tkind\ncounty/甲县/2024.txt\t0\t9\tread\ncounty/甲县/2024.txt\t2\t6\tproject\n",
        "utf-8",
    )
    for name in ("a.npz", "b.npz"):
        main(
            [
                str(gold),
                "--corpus",
                str(tmp_path / "corpus"),
                "--excerpts",
                str(tmp_path / "excerpts.tsv"),
                "--output",
                str(tmp_path / name),
            ]
        )
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_excerpts_of_a_report_that_is_not_there_are_refused(nlp, tmp_path: Path):
    (tmp_path / "excerpts.tsv").write_text(
        "path\tstart\tend\tkind\ncounty/乙县/2024.txt\t0\t9\tread\n", "utf-8"
    )
    with pytest.raises(ValueError, match="not there"):
        read_excerpts(tmp_path / "excerpts.tsv", tmp_path, nlp.make_doc)


def test_only_sentences_that_can_hold_a_project_are_looked_at(nlp, common: Common):
    words = words_of(nlp.make_doc("各位代表，请予审议。推进云溪水库二期建设。"))
    chosen = worth_a_look(words, common)
    assert set(words.sentence[chosen].tolist()) == {1}
    assert {len(column) for column in features(words, chosen, common)} == {len(chosen)}
