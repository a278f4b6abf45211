"""Random but plausible report text, for properties that must hold for ANY text."""

from __future__ import annotations

from hypothesis import strategies as st

ENUMERATORS = ["一、", "（一）", "(二)", "1．", "2、", "——", "第一，", "一是", "二要", "三、", "（十）"]
HEADINGS = [
    "2024年工作回顾",
    "2025年工作安排",
    "主要任务",
    "重点工作",
    "总体要求",
    "存在问题",
    "过去五年的工作",
    "今后五年的奋斗目标",
]
PIECES = [
    "新建公园",
    "完成投资",
    "规上工业增加值",
    "同比增长",
    "力争",
    "确保",
    "云溪县",
    "青石岭水库二期",
    "全面推进",
    "下降",
    "达到",
    "左右",
    "以上",
    "不低于",
    "突破",
    "居全省第",
    "其中",
    "分别",
    "一般公共预算收入",
    "为",
    "、",
    "，",
    "。",
    "；",
    "“",
    "”",
    "（",
    "）",
    "\n",
    "\r\n",
    "　",
    " ",
    ",",
    ":",
    "??",
    "\u200b",
    "同志们：",
    "各位代表",
    "由",
    "降至",
    "控制在",
    "以内",
    "余",
    "多",
    "万",
    "亿",
    "百分之",
]
UNITS = [
    "%",
    "％",
    "亿元",
    "万元",
    "个",
    "家",
    "公里",
    "个百分点",
    "倍",
    "万亩",
    "名",
    "位",
    "年",
    "月",
    "期",
    "",
]
NUMERALS = [
    "十二",
    "两",
    "三分之一",
    "二十万亿",
    "百分之五点五",
    "千分之三",
    "5%—5.5%",
    "4.2∶41.1∶54.7",
    "23,876",
    "１２．５",
    "3-5",
    "第3",
    "过半",
]

numerals = st.one_of(
    st.decimals(0, 10**9, places=1, allow_nan=False).map(str),
    st.integers(0, 10**6).map(str),
    st.sampled_from(NUMERALS),
)
quantities = st.tuples(numerals, st.sampled_from(UNITS)).map("".join)
pieces = st.one_of(
    st.sampled_from(PIECES),
    st.sampled_from(HEADINGS),
    st.sampled_from(ENUMERATORS),
    quantities,
    st.text(max_size=4),
)
report_texts = st.lists(pieces, max_size=120).map("".join)
"""Text in the vocabulary and with the punctuation of a report, with noise in between."""

any_texts = st.one_of(st.text(), report_texts)
