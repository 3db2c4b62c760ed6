"""Fuzzes reading: any bytes become captures and reports, or errors of the `InputError` family, and nothing else.

    python benchmarks/fuzz/read.py CORPUS... [options of libFuzzer]

    mkdir -p build/fuzz && python benchmarks/fuzz/read.py build/fuzz tests/fuzz/corpus \\
      -dict=benchmarks/fuzz/read.dict -max_len=20000 -timeout=10 -rss_limit_mb=1024 -max_total_time=3600

Needs the extra `fuzz` (atheris). What is new goes into the first folder. A finding is another exception, an input that
takes more than 10 seconds, or more than 1 GiB of memory; libFuzzer writes it to a file `crash-*`, `timeout-*` or
`oom-*`. The text layer of PDF files is not fuzzed here: PDFium runs in a process of its own, with limits.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bearwitness"]):
    from bearwitness.acquire import captures
    from bearwitness.acquire.files import EXPORT_MARK
    from bearwitness.documents import read
    from bearwitness.errors import InputError

SCRATCH = Path(tempfile.mkdtemp(prefix="bearwitness-fuzz-")) / "messages.html"


def one(data: bytes) -> None:
    """Read the bytes as if they were piped in; a page of a Telegram export as a file of its name."""
    if EXPORT_MARK in data[:8192]:
        SCRATCH.write_bytes(data)
        found = captures([SCRATCH])
    else:
        found = captures(["-"], standard_input=io.BytesIO(data))
    for each in found:
        if isinstance(each, InputError) or each.form == "pdf":
            continue
        try:
            read(each)
        except InputError:
            continue


if __name__ == "__main__":
    one(b"Two people were hurt, the mayor said.")  # loads the languages, which takes longer than any input may
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
