"""Batches (批处理): many reports in, a folder of outputs and `run.json` out; fast, resumable, on one core or a cluster.

In: files, folders and URLs, with what is known of each report. Out: one output per report in a store, and a
:class:`Summary` of every input. One owner writes; workers (processes, or a cluster's) take paths and give back bytes.

`pairs` compares all consecutive years of a folder, on what is processed there.

May import: pipeline, compare, read, write, records.
"""

from __future__ import annotations

from policy_nlp.batch.jobs import BatchError, Job, Plan, plan_jobs
from policy_nlp.batch.run import Settings, run_batch
from policy_nlp.batch.summary import Summary

__all__ = ["BatchError", "Job", "Plan", "Settings", "Summary", "plan_jobs", "run_batch"]
