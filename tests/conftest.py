"""What all tests share: where the real reports are, the default pipeline, Hypothesis profiles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden", action="store_true", help="rewrite tests/golden from what is found now"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs the real reports where they are absent."""
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="needs the real reports and the gold in ../shared")
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real reports and the gold."""
    return SHARED


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the invented reports."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def nlp():
    """The default pipeline."""
    from policy_nlp import load_pipeline

    return load_pipeline()
