"""Training of the statement model: reproducible to the byte, usable through a pipeline's config, honest on bad data."""

from __future__ import annotations

import json

import pytest

from policy_nlp.extract.statements import Statements
from policy_nlp.learn.__main__ import main as learn
from policy_nlp.learn.statements import EXCERPTS, lower_pipeline, main, read_examples, read_excerpts, train
from policy_nlp.models import model_path, write_model

TEXTS = {
    "one": (
        "一、2023年工作回顾\n{新建公路32公里}，{城镇新增就业4200人}。{持续推进老城改造}。\n二、2024年工作安排\n<按照规划，改造管网15公里>，<大力发展旅游业>。",
    ),
    "two": (
        "一、2023年工作回顾\n{完成投资3亿元}，{青石岭水库加快建设}。我们也面临不少困难。\n二、2024年工作安排\n<力争增长6%>，<建设云溪大桥>，<优化环境>。",
    ),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Two invented reports; {…} marks claims, <…> commitments."""
    folder = tmp_path_factory.mktemp("data")
    for name, (marked,) in TEXTS.items():
        text, statements, opened = "", [], 0
        for char in marked:
            if char in "{<":
                opened = len(text)
            elif char in "}>":
                clause = text[opened:]
                statement = {
                    "start": opened,
                    "end": len(text),
                    "label": "claim" if char == "}" else "commitment",
                }
                statement |= {
                    "type": "outcome" if "增" in clause else "action",
                    "testable": any(c.isdigit() for c in clause),
                }
                if char == "}":
                    statement["status"] = "underway" if "推进" in clause or "加快" in clause else "done"
                statements.append(statement)
            else:
                text += char
        (folder / f"{name}.txt").write_bytes(text.encode())
        (folder / f"{name}.json").write_text(
            json.dumps({"statements": statements}, ensure_ascii=False), "utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def lower():
    return lower_pipeline()


def test_annotations_are_laid_on_the_pieces(data, lower):
    first, second = read_examples([data], lower)
    assert [s["label"] for s in first.statements] == ["claim"] * 3 + ["commitment"] * 2
    assert first.joined.sum() == 1  # 按照规划，改造…
    assert set(second.label.tolist()) == {0, 1, 2}
    assert first.rows.shape[0] == len(first.label)


def test_the_command_gives_the_same_bytes_and_a_model_that_loads(data, tmp_path):
    for name in ("a.npz", "b.npz"):
        assert learn(["statements", str(data), "--output", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert Statements(str(tmp_path / "a.npz")).scorer is not None


def test_data_without_one_of_the_labels_still_give_a_model(data, lower, tmp_path):
    """Who annotates only promises gets a model that never finds a report."""
    examples = read_examples([data], lower)
    for example in examples:
        example.label[example.label == 2] = 0
        example.statements[:] = [
            s for s in example.statements if s["label"] == "commitment"
        ] or example.statements
        example.clause[:] = -1
        example.clause[example.label == 1] = 0
    model = train(examples)
    write_model(model, tmp_path / "m.npz")
    assert model.bias[2] * model.scale[2] < -10


def test_a_folder_without_annotated_reports_is_an_error_that_says_so(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--output", str(tmp_path / "m.npz")])
    assert "no annotated reports" in capsys.readouterr().err


def test_nothing_annotated_is_an_error():
    with pytest.raises(ValueError, match="no annotated statements"):
        train([])


def test_an_unknown_task_prints_the_usage(capsys):
    assert learn(["poems"]) == 2
    assert "statements" in capsys.readouterr().err
    assert learn(["--help"]) == 0


@pytest.mark.shared
@pytest.mark.slow
def test_the_weights_of_the_package_are_what_the_command_gives(shared, tmp_path):
    folders = [str(shared / "gold" / name) for name in ("reports", "train")]
    main([*folders, "--corpus", str(shared / "corpus"), "--output", str(tmp_path / "m.npz")])
    assert (tmp_path / "m.npz").read_bytes() == model_path("statements").read_bytes()


def test_excerpts_are_stretches_of_raw_reports(tmp_path):
    """Only what was read is learned from; clauses are found by their offsets."""
    text = "青石县政府工作报告\n一、2023年工作回顾\n新建公园12个，绿化稳步推进。\n二、2024年工作安排\n新建学校3所，改善交通条件。\n"
    (tmp_path / "青石县.txt").write_text(text, "utf-8")
    at = {
        words: text.index(words) for words in ("新建公园12个", "绿化稳步推进", "新建学校3所", "改善交通条件")
    }
    rows = [
        ("青石县.txt", at["新建公园12个"], at["绿化稳步推进"] + 6, "read", "", "", ""),
        ("青石县.txt", at["新建公园12个"], at["新建公园12个"] + 7, "claim", "action", "yes", "done"),
        ("青石县.txt", at["绿化稳步推进"], at["绿化稳步推进"] + 6, "claim", "action", "no", "underway"),
        ("青石县.txt", at["新建学校3所"], at["新建学校3所"] + 6, "commitment", "action", "yes", ""),
    ]
    table = tmp_path / "excerpts.tsv"
    head = "path\tstart\tend\tlabel\ttype\ttestable\tstatus\n"
    table.write_text(head + "".join("\t".join(map(str, row)) + "\n" for row in rows), "utf-8")
    (example,) = read_excerpts(table, tmp_path, lower_pipeline())
    assert example.label.tolist() == [2, 2]
    assert example.clause.tolist() == [0, 1]
    assert [s["status"] for s in example.statements] == ["done", "underway"]
    assert example.rows.shape[0] == example.bare.shape[0] == 2
    assert example.weight < 1
    with pytest.raises(ValueError, match="not there"):
        read_excerpts(table, tmp_path / "elsewhere", lower_pipeline())


@pytest.mark.shared
def test_the_excerpts_of_the_package_are_of_reports_that_are_there(shared):
    seen = set()
    for line in EXCERPTS.read_text("utf-8").splitlines()[1:]:
        path, start, end, label, *_ = line.split("\t")
        if path not in seen:
            seen.add(path)
            length = len((shared / "corpus" / path).read_bytes().decode("utf-8-sig"))
        assert int(start) < int(end) <= length
        assert label in ("read", "commitment", "claim")
    assert len(seen) > 100
