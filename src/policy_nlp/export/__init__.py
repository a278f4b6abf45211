"""Tables out of processed reports (导出): a tidy panel of indicators, and one flat table per layer.

In: a folder of processed reports, or the reports themselves. Out: rows, and files of rows: CSV that Excel opens, and
Parquet with types. `export_panel(folder)` gives the panel; `TABLES` names the flat tables.

May import: records, knowledge, write.
"""

from __future__ import annotations

from policy_nlp.export.files import write_csv, write_parquet
from policy_nlp.export.panel import PANEL, PanelRow, export_panel, panel_of
from policy_nlp.export.reports import ExportError, read_reports
from policy_nlp.export.tables import TABLES, Column, Table, export_table

__all__ = [
    "PANEL",
    "TABLES",
    "Column",
    "ExportError",
    "PanelRow",
    "Table",
    "export_panel",
    "export_table",
    "panel_of",
    "read_reports",
    "write_csv",
    "write_parquet",
]
