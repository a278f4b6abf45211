"""Archives for tests: as they come from all sorts of programs, and as nobody should make them."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping

TEXT = "青石县政府工作报告\n一、2024年工作回顾\n完成投资12.5亿元，增长5.5%。\n"
Files = Mapping[str, str | bytes]


def as_bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


class _OldName(zipfile.ZipInfo):
    """A name in some code page, without a flag that says so, as Windows and macOS write it."""

    codec = "gb18030"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  (zipfile's name for it)
        return self.filename.encode(self.codec), self.flag_bits & ~0x800


def zipped(files: Files, names_in: str | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive; `names_in`: a code page for the names, of which the archive then says nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name) if names_in is None else _OldName(name)
            if isinstance(info, _OldName):
                info.codec = names_in
            archive.writestr(info, as_bytes(content), method)
    return out.getvalue()


def tarred(files: Files, packed: str = "", links: Mapping[str, str] | None = None) -> bytes:
    """A tar archive, packed by `gz`, `bz2`, `xz` or not at all."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{packed}") as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            data = as_bytes(content)
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return out.getvalue()


def patched(archive: bytes, name: str, at: int, data: bytes) -> bytes:
    """A ZIP archive with bytes of a member's two headers replaced, at an offset of the local one (4: version needed)."""
    found = bytearray(archive)
    for mark, shift, length in ((b"PK\x03\x04", 0, 26), (b"PK\x01\x02", 2, 28)):
        start = 0
        while (start := archive.find(mark, start)) >= 0:
            size = int.from_bytes(archive[start + length : start + length + 2], "little")
            head = start + (30 if shift == 0 else 46)
            if archive[head : head + size] == name.encode():
                found[start + at + shift : start + at + shift + len(data)] = data
            start += 4
    return bytes(found)
