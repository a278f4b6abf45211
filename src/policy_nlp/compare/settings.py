"""The tolerances and thresholds of a comparison. The defaults are those of the output contract."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """What a user may set otherwise. Shares are parts of one (0.10 = ten per cent)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exceed_points: Decimal = Field(
        default=Decimal(1), ge=0, description="a rate that is better by so many points is exceeded"
    )
    exceed_share: Decimal = Field(
        default=Decimal("0.10"), ge=0, description="an amount that is above by this share is exceeded"
    )
    approx_share: Decimal = Field(
        default=Decimal("0.05"), ge=0, description="左右 counts as reached down to this share below"
    )
    partial_share: Decimal = Field(
        default=Decimal("0.80"), ge=0, le=1, description="an amount from this share of the target is partial"
    )
    together_points: Decimal = Field(
        default=Decimal("0.5"), ge=0, description="同步 is reached within so many points"
    )
    threshold: float | None = Field(
        default=None, ge=0, le=1, description="score from which a claim answers; null takes the learned one"
    )
    candidates: int = Field(default=12, ge=1, description="claims that are compared in full for each promise")
    rejected: int = Field(default=3, ge=0, description="rejected claims that are kept as proof")


DEFAULTS = Settings()
