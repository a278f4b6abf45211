"""Head verbs (谓语动词) and object (宾语) of a clause, by look-up from its start."""

from __future__ import annotations

from policy_nlp.extract.statements.vocabulary import LONGEST, adverbs, verbs

_MARKS = frozenset("“”‘’《》（）")
_STOPS = "，。；：！？"


def head(clause: str) -> tuple[str | None, str | None]:
    """The action and the object of one clause.

    Adverbs are passed over; verbs that follow each other (加快推进) or stand in a list (推广、应用) are one action;
    what follows is the object. A clause that opens with its subject (琴山公园完成验收) has the first verb as
    action and its subject as object.
    """
    # A lead-in joined in front (以…为重点，) is not where the predicate stands.
    offset = 0
    for i in range(len(clause) - 4, 0, -1):
        if clause[i] == "，":
            offset = i + 1
            break
    body = clause[offset:]
    found = _from(body, 0)
    if found is None and offset:
        body = clause
        found = _from(body, 0)
    if found is not None:
        start, end, names = found
        rest = body[end:]
        for i, char in enumerate(rest):
            if char in _STOPS:
                rest = rest[:i]
                break
        rest = rest.lstrip("了好、")
        return "、".join(names), rest or (body[:start].strip("，、") or None)
    table = verbs()
    for i in range(1, len(body)):
        for size in (4, 3, 2):
            word = body[i : i + size]
            if word in table:
                return word, body[:i].rstrip("，、的 ") or None
    return None, body.rstrip("，、 ") or None


def _from(text: str, position: int) -> tuple[int, int, list[str]] | None:
    """The verbs at the start of a text behind its adverbs: (start of the first, end of the last, verbs)."""
    table, passed = verbs(), adverbs()
    names: list[str] = []
    first = position
    while position < len(text):
        for size in range(LONGEST, 1, -1):
            word = text[position : position + size]
            if len(word) < size:
                continue
            if word in passed and not names:
                position += size
                first = position
                break
            if word in table:
                # A verb before another verb only says how: 加快推进, 推动开展.
                names.append(word)
                position += size
                break
        else:
            char = text[position]
            if char == "、" and names:
                position += 1
                continue
            if char in "将要已正拟并还再应可先" and not names:
                position += 1
                first = position
                continue
            break
        if names and position < len(text) and text[position] in "和与并及" and any(text[position + 1 : position + 1 + n] in table for n in (2, 3, 4)):
            position += 1
    if not names:
        return None
    while text[position - 1] in "、和与并及":
        position -= 1
    return first, position, names
