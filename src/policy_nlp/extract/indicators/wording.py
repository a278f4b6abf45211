"""What all readers of words share: clauses, quotation marks, tidy names."""

from __future__ import annotations

import re

LONGEST = 30
"""How many characters a name has at most."""


def last_piece(context: str) -> str:
    """The last clause in front of a comma, as far as it can name something."""
    piece = context[max(context.rfind("，"), context.rfind("：")) + 1 :]
    return piece if len(piece) <= 16 else ""


def is_increment(change: str) -> bool:
    return bool(change) and change != "累计" and not change.endswith(("至", "到"))


_REACHED = re.compile(
    r"(?<=[一-鿿]{2})(?:力争|预计|争取|确保|将|已|共|分别|均)*(?:实现|完成)(?=[一-鿿]{0,4}(?:产值|产量|发电量|增加值|收入|利润|利税|税收|总额|销售额|交易额|零售额)$)"
)


_LABEL = re.compile(r"^(?:（[^）]{1,4}）|\d{1,2}[.．、]|（(?!.*）))")


def clean(name: str) -> str:
    name = name.strip("的、，：:—了 　").rstrip("和与及、“《（").removesuffix("预计")
    if "分别" in name:
        name = name.replace("分别", "")
    if "实现" in name or "完成" in name:
        name = _REACHED.sub("", name)
    if name[:1] == "（" or name[:1].isdecimal():
        name = _LABEL.sub("", name) or name
    if name.endswith("等") and name[-2:-1] not in "高平同初中对优头":
        name = name[:-1]
    for opening, closing in ("（）", "“”"):
        if closing in name and opening not in name:
            name = name[name.rfind(closing) + 1 :] or name
    return name


def inside_quotes(chunk: str, position: int) -> bool:
    return chunk.count("“", 0, position) > chunk.count("”", 0, position)
