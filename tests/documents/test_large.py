"""A page of fifty megabytes is read with bounded memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

MEMORY = 2 * 2**30
"""Bytes that reading a page of the largest size may take; measured: under 1 GiB."""
SCRIPT = """
import resource
resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))
from bearwitness.acquire.files import capture
from bearwitness.documents import read
from bearwitness.model import Acquired
words = "A rocket hit the bus station and four people were taken to hospital, the mayor said. "
data = ("<html><body>" + ("<div><p>" + words * 30 + "</p></div>" * 1) * {count} + "</body></html>").encode()
assert len(data) > {size}
report = read(Acquired(capture=capture(data, "text/html", "a.html", None), data=data, form="html"))
assert len(report.passages) == {count}
"""


@pytest.mark.parametrize("size", [50_000_000])
def test_a_page_of_fifty_megabytes(size: int) -> None:
    script = SCRIPT.format(limit=MEMORY, size=size, count=size // 2560 + 100)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
