"""Damaged files, thousands of them: no reader may crash, hang or eat the memory; each says in one line what is wrong.

    python benchmarks/fuzz_readers.py [--count 20000] [--seed 1] [--only pdf,docx] [--process] [--keep FOLDER]
    python benchmarks/fuzz_readers.py --case docx:1:4711 --keep FOLDER

The files of corpus/formats/ and a few small ones of the other formats are damaged at random: bytes changed, cut, doubled,
moved, mixed with those of another file, flooded with one mark; for Office files and archives also inside their parts, so
that the damage gets past the check sums. Each is read in a worker process, with 5 seconds of processor time and 500 MB
above what the worker needs at rest. A file may be read, or refused in one line that names it; everything else is a finding, named so that
`--case` makes it again. Exit status 1 if there are findings. For a nightly run: 20,000 files take about ten minutes.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import multiprocessing
import os
import random
import resource
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.table import Table

FORMATS = Path(__file__).resolve().parents[1] / "corpus" / "formats"
SECONDS = 5.0
MEGABYTES = 500
_PROCESSED = 200_000
_LONGEST_WAIT = 60.0
"""Wall seconds after which a worker that uses no processor time is taken for stuck."""

_ROWS = [
    ("云溪县", 2024, "政府工作报告。新增企业12家，同比增长8%。" * 20),
    ("青石县", 2023, "政府工作报告。完成投资3.5亿元。" * 30),
]
_TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xff" * 64, b"\x00" * 4096, b"<" * 500, b"<div>" * 300, b"&#x110000;", b"&#0;",
    b"&amp;" * 100, b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>', b"<![CDATA[", b"<!--", b"]]>",
    b"<script>", b"</body>", b"<table>" * 100, b"charset=utf-16", b"charset=utf-7", b'charset="hz-gb-2312"', b"4294967295",
    b"-1", b"99999999999999999999", b"1e999", b"%PDF-1.7", b"endobj", b"stream\r\n", b"/Kids [1 0 R]", b"/Length 99999999",
    b"/Filter [/FlateDecode /FlateDecode]", b"xref", b"trailer", b"PK\x03\x04", b"PK\x05\x06", b'"' * 33, b"\t" * 200, b",\n" * 200,
    b"\r", b"\x1a", b"\x81", b"\x84\x31\xa4\x37", "政府工作报告".encode(), "政府工作报告".encode("gb18030"), b"\xed\xa0\x80",
    b'{"text":' * 50, b"[" * 2000, b"../../x", b"__MACOSX/", b"w:p", b"w:tbl", b'w:val="99999999"', b"<w:p>" * 400,
)  # fmt: skip


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Whole files to damage, by the ending that their name gets."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(FORMATS.rglob("*")):
        if path.is_file():
            found.setdefault(path.suffix.lstrip("."), []).append(path.read_bytes())
    head = "地区\t年份\t正文\n"
    lines = "".join(f"{place}\t{year}\t{text}\n" for place, year, text in _ROWS)
    found["tsv"] = [(head + lines).encode()]
    found["csv"] = [data.replace(b"\t", b",") for data in (found["tsv"][0], (head + lines).encode("gb18030"))]
    objects = [json.dumps({"place": p, "year": y, "text": t}, ensure_ascii=False) for p, y, t in _ROWS]
    found["jsonl"] = ["\n".join(objects).encode()]
    found["tar"] = [_tar(found)]
    found["tar.gz"] = [gzip.compress(found["tar"][0], mtime=0)]
    found["mht"] = [_mht(page, coding) for page in found["html"] for coding in ("quoted-printable", "base64")]
    if parquet := _parquet():
        found["parquet"] = [parquet]
    return {form: tuple(data) for form, data in sorted(found.items())}


def _tar(found: dict[str, list[bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for form in ("txt", "html", "docx"):
            info = tarfile.TarInfo(f"云溪县/2024.{form}")
            info.size = len(found[form][0])
            archive.addfile(info, io.BytesIO(found[form][0]))
    return out.getvalue()


def _mht(page: bytes, coding: str) -> bytes:
    message = EmailMessage()
    message.make_related(boundary="next-part")
    message.add_related(page, "text", "html", cte=coding, params={"charset": "gbk"})
    return bytes(message)


def _parquet() -> bytes | None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return None
    columns = dict(zip(("地区", "年份", "正文"), map(list, zip(*_ROWS, strict=True)), strict=True))
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


@dataclass(frozen=True)
class Case:
    """One damaged file: its format, the seed of the run and its number say all."""

    form: str
    seed: int
    number: int

    def __str__(self) -> str:
        return f"{self.form}:{self.seed}:{self.number}"

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"case-{self.number}.{self.form}"

    def data(self) -> bytes:
        """Its bytes, the same every time."""
        chance = random.Random(str(self))
        found = seeds()
        data = chance.choice(found[self.form])
        inside = self.form in ("docx", "xlsx", "zip") and chance.random() < 0.7
        if inside:
            return _repacked(data, chance)
        other = chance.choice(found[chance.choice(list(found))])
        data = damaged(data, chance, other)
        return (
            gzip.compress(damaged(gzip.decompress(found["tar.gz"][0]), chance, other), mtime=0)
            if (self.form == "tar.gz" and chance.random() < 0.5)
            else data
        )


def damaged(data: bytes, chance: random.Random, other: bytes = b"") -> bytes:
    """Some bytes with up to eight kinds of damage."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        size = len(made)
        at = chance.randrange(size + 1)
        length = min(size - at, int(2 ** chance.uniform(0, 12)))
        what = chance.randrange(10)
        if what == 0:
            for _ in range(chance.choice((1, 4, 30))):
                if size:
                    made[chance.randrange(size)] = chance.randrange(256)
        elif what == 1:
            del made[at : at + length]
        elif what == 2:
            made[at:at] = made[at : at + length] * chance.choice((1, 2, 20))
        elif what == 3:
            made[at:at] = chance.choice(_TOKENS)
        elif what == 4:
            made[at : at + length] = chance.choice(_TOKENS)
        elif what == 5:
            del made[at:]
        elif what == 6:
            part = bytes(made[at : at + length])
            del made[at : at + length]
            to = chance.randrange(len(made) + 1)
            made[to:to] = part
        elif what == 7 and chance.random() < 0.2:
            token = chance.choice(_TOKENS)
            made[at:at] = token * (chance.choice((20_000, 1_000_000)) // len(token))
        elif what == 8:
            begin = chance.randrange(len(other) + 1)
            made[at : at + length] = other[begin : begin + length]
        else:
            made[at:at] = chance.randbytes(chance.choice((1, 16, 300)))
        del made[2_000_000:]
    return bytes(made)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """An archive with some of its parts damaged, left out, doubled or renamed, and its check sums right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as found, zipfile.ZipFile(out, "w") as made:
        parts = found.infolist()
        hit = set(chance.sample(range(len(parts)), min(len(parts), chance.choice((1, 1, 2, 4)))))
        for number, part in enumerate(parts):
            body, name = found.read(part), part.filename
            if number in hit:
                what = chance.random()
                if what < 0.8:
                    body = damaged(body, chance)
                elif what < 0.88:
                    continue
                elif what < 0.94:
                    name = chance.choice(
                        ("../x.txt", "/etc/x.txt", "a/" * 200 + "x.txt", "云溪.docx", "x\x00.txt", "")
                    )
                else:
                    body = found.read(chance.choice(parts))
            made.writestr(
                zipfile.ZipInfo(name or "x"), body, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
            )
    return out.getvalue()


def read_all(data: bytes, name: str, process: bool = False) -> str:
    """Read a file, and all reports in it; `read` or `refused`, or what is wrong with how it was refused or read.

    Args:
        process: send what is read through the whole pipeline, too, unless it is longer than any report.
    """
    from policy_nlp.read import Container, NoTextsError, ReadError, SourceText, container_form, decode_source

    results: list[SourceText | ReadError | NoTextsError] = []
    try:
        if container_form(name) is None:
            results.append(decode_source(data, name))
        else:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, name)
                path.write_bytes(data)
                for count, member in enumerate(Container(str(path)).members()):
                    try:
                        results.append(member.source())
                    except ReadError as error:
                        results.append(error)
                    if count == 50:
                        break
    except (ReadError, NoTextsError) as error:
        results.append(error)
    for result in results:
        wrong = _wrong(result, name)
        if wrong is not None:
            return wrong
        if process and isinstance(result, SourceText) and len(result.text) <= _PROCESSED:
            from policy_nlp.pipeline import process_source

            process_source(result)
    return "read" if any(isinstance(result, SourceText) for result in results) else "refused"


def _wrong(result: object, name: str) -> str | None:
    from policy_nlp.read import SourceText

    if not isinstance(result, SourceText):
        message = str(result)
        if "\n" in message or name not in message or len(message) > 1000:
            return f"message: {message[:300]!r}"
        return None
    try:
        result.text.encode()
    except UnicodeEncodeError as error:
        return f"text: {error}"
    before = 0
    for block in result.blocks:
        if not before <= block.start <= block.end <= len(result.text):
            return f"block: {block} of a text of {len(result.text)}"
        before = block.start
    return None if result.text.strip() else "text: nothing but white space"


def work(connection: Connection, process: bool) -> None:
    """A worker: reads case after case; a line comes back for each."""
    for form in ("html", "docx", "pdf", "xlsx", "csv", "parquet", "zip"):
        if form in seeds():
            read_all(seeds()[form][0], f"warm.{form}", process)
    resting = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = resting + MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    connection.send("ready")
    while True:
        case: Case | None = connection.recv()
        if case is None:
            return
        try:
            outcome = read_all(case.data(), case.name, process)
        except MemoryError:
            outcome = "memory"
        except BaseException as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            ours = [f for f in traceback.extract_tb(error.__traceback__) if "policy_nlp" in f.filename]
            place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
            outcome = f"crash: {type(error).__name__}: {str(error)[:200]} ({place}, {Path(where.filename).name}:{where.lineno})"
        connection.send(outcome)


class Worker:
    """A worker process and the time it has used."""

    def __init__(self, process: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, process), daemon=True)
        self.process.start()
        theirs.close()
        if not self.connection.poll(300) or self.connection.recv() != "ready":
            raise RuntimeError("the worker does not start")

    def run(self, case: Case) -> str:
        """What became of a case; the worker is dead afterwards where that is `hang` or `died`."""
        begun, used = time.monotonic(), self._used()
        self.connection.send(case)
        while True:
            try:
                if self.connection.poll(0.5):
                    outcome: str = self.connection.recv()
                    spent = self._used() - used
                    return outcome if spent <= SECONDS else f"hang: {spent:.1f} s of processor time"
            except EOFError:
                self.process.join(10)
                return f"died: exit {self.process.exitcode}"
            if self._used() - used > SECONDS or time.monotonic() - begun > _LONGEST_WAIT:
                self.stop()
                return f"hang: stopped after {self._used_or(SECONDS):.0f} s"

    def _used(self) -> float:
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _used_or(self, least: float) -> float:
        return max(self._used(), least)

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def cases(count: int, seed: int, forms: list[str], first: int) -> Iterator[Case]:
    """Cases of all formats by turns."""
    for number in range(first, first + count):
        yield Case(forms[number % len(forms)], seed, number)


def main() -> None:
    """Run the cases and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="formats, with commas between them")
    parser.add_argument("--case", help="make one case again: FORMAT:SEED:NUMBER")
    parser.add_argument("--process", action="store_true", help="send what is read through the pipeline, too")
    parser.add_argument("--keep", type=Path, help="folder for the files of the findings")
    given = parser.parse_args()
    forms = given.only.split(",") if given.only else list(seeds())
    if given.case:
        form, seed, number = given.case.split(":")
        chosen: Iterator[Case] = iter([Case(form, int(seed), int(number))])
    else:
        chosen = cases(given.count, given.seed, forms, given.first)
    counts: dict[str, Counter[str]] = {}
    findings: list[tuple[Case, str]] = []
    worker = Worker(given.process)
    begun = time.monotonic()
    for done, case in enumerate(chosen):
        if done % 1000 == 0 and done:
            print(f"{done:,} files, {len(findings)} findings", file=sys.stderr, flush=True)
        outcome = worker.run(case)
        kind = outcome.partition(":")[0]
        counts.setdefault(case.form, Counter())[kind] += 1
        if kind not in ("read", "refused"):
            findings.append((case, outcome))
            print(f"{case}  {outcome}", flush=True)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / case.name).write_bytes(case.data())
        if kind in ("hang", "died", "memory"):
            worker.stop()
            worker = Worker(given.process)
    worker.stop()
    kinds = ["read", "refused", "crash", "hang", "memory", "died", "message", "text", "block"]
    table = Table(
        title=f"{sum(c.total() for c in counts.values()):,} files in {time.monotonic() - begun:,.0f} s"
    )
    for heading in ("format", *kinds):
        table.add_column(heading, justify="left" if heading == "format" else "right")
    for form, found in sorted(counts.items()):
        table.add_row(form, *(str(found[kind]) if found[kind] else "·" for kind in kinds))
    Console().print(table)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
