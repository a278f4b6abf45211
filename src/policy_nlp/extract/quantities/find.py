"""Finds every quantity in a cleaned text: numeral candidates first, then a local grammar around each.

One compiled expression jumps from candidate to candidate (a digit, 第, 翻, 一半, an opening quotation mark …);
around a candidate only a bounded stretch is read, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from policy_nlp.extract.quantities import context
from policy_nlp.extract.quantities.numerals import CN_NUMERALS, Numeral, plain, read_arabic, read_chinese
from policy_nlp.extract.quantities.vocabulary import (
    Unit,
    any_of,
    cues,
    pseudo_numerals,
    unit_lengths,
    units,
    words,
)
from policy_nlp.records import Comparator, QuantityKind


class FoundQuantity(NamedTuple):
    """A quantity in a cleaned text.

    Attributes:
        start: offset of its first character in the cleaned text.
        end: offset behind its last character (numeral and unit).
        kind: see :data:`policy_nlp.records.QuantityKind`.
        value: decimal string in the canonical unit, 万 and 亿 multiplied out; signed for growth and points.
        upper: the upper end of a range, else None.
        unit: the canonical unit, or None where none is printed.
        comparator: see :data:`policy_nlp.records.Comparator`.
    """

    start: int
    end: int
    kind: QuantityKind
    value: str
    upper: str | None
    unit: str | None
    comparator: Comparator


_PERCENT = Unit("%", "%", "ratio", "any")
_PERMILLE = Unit("‰", "‰", "ratio", "any")
_TIMES = Unit("倍", "倍", "ratio", "any")

_CN = CN_NUMERALS
# A candidate begins with one of these characters; what follows decides whether it is worth a look.
_SCAN = re.compile(
    rf"[0-9“《〔「‘\"第前首翻过{_CN}]"
    rf"(?:(?<=[0-9“《〔「‘\"])"
    rf"|(?<=第)(?=[0-9{_CN}])"
    rf"|(?<=前)(?=[0-9{_CN}])"
    rf"|(?<=首)(?=位)"
    rf"|(?<=过)(?=半)"
    rf"|(?<=翻)(?=了?[0-9{_CN}个]{{0,3}}[番倍])"
    rf"|(?<=一)(?=[倍半成番{_CN}]|点[{_CN}]|个百分点|个多?月)"
    rf"|(?<=零)(?=点[{_CN}])"
    rf"|(?<=[二两三四五六七八九十])"
    rf"|(?<=[百千])(?=[家个名场余多]|分之[0-9{_CN}])"
    rf"|(?<=万)(?=[余多]|分之[0-9{_CN}]))"
)
_CLOSING = {
    "“": ("”", 20),
    "《": ("》", 60),
    "〔": ("〕", 12),
    "「": ("」", 20),
    "‘": ("’", 20),
    '"': ('"', 20),
}
_TOKEN = re.compile(r"[0-9A-Za-z.+/·－\-—_%]*")
_RANGE = re.compile(rf"(?:[-—–~～－─−]{{1,2}}|至|到)(?=[0-9{_CN}])")
_RATIO = re.compile(r"\d+(?:\.\d+)?(?:[:：∶]\d+(?:\.\d+)?)+")
_YEAR = re.compile(
    r"(?:1[89]|20|21)\d\d(?:[-—–~～－/、和至到.]{1,2}(?:(?:1[89]|20|21)\d\d|\d\d(?=年))){0,6}(?:年|/|\.|-|—|～|~)"
)
_DATE = re.compile(
    r"\d{1,2}(?:[-—–~～－至到、和]{1,2}\d{1,2})?(?:月|日|号|时(?!代)|点(?:\d|钟|整)|世纪|年代|周年|届|期(?!项|培)|国道|省道|县道|号线)"
)
_DATE_STARTS = frozenset("-—–~～－至到、和月日号时点世年周届期国省县")
_BEYOND = re.compile(r"(?:(?P<gt>超过?)|不足|不到)(?:全[\u3400-\u9fff]{1,2}|[^，。；、\d]{0,3}总量)的?$")
_MULTIPLE = re.compile(rf"翻了?(?:(?P<番>[0-9{_CN}])?个?番|(?P<倍>[0-9{_CN}]{{1,3}})倍)")
_ORDINAL = re.compile(rf"(?P<of>第|前)(?P<number>\d{{1,4}}|[{_CN}]{{1,4}})")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CONNECTED = re.compile(
    r"(?:左右|以上|以内|以下|多|余)?(?:、|和|与|及|以及|，|或)(?:分别)?(?:超过?|突破|约|近|达到?)?"
)
_PERCENTAGE = re.compile(r"\d{1,4}(?:\.\d{1,4})?%")
_BREAK = re.compile(r"[，。；、]")
_AFTER_CLOSED = frozenset("的等和与及以占左为实")
_MEDALS = re.compile(r"\d{1,3}[金银铜]")
_LISTED = re.compile(rf"、(?:(?![{_CN}])[\u3400-\u9fff]){{1,5}}$")
_JOINT = re.compile(r"[、和与及]")
_SHARING = frozenset({"ratio", "money", "area", "mass", "energy", "length", "volume"})
_GROWTH_FOLLOWS = re.compile(
    r"(?:以上|左右)?的?(?:年均|平均)?(?:高?(?:增长|增速|增幅|涨幅)|速度(?:增长|递增|发展))(?![到至为])"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ANNOUNCED = re.compile(r"方面|的?(?:重点|主要|具体|重要)?(?:工作|任务)(?:[：。\n]|$)")
_SLASH = re.compile(r"(?P<share>\d)/(?P<of>[2-9]|10)(?![\d./A-Za-z])")
_INDEX_GOES_ON = frozenset("%‰:：∶-—–~～－+·/.,0123456789") | frozenset(map(chr, range(65, 123)))
_AROUND = frozenset({"左右", "以内", "以上", "以下"})
_TO = re.compile(r"[^，。；\d]{1,6}[到至为]")
_NO_SIGN_AFTER = frozenset("%‰）)”+-－−·./" + _CN) | frozenset(map(chr, range(48, 123)))
_INSIDE = frozenset("半多余")
_CODE = re.compile(r"\d+(?:[-－—]\d+){2,}")
_JOINTS = frozenset("、和与及")
_SHARED = re.compile(r"(?:[、和与及]\d{1,6}(?:\.\d{1,4})?[万亿]{0,2}){1,5}")
_LATIN = re.compile(r"[A-Za-z&]+$")


class _Item:
    """A quantity in the making."""

    __slots__ = (
        "comparator",
        "dimension",
        "end",
        "kind",
        "lead",
        "paired",
        "sign",
        "spread",
        "start",
        "unit",
        "upper",
        "value",
    )

    def __init__(
        self, start: int, end: int, value: Decimal, upper: Decimal | None, unit: str | None, dimension: str
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.upper = upper
        self.unit = unit
        self.dimension = dimension
        self.kind: QuantityKind = "amount"
        self.comparator: Comparator | None = None
        self.sign = 1
        self.lead = False  # a comparator stands before it
        self.paired = False  # a ratio of two (2.1：1)
        self.spread = False  # coordinated with the one before it, under 分别


def find_quantities(text: str) -> list[FoundQuantity]:
    """All quantities of a cleaned text (see :func:`policy_nlp.document.clean`), in order, without overlaps."""
    return _Finder(text).run()


class _Finder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[_Item] = []

    def run(self) -> list[FoundQuantity]:
        text, search, position = self.text, _SCAN.search, 0
        while (match := search(text, position)) is not None:
            start = match.start()
            character = text[start]
            if character.isdecimal() and character.isascii():
                position = self.arabic(start)
            elif character in _CLOSING:
                position = self.quoted(start, character)
            elif character in "第前":
                position = self.ordinal(start)
            elif character == "首":
                position = self.first_place(start)
            elif character == "翻":
                position = self.multiple(start)
            elif character == "过":
                position = self.more_than_half(start)
            else:
                position = self.chinese(start)
            if position <= start:
                position = start + 1
        self.spread_comparators()
        return [
            FoundQuantity(
                i.start,
                i.end,
                i.kind,
                _shown(i.value, i),
                None if i.upper is None else _shown(i.upper, i),
                i.unit,
                i.comparator or "eq",
            )
            for i in self.found
        ]

    # ---- candidates -------------------------------------------------------------------------------------------

    def quoted(self, start: int, character: str) -> int:
        """A short quotation is a name, and its numerals say nothing, unless it is a quantity and nothing else."""
        text = self.text
        closing, limit = _CLOSING[character]
        end = text.find(closing, start + 1, start + limit)
        if end < 0:
            return start + 1
        inner = start + 1
        if character != "《" and text.find("，", inner, end) > 0:
            return inner
        if text[end - 1] in _quotable() and (text[inner].isdecimal() or text[inner] in _CN):
            numeral = self.numeral(inner)
            if numeral is not None:
                unit, stop = self.unit_at(numeral.end)
                if (
                    stop == end
                    and unit is not None
                    and (unit.dimension in ("ratio", "money", "award") or unit.printed == "分")
                    and unit.printed != "强"
                ):
                    return inner
        return end + 1

    def numeral(self, start: int) -> Numeral | None:
        text = self.text
        return read_arabic(text, start) if text[start] <= "9" else read_chinese(text, start)

    def arabic(self, start: int) -> int:
        text = self.text
        number = _NUMBER.match(text, start)
        end = number.end() if number is not None else start + 1
        following = text[end : end + 1]
        if number is not None and self.indexed(start, end, following):
            return end
        if following not in _goes_on() or (following in ",，" and not text[end + 1 : end + 4].isdecimal()):
            # The common case of no quantity at all (24，): a number with nothing behind it that could make it one.
            return (
                self.token_end(start)
                if following in "+·." or (following.isascii() and following.isalpha())
                else end
            )
        if (code := _CODE.match(text, start)) is not None:
            return code.end()
        signed = False
        if start:
            before = text[start - 1]
            if before.isascii() and before.isalpha():
                latin = _LATIN.search(text, max(0, start - 6), start)
                known = latin is not None and latin.group() in cues("latin_before")
                if not known and not _PERCENTAGE.match(text, start):
                    return self.token_end(start)
            elif before in "+-－−" and text[max(0, start - 2) : start - 1] not in _NO_SIGN_AFTER:
                signed = True
            elif before in "+·_./":
                return self.token_end(start)
        if (
            following == "/"
            and (part := _SLASH.match(text, start)) is not None
            and int(part["of"]) > int(part["share"])
        ):
            share = (Decimal(int(part["share"]) * 100) / int(part["of"])).quantize(Decimal("0.01"))
            self.share(_Item(start, part.end(), share, None, "%", "ratio"))
            return part.end()
        numeral = read_arabic(text, start)
        if numeral is None:
            return self.token_end(start)
        end = numeral.end
        following = text[end : end + 1]
        if end == start + 4 and (year := _YEAR.match(text, start)) is not None:
            return year.end()
        if end <= start + 2 and following in _DATE_STARTS and (date := _DATE.match(text, start)) is not None:
            return date.end()
        if following and following in ":：∶" and text[end + 1 : end + 2].isdecimal():
            return self.ratio(start)
        if following in ("+", "·") or (following == "." and text[end + 1 : end + 2].isdecimal()):
            return self.token_end(start)
        if following in _JOINTS and (shared := _SHARED.match(text, end)) is not None:
            stop = self.shared(start, shared.end())
            if stop:
                return stop
        stop = self.measured(start, numeral, signed)
        if stop:
            return stop
        if following.isascii() and following.isalpha():
            return self.token_end(start)
        return end

    def indexed(self, start: int, end: int, following: str) -> bool:
        """Keeps a number without a unit that is the value of an index or coefficient (空气质量综合指数4.73)."""
        text = self.text
        if following in _INDEX_GOES_ON or (_HAN.match(following) and text[end : end + 2] not in _AROUND):
            return False
        if end - start > 9 or _index().search(text, max(self.last_end(), start - 18), start) is None:
            return False
        item = _Item(start, end, Decimal(text[start:end]), None, None, "")
        self.compare(item)
        self.found.append(item)
        return True

    def shared(self, start: int, stop: int) -> int:
        """Numbers that share the unit behind the last of them (提高1.7、3.7和3.8个百分点).

        Returns:
            Where the last number begins, which is read with its unit; 0 where there is no unit to share.
        """
        text = self.text
        unit, _ = self.unit_at(stop)
        if unit is None or unit.dimension not in _SHARING:
            return 0
        starts = [start, *(match.end() for match in _JOINT.finditer(text, start, stop))]
        for low in starts[:-1]:
            numeral = read_arabic(text, low)
            if numeral is None:
                return 0
            item = _Item(low, numeral.end, numeral.value, None, unit.canonical, unit.dimension)
            if unit.dimension == "ratio":
                self.share(item)
            else:
                self.compare(item)
                self.found.append(item)
        return starts[-1]

    def token_end(self, start: int) -> int:
        match = _TOKEN.match(self.text, start)
        return match.end() if match is not None and match.end() > start else start + 1

    def chinese(self, start: int) -> int:
        text = self.text
        if start and text[start - 1] in "数几":
            return self.run_end(start)
        numeral = read_chinese(text, start)
        if numeral is None:
            return self.run_end(start)
        if text.startswith(pseudo_numerals(), start):
            return numeral.end + 1
        if text[start : start + 2] == "一半" and not numeral.fraction:
            return self.half(start)
        if text[numeral.end : numeral.end + 1] in ("几", "数"):
            return numeral.end + 1
        return self.measured(start, numeral, False) or numeral.end

    def run_end(self, start: int) -> int:
        end, text = start + 1, self.text
        while end < len(text) and text[end] in _CN:
            end += 1
        return end

    def half(self, start: int) -> int:
        item = _Item(start, start + 2, Decimal(50), None, "%", "ratio")
        self.share(item)
        if (
            item.comparator is None
            and (beyond := _BEYOND.search(self.text, max(0, start - 8), start)) is not None
        ):
            item.comparator = "gt" if beyond["gt"] else "lt"
        return start + 2

    def more_than_half(self, start: int) -> int:
        begin = context.clause_start(self.text, start, self.last_end())
        window = self.text[begin:start]
        if not any(word in window for word in ("占", "率", "比重", "比例")):
            return start + 2
        item = _Item(start, start + 2, Decimal(50), None, "%", "ratio")
        item.kind, item.comparator = "percent", "gt"
        self.found.append(item)
        return start + 2

    def multiple(self, start: int) -> int:
        match = _MULTIPLE.match(self.text, start)
        if match is None:
            return start + 1
        times = match["番"]
        if match["倍"]:
            numeral = self.numeral(match.start("倍"))
            if numeral is None or numeral.end != match.end() - 1:
                return match.end()
            value = numeral.value
        else:
            numeral = self.numeral(match.start("番")) if times else None
            power = int(numeral.value) if numeral is not None else 1
            if not 0 < power < 10:
                return match.end()
            value = Decimal(2**power)
        item = _Item(start, match.end(), value, None, "倍", "ratio")
        item.kind = "multiple"
        self.compare(item)
        self.found.append(item)
        return match.end()

    def ratio(self, start: int) -> int:
        """Shares of three sectors (4.2∶41.1∶54.7): one percentage for each."""
        text = self.text
        match = _RATIO.match(text, start)
        if match is None:
            return start + 1
        parts = [
            (m.start(), m.end(), Decimal(m.group()))
            for m in re.finditer(r"\d+(?:\.\d+)?", text[start : match.end()])
        ]
        total = sum(value for _, _, value in parts)
        paired = _ratio_of_two().search(text, max(0, start - 12), start) is not None
        if not paired and self.found and self.found[-1].paired:
            paired = _TO.fullmatch(text, self.last_end(), start) is not None
        if len(parts) == 2 and parts[1][2] == 1 and paired:
            item = _Item(start, match.end(), parts[0][2], None, "倍", "ratio")
            item.kind, item.paired = "multiple", True
            self.compare(item)
            self.found.append(item)
            return match.end()
        if not (len(parts) >= 2 and 98 <= total <= 102):
            return match.end()
        for low, high, value in parts:
            item = _Item(start + low, start + high, value, None, "%", "ratio")
            item.kind = "percent"
            self.found.append(item)
        return match.end()

    # ---- ranks ------------------------------------------------------------------------------------------------

    def rank(self, start: int, end: int, value: Decimal, comparator: Comparator) -> int:
        item = _Item(start, end, value, None, "位", "rank")
        item.kind, item.comparator = "rank", comparator
        self.found.append(item)
        return end

    def rank_told(self, start: int) -> bool:
        """Whether the clause before a position tells a place in an order, or coordinates with one that does."""
        text = self.text
        if self.found:
            last = self.found[-1]
            if last.kind == "rank" and _CONNECTED.fullmatch(text, last.end, start):
                return True
        begin = context.clause_start(text, start, max(self.last_end(), start - 16))
        begin = max(begin, text.rfind("、", begin, start) + 1)
        return _rank_cue().search(text, begin, start) is not None

    def ordinal(self, start: int) -> int:
        text = self.text
        match = _ORDINAL.match(text, start)
        if match is None:
            return start + 1
        numeral = self.numeral(match.start("number"))
        end = match.end()
        if numeral is None or numeral.end != end:
            return start + 1 if text[start] == "前" else end
        following = text[end : end + 1]
        leading = text[start] == "前"
        comparator: Comparator = "le" if leading else "eq"
        if (
            following in ("位", "名", "强")
            and not (following == "强" and not leading)
            and not (following == "名" and _follows_word(text, end + 1))
        ):
            if leading and not self.rank_told(start):
                return start + 1
            if not leading and _put(text, start):
                return end + 1
            return self.rank(start, end + 1, numeral.value, comparator)
        if leading:
            if following in ("%", "‰"):
                return start + 1
            if following and _HAN.match(following) and following not in "的和与并且及":
                # 前三季度, 前两年: a stretch of time, and no number of its own
                return end if following in "季年个月天批期轮届" else start + 1
            return self.rank(start, end, numeral.value, comparator) if self.rank_told(start) else end
        if following == "大":
            return self.rank(start, end, numeral.value, comparator)
        if following and _HAN.match(following) and following not in "的和与并且及":
            return end
        if following.isalnum() and not _HAN.match(following):
            return end
        told = self.rank_told(start) or text.endswith(words("rank_end"), max(0, start - 2), start)
        return self.rank(start, end, numeral.value, comparator) if told else end

    def first_place(self, start: int) -> int:
        text = self.text
        following = text[start + 2 : start + 3]
        if following in ("度", "产") or text[max(0, start - 2) : start] in (
            "放在",
            "摆在",
            "置于",
            "作为",
            "摆到",
            "放到",
        ):
            return start + 2
        return self.rank(start, start + 2, Decimal(1), "eq") if self.rank_told(start) else start + 2

    # ---- numeral with unit ------------------------------------------------------------------------------------

    def unit_at(self, position: int) -> tuple[Unit | None, int]:
        """The unit that is printed at a position: the longest of the table, with its /per part or （variant）."""
        text = self.text
        lengths = unit_lengths().get(text[position : position + 1])
        if lengths is None:
            return None, position
        table = units()
        unit = None
        end = position
        for length in lengths:
            unit = table.get(text[position : position + length])
            if (
                unit is not None
                and unit.printed in ("项", "大项")
                and text.startswith("目", position + length)
            ):
                unit = None  # 项目 is a word of its own
            if unit is not None:
                end = position + len(unit.printed)
                break
        if unit is None:
            return None, position
        following = text[end : end + 1]
        if unit.printed == "大" and not text.startswith(words("great_after"), end):
            return None, position
        if unit.use == "closed" and _HAN.match(following) and following not in _AFTER_CLOSED:
            medals = unit.dimension == "award" and _MEDALS.match(text, end)
            place = unit.dimension == "place" and following != "级"
            if not (medals or place):
                return None, position
        if following == "/":
            per, stop = self.unit_at(end + 1) if end - position < 12 else (None, end)
            if per is None and text[end + 1 : end + 2] in ("日", "度", "万"):
                per, stop = Unit(text[end + 1], text[end + 1], "", "any"), end + 2
            if per is not None:
                joined = f"{unit.canonical}/{per.printed}"
                return Unit(joined, joined, unit.dimension, "any"), stop
        elif following == "（":
            close = text.find("）", end + 1, end + 4)
            inner = text[end + 1 : close] if close > 0 else ""
            if (inner in table or inner == "次") and unit.dimension not in (
                "money",
                "ratio",
                "place",
                "time",
            ):
                joined = f"{unit.canonical}（{inner}）"
                return Unit(joined, joined, unit.dimension, unit.use), close + 1
        return unit, end

    def inside(self, value: Decimal, unit: Unit, end: int) -> tuple[Decimal, Unit, int, bool]:
        """半 behind or inside a unit (两年半, 1个半月), or 多 inside one (3个多月).

        Returns:
            Value, unit and end with it, and whether it was 多.
        """
        text = self.text
        half = text[end] == "半"
        if half and unit.printed in ("年", "倍"):
            return value + Decimal("0.5"), unit, end + 1, False
        if unit.printed == "个":
            for length in (3, 2, 1):
                longer = units().get("个" + text[end + 1 : end + 1 + length])
                if (
                    longer is None
                    or len(longer.printed) != length + 1
                    or (half and longer.dimension != "time")
                ):
                    continue
                return value + Decimal("0.5") * half, longer, end + 1 + length, not half
        return value, unit, end, False

    def measured(self, start: int, numeral: Numeral, signed: bool) -> int:
        """Reads unit and range behind a numeral and, if it is a quantity, keeps it.

        Returns:
            The position behind what was read, 0 where it is no quantity.
        """
        text = self.text
        value, upper = numeral.value, numeral.upper
        unit: Unit | None
        if numeral.fraction:
            unit, end = (_PERMILLE if numeral.fraction == "‰" else _PERCENT), numeral.end
        else:
            unit, end = self.unit_at(numeral.end)
        if unit is not None and text[end : end + 1] in _INSIDE:
            value, unit, end, inside = self.inside(value, unit, end)
            if inside:
                numeral = numeral._replace(more=True)
        if (
            unit is not None
            and unit.dimension == "place"
            and numeral.magnitude > 1
            and _HAN.match(text[end : end + 1])
        ):
            unit, end = None, numeral.end
        last = numeral
        separator = _RANGE.match(text, end)
        if separator is not None and upper is None:
            split = unit is not None and text[separator.start()] in "至到" and _from_before(text, start)
            second = None if split else self.numeral(separator.end())
            if second is not None:
                if second.fraction:
                    unit2: Unit | None = _PERMILLE if second.fraction == "‰" else _PERCENT
                    end2 = second.end
                elif numeral.fraction and not text[second.end : second.end + 1].strip("%‰，。；、 以左"):
                    unit2, end2 = unit, second.end
                else:
                    unit2, end2 = self.unit_at(second.end)
                same = unit is None or (unit2 is not None and unit2.canonical == unit.canonical)
                if (
                    same
                    and unit2 is not None
                    and unit2.printed in ("年", "月")
                    and unit is None
                    and second.value > 1000
                ):
                    return end2
                if same:
                    if (
                        unit is None
                        and numeral.magnitude == 1
                        and second.magnitude > 1
                        and value * second.magnitude < second.value
                    ):
                        value *= second.magnitude
                    if (
                        unit is None
                        and unit2 is None
                        and (text[end2 : end2 + 1] in ("月", "日", "号") or second.magnitude == 1)
                    ):
                        return end2
                    upper, last, unit, end = second.value, second, unit2, end2
        if not self.counts(start, numeral, last, unit, end):
            return 0
        plus = False
        if signed and unit is not None and unit.dimension == "ratio":
            if text[start - 1] == "+":
                plus = True
            else:
                start -= 1
                value = -value
        item = _Item(
            start,
            end,
            value,
            upper,
            unit.canonical if unit is not None else None,
            unit.dimension if unit is not None else "",
        )
        if numeral.more or last.more:
            item.comparator = "gt"
        if unit is not None and unit.dimension == "ratio":
            if unit.printed == "成":
                item.value, item.unit = value * 10, "%"
                if upper is not None:
                    item.upper = upper * 10
            self.share(item)
            if plus and item.kind == "percent":
                item.kind = "growth"
            if text[start - 1 : start] == "前" and item.comparator is None:
                item.comparator = "le"
            return end
        if unit is not None and unit.printed == "强":
            item.kind, item.unit, item.comparator = "rank", "位", "le"
            self.found.append(item)
            return end
        if unit is not None and unit.printed in ("位", "名") and last.magnitude == 1 and self.placed(start):
            item.kind, item.unit = "rank", "位"
        self.compare(item)
        self.found.append(item)
        return end

    def placed(self, start: int) -> bool:
        """Whether N位 behind these words is a place in an order (排行榜72位), not a number of persons."""
        window = self.text[max(0, start - 6, self.last_end()) : start]
        return window.endswith(
            (
                "列",
                "居",
                "排行榜",
                "排名",
                "排第",
                "位居",
                "位列",
                "名列",
                "排在",
                "升至",
                "升到",
                "移至",
                "排全省",
                "排全国",
            )
        )

    def counts(self, start: int, numeral: Numeral, last: Numeral, unit: Unit | None, end: int) -> bool:
        """Whether numeral and unit say how much, and do not number or name a thing."""
        text = self.text
        following = text[end : end + 1]
        if unit is None:
            return self.counts_alone(start, numeral, last, end)
        if numeral.fraction:
            return True
        if unit.use == "large" and last.magnitude < 1000:
            return False
        if unit.dimension == "time":
            return self.lasts(start, numeral, unit, end)
        if unit.printed == "强":
            return numeral.value in _TOPS and (not _HAN.match(following) or following in "的和与")
        if unit.printed == "成" and text.startswith(words("tenth_word"), end - 1):
            return False
        if (
            unit.printed == "条"
            and not _HAN.match(following)
            and _policy().search(text, max(0, start - 16), start)
        ):
            return False
        if numeral.chinese:
            return self.counts_in_words(start, numeral, unit, end)
        if unit.dimension == "place" and _HAN.match(following) and following not in _AFTER_CLOSED:
            return (
                not text.startswith(words("region_word"), end - len(unit.printed)) and numeral.value <= 3000
            )
        return _ANNOUNCED.match(text, end) is None

    def counts_alone(self, start: int, numeral: Numeral, last: Numeral, end: int) -> bool:
        """Whether a numeral without a unit says how much: large ones do (340万学生)."""
        text = self.text
        if text[start - 1 : start] == "第" or text.startswith(("级", "强"), end):
            return False
        if text.startswith("大", end) and not text.startswith("大关", end):
            return False
        if numeral.chinese:
            digits = text[start] != "十" or numeral.end > start + 2
            return (
                digits
                and not numeral.bare
                and numeral.magnitude >= 10_000
                and bool(_HAN.match(text[end : end + 1]))
            )
        return last.magnitude >= 1000 or (last.magnitude > 1 and numeral.more)

    def counts_in_words(self, start: int, numeral: Numeral, unit: Unit, end: int) -> bool:
        """Whether a Chinese numeral counts: small ones often only list headings, slogans and sittings."""
        text = self.text
        before, following = text[start - 1 : start], text[end : end + 1]
        if before in ("零", "〇") or (unit.printed == "条" and before in ("东", "西", "南", "北")):
            return False
        if unit.printed == "次" and (
            before in cues("sitting_before") or text.startswith(words("sitting_after"), end)
        ):
            return False
        if unit.dimension == "place":
            listed = _LISTED.search(text, max(0, start - 8), start) is not None
            return 1 < numeral.value <= 20 and unit.printed != "国" and listed
        if unit.printed == "方面" and (
            not _HAN.match(following) or following in "的都" or _ANNOUNCED.match(text, end)
        ):
            return False
        if numeral.bare:
            vague = before in ("每", "上", "数", "成") or following in ("万", "级")
            counted = numeral.more or (unit.printed in _BARE_COUNTED and numeral.value < 10_000)
            return counted and not vague and not text.startswith(words("label_after"), end)
        if unit.use in ("arabic", "closed"):
            return numeral.value >= 1000 and unit.use == "arabic"
        if text[start] == "一" and numeral.value == 1:
            return unit.dimension == "ratio"
        if unit.use == "count" and text[start] == "二" and numeral.end == start + 1:
            return False
        if unit.printed in ("元", "天") and numeral.value <= 10 and _HAN.match(following):
            return following in "的以左内时之钱"
        if unit.use == "count" and numeral.value <= 100 and not numeral.more:
            return not text.startswith(words("label_after"), end)
        return True

    def lasts(self, start: int, numeral: Numeral, unit: Unit, end: int) -> bool:
        """Whether a stretch of time is a duration."""
        text = self.text
        if (
            text.startswith(pseudo_numerals(), start)
            or text.startswith(words("name_after"), end)
            or numeral.bare
            or text[start - 1 : start] == "×"
        ):
            return False
        before = text[max(0, start - 5) : start]
        around = text[end : end + 8]
        if "圈" in around and not _BREAK.search(around.partition("圈")[0]):
            return False
        if unit.printed == "周":
            return not numeral.chinese and text[end : end + 1] not in ("年", "岁")
        if unit.printed != "年":
            return not (
                unit.printed in ("个月", "个季度", "天", "周")
                and before.endswith(words("month_before"))
                and not before.endswith("提前")
            )
        if numeral.value > 200 or (numeral.chinese and numeral.value >= 100):
            return False
        following = text[end : end + 4]
        if following.startswith(words("year_word")):
            return False
        if numeral.decimals or before.endswith(words("duration_strong")):
            return True
        if before.endswith(words("period_before")):
            return False
        if following.startswith(words("duration_after")):
            return True
        if following.startswith(words("period_after")):
            return False
        return before.endswith(words("duration_before"))

    # ---- kind and comparator ----------------------------------------------------------------------------------

    def last_end(self) -> int:
        return self.found[-1].end if self.found else 0

    def share(self, item: _Item) -> None:
        """Decides of a %, 个百分点 or 倍 what kind it is, and keeps it."""
        text = self.text
        previous = self.found[-1] if self.found else None
        if item.unit == "倍":
            item.kind = "multiple"
        else:
            begin = context.clause_start(text, item.start, previous.end if previous else 0)
            told, sign, _ = context.change(
                text, begin, item.start, adjacent=text.startswith("一半", item.start)
            )
            follows = (
                previous is not None and previous.unit == item.unit and previous.start >= item.start - 60
            )
            if item.unit == "百分点":
                item.kind = "points"
                if told == "none":
                    window = text[begin : item.start]
                    if any(word in window for word in words("below")):
                        sign = -1
                    elif (
                        follows
                        and previous is not None
                        and _CONNECTED.fullmatch(text, previous.end, item.start)
                    ):
                        sign = previous.sign
                item.sign = sign
            elif told == "growth" and not (item.value >= 90 and "指数" in text[begin : item.start]):
                item.kind, item.sign = "growth", sign
            elif _GROWTH_FOLLOWS.match(text, item.end) is not None:
                item.kind = "growth"
            elif told == "reached":
                item.kind = "percent"
                if (
                    follows
                    and previous is not None
                    and begin == previous.end
                    and not context.names_level(text[begin : item.start])
                ):
                    item.kind, item.sign = previous.kind, previous.sign
            elif (
                told == "none"
                and follows
                and previous is not None
                and _CONNECTED.fullmatch(text, previous.end, item.start)
            ):
                item.kind, item.sign = previous.kind, previous.sign
            else:
                item.kind = "percent"
                if item.value < 0:
                    item.kind = "growth"
        self.compare(item)
        self.found.append(item)

    def compare(self, item: _Item) -> None:
        """Reads the comparator before and behind a quantity that is not yet kept."""
        text = self.text
        before, _ = context.comparator_before(text, item.start)
        after, _ = context.comparator_after(text, item.end, item.dimension)
        more = item.comparator
        if after is not None and not (after == "approx" and before in ("le", "ge", "lt", "gt")):
            item.comparator = after
        elif before is not None:
            item.comparator = before if not (before == "approx" and more) else more
        elif context.governed(text, item.start):
            item.comparator = "le"
        if before is not None:
            item.lead = True
        previous = self.found[-1] if self.found else None
        if previous is None or previous.unit != item.unit or previous.start < item.start - 60:
            return
        if _CONNECTED.fullmatch(text, previous.end, item.start):
            clause = context.clause_start(text, previous.start, 0)
            if previous.spread or "分别" in text[clause : previous.start]:
                item.spread = previous.spread = True
                if item.comparator is None and previous.lead:
                    item.comparator, item.lead = previous.comparator, True

    def spread_comparators(self) -> None:
        """A comparator behind the last of the values that 分别 coordinates holds for all of them."""
        found = self.found
        for index in range(len(found) - 2, -1, -1):
            item, following = found[index], found[index + 1]
            together = item.spread and following.spread and item.unit == following.unit
            if together and item.comparator is None and not following.lead and following.start - item.end < 4:
                item.comparator = following.comparator


def _put(text: str, start: int) -> bool:
    """Whether something is put first (放在首位), which tells no place in an order."""
    return _put_first().search(text, max(0, start - 12), start) is not None


def _follows_word(text: str, position: int) -> bool:
    """Whether a word goes on at a position, so that 名 or 位 before it belongs to that word (第一名镇)."""
    following = text[position : position + 1]
    return bool(_HAN.match(following)) and following not in "的和与并且及，；。"


_TOPS = frozenset(map(Decimal, (3, 5, 6, 8, 10, 20, 30, 40, 50, 60, 70, 80)))
_BARE_COUNTED = frozenset("个家名场")


@cache
def _put_first() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(cues('put_before'))})[^，。；、]*$")


@cache
def _policy() -> re.Pattern[str]:
    """What makes N条 the short name of a policy (出台惠企20条)."""
    return re.compile(
        rf"(?:{any_of(cues('policy_before'))}|(?:{any_of(cues('policy_verb'))})[^，。；]{{2,12}})$"
    )


@cache
def _index() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(cues('index_before'))})(?:（[^（）]{{1,6}}）)?[^，。；、\d“]{{0,10}}$")


@cache
def _ratio_of_two() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(cues('ratio_before'))})[^，。；、\d]{{0,8}}$")


@cache
def _rank_cue() -> re.Pattern[str]:
    return re.compile(any_of(cues("rank_before")))


@cache
def _goes_on() -> frozenset[str]:
    """The characters behind an Arabic number with which it may go on to a quantity."""
    return frozenset(unit_lengths()) | frozenset("万亿千百十多余来,，:：∶-—–~～－─−至到、和与及之/")


@cache
def _quotable() -> frozenset[str]:
    """The last characters of the units that stand in a quotation as a quantity (“十八连增”)."""
    told = (
        unit
        for unit in units().values()
        if unit.dimension in ("ratio", "money", "award") or unit.printed == "分"
    )
    return frozenset(unit.printed[-1] for unit in told)


def _from_before(text: str, start: int) -> bool:
    """Whether 从 or 由 opens the clause before a number: then 到 leads to a second number, and both are told."""
    begin = context.clause_start(text, start, max(0, start - 14))
    return any(character in "从由自" for character in text[begin:start])


def _shown(value: Decimal, item: _Item) -> str:
    return plain(
        value * item.sign if item.sign < 0 and value > 0 else value, keep_zeros=item.dimension == "ratio"
    )
