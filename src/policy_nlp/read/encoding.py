"""From bytes to text (解码): which encoding it is, proved where it can be, guessed with a warning where it can't.

The order, first that holds:

1. a byte order mark (UTF-8, UTF-16, UTF-32, GB18030);
2. strict UTF-8: no other text of more than a few characters is valid UTF-8 by chance;
3. strict GB18030, which covers GBK and GB2312, if what comes out reads like Chinese;
4. the encoding that the source declares, Big5, UTF-16 without a mark, and what charset-normalizer takes it for: the
   one whose text reads like Chinese, with a note that it was guessed.

What a page or a header declares is only the first guess of step 4: pages that declare GB2312 hold UTF-8 and the other
way round. A few bytes that belong to no character become � (U+FFFD) with a note of where; many are refused.

A text that was decoded wrongly before it was saved (乱码) is repaired only where that is proved: going back to the
bytes and forth again gives the text that was given, character for character, and what the bytes hold reads like
Chinese while the text that was given does not. Where it looks like that and can't be proved the text is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from policy_nlp.read.signature import signature

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
"""A mark, the encoding's name, and the codec that reads what stands behind the mark."""

FEW = 0.01
"""Up to this share of a text's characters may be lost (�) before it is refused."""
_SURE = 0.85
"""From this share of common characters a text reads like Chinese."""
_DOUBTFUL = 0.6
"""Below this share a text does not read like Chinese."""
_ENOUGH = 8
"""With fewer Chinese characters than this nothing is said of a text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was decoded.

    Attributes:
        text: newlines as they are, without a byte order mark.
        encoding: the encoding's Python name.
        notes: what was guessed, repaired or lost.
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None = None, *, few: float = FEW) -> Decoded:
    """Decode the bytes of a text.

    Args:
        declared: the encoding that the source declares; it is checked, and never wins over what can be proved.
        few: up to this share of the characters may be lost (�); more for a page, most of which is not its text.

    Raises:
        ValueError: with what is wrong and what to do: no text, another kind of file, bytes of no encoding, a text
            that was spoilt before it was saved.
    """
    if not data:
        raise ValueError("the file is empty")
    kind = signature(data)
    if kind is not None and kind not in (".html", ".mht"):
        raise ValueError(f"the file is no text; by its first bytes it is {kind}: give it that ending")
    for mark, encoding, codec in _BOMS:
        if data.startswith(mark):
            return _checked(_lenient(data[len(mark) :], codec, encoding, few), data, few)
    if b"\x00" in data:
        return _checked(_decode_with_nul(data, declared, few), data, few)
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8"), data, few)
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _checked(_decode_by_guess(data, None, declared, few), data, few)
    if _plainly_chinese(text, len(data) - len(text)) or reads_like_chinese(text) >= _SURE:
        return _checked(Decoded(text, "gb18030"), data, few)
    return _checked(_decode_by_guess(data, text, declared, few), data, few)


def reads_like_chinese(text: str) -> float:
    """How much a text's Chinese characters are common ones, from 0 to 1; 1 for a text without any.

    Common are the 3,755 characters of the first level of GB 2312, which make up about 99% of a running text, and for
    texts in traditional characters the 5,401 of the first level of Big5, if they are the more.
    """
    simplified, traditional, strange = _classes()
    text = _sample(text)
    # Characters that no text of Chinese is made of count against it as rare ones do.
    others = len(strange.findall(text))
    if not (hanzi := len(_HANZI.findall(text))):
        return 0.0 if others else 1.0
    return max(len(simplified.findall(text)), len(traditional.findall(text))) / (hanzi + others)


_JUDGED = 100_000


def _sample(text: str) -> str:
    """As much of a text's begin and end as is enough to judge it by."""
    return text if len(text) <= 2 * _JUDGED else text[:_JUDGED] + text[-_JUDGED:]


_HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@cache
def _classes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Common simplified characters, common traditional ones, and what stands in no Chinese text."""
    simplified = b"".join(
        bytes((lead, trail))
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
        if (lead, trail) < (0xD7, 0xFA)
    ).decode("gb2312")
    traditional = b"".join(
        bytes((lead, trail))
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        if (lead, trail) < (0xC6, 0x7F)
    ).decode("big5")
    strange = (
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u0100-\u02c6\u02c8-\u036f\u0500-\u1fff\ua000-\uf8ff\ufffd]"
    )
    return re.compile(f"[{simplified}]"), re.compile(f"[{traditional}]"), re.compile(strange)


def _plainly_chinese(text: str, others: int) -> bool:
    """Whether commas, full stops and 的 are as many as only a rightly decoded text has; counted at a glance.

    Args:
        others: how many characters of the text are not ASCII, at least about.
    """
    return others > 100 and (text.count("，") + text.count("。") + text.count("的")) * 50 > others


def _lenient(data: bytes, codec: str, encoding: str, few: float, note: str | None = None) -> Decoded:
    """Decode; a few bytes that belong to no character become �, and a note says where.

    Raises:
        ValueError: if they are more than a few.
    """
    notes = [note] if note else []
    try:
        return Decoded(data.decode(codec), encoding, tuple(notes))
    except UnicodeDecodeError:
        pass
    text = data.decode(codec, "replace")
    lost = [match.start() for match in re.finditer("\ufffd+", text)]
    # One loss is allowed in any text that is a text besides.
    if len(lost) > max(1, few * len(text)) or not text.strip("\ufffd \t\r\n"):
        raise ValueError(
            f"the bytes are not {encoding.removesuffix('-sig')}, nor another known encoding of Chinese; "
            "open the file in the program that wrote it and save the file as UTF-8"
        )
    notes.append(_say_lost(text, lost))
    return Decoded(text, encoding, tuple(notes))


def _say_lost(text: str, lost: list[int]) -> str:
    if len(lost) == 1 and lost[0] >= len(text.rstrip()) - 1:
        return "the file breaks off in the middle of a character (� at its end): it may not be complete"
    places = ", ".join(str(place) for place in lost[:5]) + (" …" if len(lost) > 5 else "")
    many = "1 character is" if len(lost) == 1 else f"{len(lost)} characters are"
    return f"{many} damaged in the file and read as � (at {places}): check them in the original"


def _decode_with_nul(data: bytes, declared: str | None, few: float) -> Decoded:
    """Decode bytes among which are zeros: UTF-16 without a mark, or a text with a few zeros in it."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and _reads_well(text):
            return Decoded(text, codec, (_say_guessed(codec),))
    zeros = data.count(b"\x00")
    if zeros <= max(1, few * len(data)):
        try:
            rest = decode(data.replace(b"\x00", b" "), declared, few=few)
        except ValueError:
            rest = None
        if rest and rest.encoding in ("utf-8", "gb18030") and _reads_well(rest.text):
            many = "one zero byte" if zeros == 1 else f"{zeros} zero bytes"
            return Decoded(
                data.decode(rest.encoding, "replace"),
                rest.encoding,
                (*rest.notes, f"the file holds {many}, which no text does: it may be damaged"),
            )
    raise ValueError("the file is binary, not text; if it is a text, convert it to UTF-8 first")


def _reads_well(text: str) -> bool:
    """Whether a text has enough Chinese to judge by, and reads like it."""
    hanzi = _HANZI.findall(_sample(text))
    return len(set(hanzi)) >= _ENOUGH and reads_like_chinese(text) >= _SURE


def _decode_by_guess(data: bytes, as_gb18030: str | None, declared: str | None, few: float) -> Decoded:
    """Decode bytes that are not UTF-8, and either not GB18030 or not Chinese if read as GB18030.

    Args:
        as_gb18030: the text, if the bytes are GB18030.
    """
    if as_gb18030 is not None and len(_HANZI.findall(as_gb18030)) < _ENOUGH and not declared:
        return Decoded(as_gb18030, "gb18030")  # too short to doubt it
    # A few damaged bytes are likelier than another encoding.
    for codec in ("utf-8", "gb18030"):
        if (text := _nearly(data, codec, few)) is not None and _reads_well(text):
            return _lenient(data, codec, codec, few)
    candidates = [name for name in (_known(declared), "big5", "utf-16-le", "utf-16-be") if name]
    best = (
        as_gb18030 and len(set(_HANZI.findall(as_gb18030))) >= _ENOUGH and reads_like_chinese(as_gb18030)
    ) or 0.0
    for codec in candidates:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            if (found := _nearly(data, codec, few)) is None:
                continue
            text = found
        if (as_gb18030 is None or best < _DOUBTFUL) and _reads_well(text) and len(set(text)) >= _ENOUGH:
            told = codec == _known(declared)
            return _lenient(data, codec, codec, few, None if told else _say_guessed(codec))
    if as_gb18030 is not None:
        return Decoded(as_gb18030, "gb18030")
    return _ask_charset_normalizer(data)


