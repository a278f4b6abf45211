"""Weight files: what is written is read back, the same model gives the same bytes, and nothing else is accepted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.models import LinearModel, ModelError, load_model, model_path, quantise, unpack, write_model

HEADS = ("a", "b", "c", "d", "e")


def some_model(seed: int = 1) -> LinearModel:
    rng = np.random.default_rng(seed)
    return quantise(rng.normal(size=(64, 5)), rng.normal(size=5), "clauses", 3, HEADS, ((0, 1),))


def test_a_written_model_is_read_back(tmp_path):
    model = some_model()
    write_model(model, tmp_path / "m.npz")
    read = load_model(tmp_path / "m.npz", "clauses", 3, HEADS)
    assert np.array_equal(read.weights, model.weights)
    assert np.array_equal(read.bias, model.bias)
    assert np.array_equal(read.scale, model.scale)
    assert (read.task, read.features, read.heads) == ("clauses", 3, HEADS)


def test_the_same_model_gives_the_same_bytes(tmp_path):
    write_model(some_model(), tmp_path / "one.npz")
    write_model(some_model(), tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_heads_that_share_a_scale_count_in_the_same_steps():
    model = some_model()
    assert model.scale[0] == model.scale[1]
    assert len(set(model.scale[1:].tolist())) == 4


@pytest.mark.parametrize(
    ("task", "features", "heads", "word"),
    [("projects", 3, HEADS, "task"), ("clauses", 4, HEADS, "features"), ("clauses", 3, ("a",), "heads")],
)
def test_a_model_for_something_else_is_refused_and_the_message_says_what_to_do(
    tmp_path, task, features, heads, word
):
    write_model(some_model(), tmp_path / "m.npz")
    with pytest.raises(ModelError, match=rf"its {word} is .*policy_nlp\.learn {task}"):
        load_model(tmp_path / "m.npz", task, features, heads)


def test_a_missing_file_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(ModelError, match="no such weight file; train one with"):
        load_model(tmp_path / "none.npz", "clauses", 3, HEADS)


def test_a_file_with_code_in_it_is_not_run(tmp_path):
    """An array of Python objects needs pickle; loading refuses it."""
    np.savez(tmp_path / "m.npz", header=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ModelError, match="not a weight file"):
        load_model(tmp_path / "m.npz", "clauses", 3, HEADS)


def test_a_truncated_file_is_refused(tmp_path):
    write_model(some_model(), tmp_path / "whole.npz")
    (tmp_path / "m.npz").write_bytes((tmp_path / "whole.npz").read_bytes()[:200])
    with pytest.raises(ModelError, match="not a weight file"):
        load_model(tmp_path / "m.npz", "clauses", 3, HEADS)


def test_a_name_stands_for_a_file_of_the_package():
    assert model_path("statements").is_file()
    assert model_path("mine/other.npz").as_posix() == "mine/other.npz"


@given(st.lists(st.lists(st.integers(-128, 127), min_size=5, max_size=5), min_size=1, max_size=250))
def test_packed_sums_are_the_sums_of_the_single_heads(rows):
    """Four heads travel in one number; up to 250 weights of either sign add up without touching their neighbours."""
    weights = np.array(rows, dtype=np.int8)
    model = LinearModel("clauses", 3, HEADS, weights, np.zeros(5, np.int32), np.ones(5, np.float32))
    packed = model.packed().sum(axis=1, keepdims=True)
    assert unpack(packed, 5)[0].tolist() == weights.astype(int).sum(axis=0).tolist()
