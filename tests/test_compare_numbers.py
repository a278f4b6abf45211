"""The rules by which numbers decide a verdict: the contract's tolerances, direction, comparators, ranges."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.compare.numbers import (
    Promised,
    in_base_unit,
    judge,
    judge_together,
    plain,
    rule_for,
    unit_kind,
    unit_rows,
)
from policy_nlp.compare.settings import Settings

D = Decimal


def verdict(value: str, claimed: str, **promise) -> str:
    upper = promise.pop("upper", None)
    return judge(Promised(D(value), D(upper) if upper else None, **promise), D(claimed)).verdict


@pytest.mark.parametrize(
    ("value", "claimed", "promise", "expected"),
    [
        ("7", "7", {}, "fulfilled"),
        ("7", "7.99", {}, "fulfilled"),
        ("7", "8", {}, "exceeded"),
        ("7", "6.9", {}, "missed"),
        ("5", "4.75", {"comparator": "approx"}, "fulfilled"),
        ("5", "4.74", {"comparator": "approx"}, "missed"),
        ("4.5", "4.4", {"comparator": "approx"}, "fulfilled"),
        ("6", "6.1", {"upper": "7"}, "fulfilled"),
        ("6", "5.9", {"upper": "7"}, "missed"),
        ("6", "8", {"upper": "7"}, "exceeded"),
        ("10", "-2.4", {"comparator": "ge"}, "missed"),
    ],
)
def test_rates_are_judged_by_difference_in_points(value, claimed, promise, expected):
    assert verdict(value, claimed, rule="rate", **promise) == expected


@pytest.mark.parametrize(
    ("value", "claimed", "promise", "expected"),
    [
        ("4000", "4385", {}, "fulfilled"),
        ("3000", "3300", {}, "exceeded"),
        ("3000", "3000", {}, "fulfilled"),
        ("10", "8", {}, "partial"),
        ("10", "7", {}, "missed"),
        ("100", "95", {"comparator": "approx"}, "fulfilled"),
        ("100", "94", {"comparator": "approx"}, "partial"),
        ("10", "10", {"upper": "12"}, "fulfilled"),
        ("500", "500", {"comparator": "gt"}, "fulfilled"),
    ],
)
def test_amounts_are_judged_by_ratio(value, claimed, promise, expected):
    assert verdict(value, claimed, rule="amount", **promise) == expected


@pytest.mark.parametrize(
    ("value", "claimed", "promise", "expected"),
    [
        ("3", "0.2", {"comparator": "approx", "direction": "lower"}, "fulfilled"),
        ("5.5", "5.1", {"comparator": "approx", "direction": "lower"}, "fulfilled"),
        ("5.5", "5.7", {"comparator": "approx", "direction": "lower"}, "fulfilled"),
        ("5.5", "5.8", {"comparator": "approx", "direction": "lower"}, "missed"),
        ("5", "4.2", {"comparator": "le"}, "fulfilled"),
        ("5", "5.1", {"comparator": "le"}, "missed"),
        ("-3", "-4.2", {"comparator": "ge"}, "fulfilled"),
        ("-3", "-2.9", {"comparator": "ge"}, "missed"),
    ],
)
def test_where_lower_is_better_the_comparison_turns_round_and_nothing_is_exceeded(
    value, claimed, promise, expected
):
    assert verdict(value, claimed, rule="rate", **promise) == expected


@pytest.mark.parametrize(
    ("own", "other", "relation", "expected"),
    [
        ("6.1", "5.2", "同步", "fulfilled"),
        ("5.5", "6", "同步", "fulfilled"),
        ("4.2", "5", "同步", "missed"),
        ("5", "5.1", "高于", "missed"),
        ("5", "5.1", "低于", "fulfilled"),
    ],
)
def test_keeping_pace_is_reached_within_half_a_point(own, other, relation, expected):
    assert judge_together(D(own), D(other), relation).verdict == expected


def test_tolerances_are_settings():
    strict = Settings(exceed_points=D("0.1"), approx_share=D(0))
    assert judge(Promised(D(5), comparator="eq", rule="rate"), D("5.1"), strict).verdict == "exceeded"
    assert judge(Promised(D(5), comparator="approx", rule="rate"), D("4.9"), strict).verdict == "missed"


def test_units_of_one_kind_are_set_against_each_other_in_one_unit():
    assert in_base_unit(D(2), "公顷") == in_base_unit(D(30), "亩")
    assert in_base_unit(D(1), "吨") == in_base_unit(D(2000), "斤")
    assert unit_kind("家") == unit_kind("个") != unit_kind("人")
    assert unit_kind("标方") == "=标方"
    assert rule_for("%") == rule_for("百分点") == "rate"
    assert rule_for("位") == "rank"
    assert rule_for("亿元") == "amount"
    assert all(row.factor > 0 for row in unit_rows().values())


numbers = st.decimals(-10_000, 10_000, places=2, allow_nan=False)


@given(
    numbers,
    numbers,
    st.sampled_from(["eq", "ge", "gt", "le", "lt", "approx"]),
    st.sampled_from(["rate", "amount"]),
    st.sampled_from(["higher", "lower"]),
)
def test_a_better_number_never_has_a_worse_verdict(value, claimed, comparator, rule, direction):
    """Monotone in the claimed number, in the direction that is better."""
    order = ["missed", "partial", "fulfilled", "exceeded"]
    promised = Promised(value, comparator=comparator, direction=direction, rule=rule)
    seen = [
        order.index(judge(promised, claimed + step).verdict) for step in (D(-100), D(-1), D(0), D(1), D(100))
    ]
    assert seen in (sorted(seen), sorted(seen, reverse=True))


@given(numbers)
def test_the_target_itself_always_fulfils(value):
    for comparator in ("eq", "ge", "gt", "le", "lt", "approx"):
        for rule in ("rate", "amount"):
            assert judge(Promised(value, comparator=comparator, rule=rule), value).met


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_numbers_are_written_plainly(value):
    import re

    assert re.fullmatch(r"-?\d+(\.\d{1,4})?", plain(value))
