"""The records that the package gives out: pydantic models, the single source of truth of the output contract.

In: nothing; this package imports no other package of policy_nlp. Out: the models of one processed report
(:class:`Report`), of a comparison of two years (:class:`Comparison`), and their JSON Schema
(:func:`json_schema`).
"""

from policy_nlp.records.comparison import (
    Candidate,
    Change,
    ChangeKind,
    Comparison,
    ComparisonLevel,
    Evidence,
    FulfilmentRow,
    NumberCheck,
    NumberRule,
    PlanChange,
    Span,
    TargetSpan,
)
from policy_nlp.records.ids import item_id, text_digest
from policy_nlp.records.report import (
    SCHEMA_VERSION,
    Claim,
    Commitment,
    Heading,
    Item,
    PipelineInfo,
    Project,
    Quantity,
    Report,
    ReportInfo,
    Section,
    SourceInfo,
    Target,
)
from policy_nlp.records.schema import json_schema
from policy_nlp.records.vocabulary import (
    Comparator,
    Level,
    ProjectKind,
    QuantityKind,
    SectionKind,
    Stage,
    StatementType,
    Status,
    Strength,
    Verdict,
)

__all__ = [
    "SCHEMA_VERSION",
    "Candidate",
    "Change",
    "ChangeKind",
    "Claim",
    "Commitment",
    "Comparator",
    "Comparison",
    "ComparisonLevel",
    "Evidence",
    "FulfilmentRow",
    "Heading",
    "Item",
    "Level",
    "NumberCheck",
    "NumberRule",
    "PipelineInfo",
    "PlanChange",
    "Project",
    "ProjectKind",
    "Quantity",
    "QuantityKind",
    "Report",
    "ReportInfo",
    "Section",
    "SectionKind",
    "SourceInfo",
    "Span",
    "Stage",
    "StatementType",
    "Status",
    "Strength",
    "Target",
    "TargetSpan",
    "Verdict",
    "item_id",
    "json_schema",
    "text_digest",
]
