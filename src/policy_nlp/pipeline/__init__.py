"""The pipeline: assembles the components from a config file and turns a text or a file into a report.

In: a config (default `annual_report.cfg`), a text or a path. Out: a :class:`policy_nlp.records.Report`.

May import: records, document, read, tag, structure, extract.
"""

from policy_nlp.pipeline.load import PipelineError, load_pipeline, pipeline_path
from policy_nlp.pipeline.process import Overrides, process_path, process_source, process_text

__all__ = ["Overrides", "PipelineError", "load_pipeline", "pipeline_path", "process_path", "process_source", "process_text"]
