"""What a file's path says of its report (文件名): the last resort for its year, place and level."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from policy_nlp.records import Level
from policy_nlp.structure.dates import dates_in
from policy_nlp.structure.places import Unit, chain, listed_in, read_chain
from policy_nlp.structure.years import planned_by_date

_LEVELS: tuple[Level, ...] = ("national", "provincial", "prefectural", "county", "township")
_NAME_DATE = re.compile(r"(?<!\d)((?:19[4-9]|20[0-9])\d)(?:\D{0,1}(0[1-9]|1[0-2])(?!\d))?")


def year_of_name(name: str) -> int | None:
    stem = PurePosixPath(name).stem
    date = next(dates_in(stem), None)
    if date is not None:
        return planned_by_date(date)
    found = list(_NAME_DATE.finditer(stem))
    if not found:
        return None
    year, month = int(found[-1].group(1)), found[-1].group(2)
    return year + 1 if month and int(month) >= 10 else year


def place_of_name(name: str) -> Unit | None:
    path = PurePosixPath(name)
    for part in (path.stem, *reversed(path.parts[:-1])):
        if part == "国务院":
            return Unit(part, 0)
        whole = re.match(chain(), part)
        if whole is not None:
            unit = read_chain(whole.group())
        else:
            listed = listed_in(part)
            unit = Unit(listed[-1], 0) if listed else None
        if unit:
            return unit
    return None


def level_of_name(name: str) -> Level | None:
    parts = PurePosixPath(name).parts
    return next((level for level in _LEVELS if level in parts), None)
