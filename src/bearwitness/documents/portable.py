"""The text layer of a PDF, read by PDFium in a process of its own.

PDFium is native code and a hostile file may crash it or make it spin. In a process of its own, with limits on memory
and time, the worst that a file can do is to be named in an error.
"""

from __future__ import annotations

import subprocess
import sys

from bearwitness.errors import UnreadableFile

PAGES = 2000
CHARACTERS = 5_000_000
SECONDS = 60
MEMORY = 2 * 2**30
"""Bytes of address space that the reading process may have."""
NO_TEXT, LOCKED, DAMAGED = 3, 4, 5
REMEDY = {
    NO_TEXT: (
        "it has no text layer (it may be a scan).",
        "Give its text as a file, from a program that recognises characters.",
    ),
    LOCKED: ("it is locked with a password.", "Save it without the password."),
    DAMAGED: ("it is damaged, or no PDF.", "Copy it again."),
}
READER = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import pypdfium2
data = sys.stdin.buffer.read()
try:
    document = pypdfium2.PdfDocument(data)
    count = min(len(document), {PAGES})
except pypdfium2.PdfiumError as error:
    sys.exit({LOCKED} if "assword" in str(error) else {DAMAGED})
out, size = [], 0
for number in range(count):
    try:
        text = document[number].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        text = ""
    out.append(text)
    size += len(text)
    if size > {CHARACTERS}:
        break
text = "\\f".join(out)[:{CHARACTERS}]
if not text.strip():
    sys.exit({NO_TEXT})
sys.stdout.buffer.write(text.encode("utf-8", "replace"))
"""


def read_pdf(data: bytes, *, name: str) -> str:
    """The text of a PDF, pages separated by an empty line; UnreadableFile if there is none to be had."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own program, the bytes on its standard input
            [sys.executable, "-I", "-c", READER], input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(
            f"{name}: reading the PDF took more than {SECONDS} seconds.", remedy="Save it anew, or give its text."
        ) from None
    except OSError as error:
        raise UnreadableFile(f"{name}: the PDF could not be read ({error.strerror}).") from error
    if done.returncode:
        fault, remedy = REMEDY.get(done.returncode, ("reading it failed.", "Save it anew, or give its text."))
        raise UnreadableFile(f"{name}: {fault}", remedy=remedy)
    return _joined(done.stdout.decode("utf-8", errors="replace"))


def _joined(text: str) -> str:
    """The text with one kind of line end, words put together again that were divided at a line's end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in ("\ufffe\n", "\u0002\n", "\u00ad\n", "\ufffe", "\u0002"):
        text = text.replace(mark, "")
    return text.replace("\f", "\n\n")
