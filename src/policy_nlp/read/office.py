"""Documents that LibreOffice opens (.doc, .wps, .rtf, .odt): it makes them .docx, which is read then.

LibreOffice runs as a process of its own with a profile that is thrown away: macros off, links not followed, and an end
to its time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from policy_nlp.read.content import Content
from policy_nlp.read.docx import read_docx
from policy_nlp.read.signature import OLE, signature

TIMEOUT = 120
"""Seconds that LibreOffice may take for one document; a long report takes three."""
MAX_BYTES = 200 << 20

_NAMES = ("soffice", "libreoffice", "soffice.exe", "soffice.com")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value>
</prop></item>
</oor:items>
"""


def read_office(data: bytes) -> Content:
    """The content of a document that LibreOffice opens.

    Raises:
        ValueError: if LibreOffice is not installed, or does not open the document.
    """
    suffix = signature(data)
    if suffix not in (".doc", ".rtf", ".odt"):
        raise ValueError("the file is no Word document; open it in Word or LibreOffice and save it as .docx")
    if len(data) > MAX_BYTES:
        raise ValueError(f"the document is larger than any report ({len(data) >> 20} MB); save it as text")
    if not data.startswith(OLE) and suffix == ".doc":
        suffix = ".xml"
    content = read_docx(_to_docx(data, suffix))
    return replace(content, notes=("read through LibreOffice", *content.notes))


def _to_docx(data: bytes, suffix: str) -> bytes:
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise ValueError(
            "to read .doc, .wps, .rtf and .odt LibreOffice is needed, and it is not installed; "
            "install it (apt install libreoffice-writer), or save the document as .docx"
        )
    with TemporaryDirectory(prefix="policy-nlp-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = folder / f"report{suffix}"
        source.write_bytes(data)
        made = folder / "made"
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nofirststartwizard",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(made),
            str(source),
        ]
        _run(command, folder)
        result = made / "report.docx"
        if not result.is_file():
            raise ValueError("LibreOffice can't open the document; open it in Word and save it as .docx")
        return result.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    kept = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH")
    environment = {key: os.environ[key] for key in kept if key in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the program starts others, and all have to end
        )
    except OSError as error:
        raise ValueError(
            f"LibreOffice can't be started ({error.strerror}); save the document as .docx"
        ) from error
    try:
        process.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        raise ValueError(
            f"LibreOffice did not open the document in {TIMEOUT} s; open it in Word and save it as .docx"
        ) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and those that it started, its own group only."""
    if process.poll() is not None:
        return
    with suppress(OSError, AttributeError):  # Windows has no groups
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
    process.wait()
