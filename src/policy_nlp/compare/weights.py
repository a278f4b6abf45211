"""What each level is worth: a logistic model in a readable JSON file, learned by `policy_nlp.learn.matches`."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.compare.levels import Pair
from policy_nlp.records import ComparisonLevel


class Weights(BaseModel):
    """A prior and a weight per level, in log-odds; a level without a weight adds nothing."""

    model_config = ConfigDict(extra="forbid")

    what: str = "log-odds that a claim answers a promise, by the levels of comparison that the two reach"
    learned_from: str = ""
    prior: float
    threshold: float = Field(ge=0, le=1, description="score from which a claim answers")
    share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="further claims answer too from this share of the best one's score",
    )
    levels: dict[str, float]

    def score(self, pair: Pair) -> float:
        """The likelihood, 0..1, that the claim answers the promise."""
        total = self.prior + sum(self.levels.get(r.key, 0.0) for r in pair.reached)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def explained(self, pair: Pair) -> list[ComparisonLevel]:
        """The pair's levels with their weights."""
        return [
            ComparisonLevel(
                name=r.name,
                level=r.level,
                similarity=None if r.similarity is None else round(r.similarity, 3),
                weight=round(self.levels.get(r.key, 0.0), 3),
            )
            for r in pair.reached
        ]


def read_weights(path: Path) -> Weights:
    """Weights from a file.

    Raises:
        ValueError: if the file does not have the form of weights.
    """
    return Weights.model_validate(json.loads(path.read_text("utf-8")))


@cache
def load_weights() -> Weights:
    """The weights that come with the package."""
    return read_weights(Path(str(files("policy_nlp.compare").joinpath("data", "weights.json"))))
