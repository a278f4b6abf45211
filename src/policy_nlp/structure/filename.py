"""What a file's path says of its report (文件名): the last resort for its year, place and level."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from policy_nlp.records import Level
from policy_nlp.structure.dates import dates_in
from policy_nlp.structure.gazetteer import by_name
from policy_nlp.structure.places import Unit, chain, listed_in, read_chain
from policy_nlp.structure.years import planned_by_date

_LEVELS: tuple[Level, ...] = ("national", "provincial", "prefectural", "county", "township")
_NAME_DATE = re.compile(r"(?<!\d)((?:19[4-9]|20[0-9])\d)(?:\D{0,1}(0[1-9]|1[0-2])(?!\d))?")

_NOT_WORDS = re.compile(r"(?:19|20)\d\d(?:年度?)?|[\d\s_—.·（）()\[\]【】《》“”\"-]+")


def year_of_name(name: str) -> int | None:
    """The year planned: of a date in the file's name (2018-12 plans 2019), else the last year that it names."""
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
    """The place that the file's name, else its innermost folder that does, names at its beginning or by a listed name."""
    path = PurePosixPath(name)
    for part in (path.stem, *reversed(path.parts[:-1])):
        if part == "国务院":
            return Unit(part, 0)
        words = _NOT_WORDS.sub(" ", part).strip()
        first = re.match(rf"{chain()}(?= |$|人民政府|政府|工作|国民经济)", words)
        unit = read_chain(first.group()) if first else None
        if unit is None:
            listed = (read_chain(m.group()) for m in re.finditer(chain(), words))
            unit = next((found for found in listed if found and found.name in by_name()), None)
        if unit is None:
            major = listed_in(part)
            unit = Unit(major[-1], 0) if major else None
        if unit is not None:
            return unit
    return None


def level_of_name(name: str) -> Level | None:
    """The level that one of the folders is called by."""
    parts = PurePosixPath(name).parts
    return next((level for level in _LEVELS if level in parts), None)