def _nearly(data: bytes, codec: str, few: float) -> str | None:
    """The text with �, if but a few bytes are lost; None if not."""
    text = data.decode(codec, "replace")
    return text if text.count("\ufffd") <= max(3, few * len(text)) else None


def _known(declared: str | None) -> str | None:
    """The codec of a declared encoding, if it is one for text and wider than those that were tried."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().lower()).name
        "".encode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name in ("utf-8", "gb2312", "gbk", "gb18030") else name


def _ask_charset_normalizer(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    # The first 64 kB tell as much as all; cut where a line ends, so that no character is cut.
    sample = (
        data[: data.find(b"\n", 65536) + 1]
        if len(data) > 131072 and b"\n" in data[65536:131072]
        else data[:131072]
    )
    match = from_bytes(sample).best()
    if match is not None:
        try:
            text = data.decode(match.encoding)
        except (UnicodeDecodeError, LookupError):
            text = ""
        if text and _HANZI.search(text) and _reads_well(text):
            return Decoded(text, match.encoding, (_say_guessed(match.encoding),))
    raise ValueError(
        "the bytes are neither utf-8 nor gb18030, nor Chinese in another known encoding; "
        "open the file in the program that wrote it and save the file as UTF-8"
    )


def _say_guessed(codec: str) -> str:
    return f"the encoding was guessed ({codec}): check that the text reads right"


# --- texts that were spoilt before they were saved -------------------------------------------------------------

_LOST_TWICE = re.compile("锟斤拷|锟斤|斤拷")
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020-\u2022\u2030\u2039\u203a\u20ac\u2122]"
)
_CP1252 = {
    ord(bytes((byte,)).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def _checked(decoded: Decoded, data: bytes, few: float) -> Decoded:
    """What was decoded, repaired if it was spoilt before.

    Raises:
        ValueError: if there is nothing to read in it, or it was spoilt beyond repair.
    """
    text = decoded.text
    if not text.strip():
        raise ValueError("the file holds only white space")
    if "\ufffd" in text or "锟斤拷" in text:
        decoded = _with_lost(decoded, few)
    others = (len(data) - len(text)) // 2
    if not _plainly_chinese(text, others) and not text.isascii():
        decoded = _repaired(decoded)
    return _with_spoilt_parts(decoded)


_SPOILT_SIGNS = ("锛", "銆", "ï¼Œ", "ã€‚", "£¬")
"""A comma or full stop of Chinese read as GBK and as Latin letters; no Chinese text has them."""


def _with_spoilt_parts(decoded: Decoded) -> Decoded:
    """Say if parts of a text, put together from several perhaps, are garbled."""
    found = {sign: n for sign in _SPOILT_SIGNS if (n := decoded.text.count(sign))}
    if sum(found.values()) < 5:
        return decoded
    sign = max(found, key=lambda sign: found[sign])
    note = f"parts of the text are garbled ({sign}, {found[sign]} times): compare it with the original"
    return Decoded(decoded.text, decoded.encoding, (*decoded.notes, note))


def _with_lost(decoded: Decoded, few: float) -> Decoded:
    """Say how many characters are lost in a text.

    Raises:
        ValueError: if they are more than a few.
    """
    text = decoded.text
    lost = text.count("\ufffd") + len(_LOST_TWICE.findall(text))
    if lost > max(3, few * len(text)):
        shown = "�" if "\ufffd" in text else "锟斤拷"
        raise ValueError(
            f"{lost} of the text's characters are lost ({shown}): it is damaged, or was saved after it had been "
            "read in a wrong encoding; get the file anew from where it comes from"
        )
    if any("�" in note for note in decoded.notes):
        return decoded
    note = "1 character was" if lost == 1 else f"{lost} characters were"
    return Decoded(text, decoded.encoding, (*decoded.notes, f"{note} lost before the file was saved (�)"))


def _repaired(decoded: Decoded) -> Decoded:
    """Undo a wrong decoding, if it is proved that there was one.

    Raises:
        ValueError: if there was one, and it can't be undone.
    """
    sample = _sample(decoded.text)
    latin = len(_LATIN.findall(sample))
    hanzi = len(_HANZI.findall(sample))
    if latin > 2 * _ENOUGH and latin > 4 * hanzi:
        return _from_latin(decoded, latin)
    if hanzi >= _ENOUGH and reads_like_chinese(sample) < 0.75:
        return _from_gbk(decoded)
    return decoded


def _from_latin(decoded: Decoded, latin: int) -> Decoded:
    """Chinese whose bytes were read as Latin-1 or Windows-1252 (ÕþÎÑ, æ”¿åºœ)."""
    text = decoded.text
    data = text.translate(_CP1252).encode("latin-1", "replace")
    for read_as, back in (("latin-1", data.decode("latin-1")), ("windows-1252", _windows_1252(data))):
        if back != text:
            continue
        for codec in ("utf-8", "gb18030", "big5"):
            try:
                found = data.decode(codec)
            except UnicodeDecodeError:
                continue
            if _reads_well(found) and 2 * len(_HANZI.findall(_sample(found))) > len(
                _LATIN.findall(_sample(found))
            ):
                return _as_repaired(decoded, found, codec, read_as)
    # European texts have letters between their accents; Chinese read so has hardly any.
    if latin * 10 > 7 * sum(map(len, _sample(text).split())):
        raise _spoilt(text, "bytes of Chinese read as Latin letters")
    return decoded


def _windows_1252(data: bytes) -> str:
    """As browsers decode it: the five bytes without a character are the control characters of Latin-1."""
    return data.decode("latin-1").translate({byte: char for char, byte in _CP1252.items()})


def _from_gbk(decoded: Decoded) -> Decoded:
    """UTF-8 that was read as GBK (鏀垮簻宸ヤ綔)."""
    text = decoded.text
    for codec in ("gb18030", "gbk"):
        try:
            data = text.encode(codec)
            found = data.decode("utf-8")
        except UnicodeError:
            continue
        if data.decode(codec) == text and _reads_well(found):
            return _as_repaired(decoded, found, "utf-8", codec)
    partly = _sample(text).encode("gb18030", "replace").decode("utf-8", "replace")
    good = len(_classes()[0].findall(partly))
    if (
        good >= _ENOUGH
        and good > 4 * len(_HANZI.findall(partly)) - 4 * good
        and good > 2 * partly.count("\ufffd")
    ):
        raise _spoilt(text, "UTF-8 read as GBK, with characters lost")
    return decoded


def _as_repaired(decoded: Decoded, found: str, codec: str, read_as: str) -> Decoded:
    note = (
        f"the text had been read as {read_as} where it is {codec}, and saved so ({_strange(decoded.text)}…): "
        "it was turned back without a loss"
    )
    return Decoded(found.removeprefix("\ufeff"), decoded.encoding, (*decoded.notes, note))


def _strange(text: str) -> str:
    """The first characters of a text that are not ASCII, to show what is wrong with it."""
    found = _NOT_ASCII.search(text)
    return found[0] if found else text[:8]


_NOT_ASCII = re.compile("[^\x00-\x7f][^\x00-\x20]{0,7}")


def _spoilt(text: str, how: str) -> ValueError:
    return ValueError(
        f"the text is garbled ({_strange(text)}…): {how}, and saved so; it can't be turned back without a loss: "
        "get the file anew from where it comes from"
    )


def refuse_spoilt(text: str) -> None:
    """Refuse a text that was taken out of a page or table and is garbled, as `decode` does for a whole file.

    Raises:
        ValueError: if so, with what to do.
    """
    decoded = _with_lost(Decoded(text, "utf-8"), FEW)
    if not _plainly_chinese(text, len(text)) and _repaired(decoded) is not decoded:
        raise _spoilt(text, "it was decoded wrongly")
