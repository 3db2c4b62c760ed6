"""The casebook of the example reports, made once, and an application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.conftest import EXAMPLES, understood_files

from bearwitness.casebook import Casebook
from bearwitness.web.app import create_app
from bearwitness.web.books import Books
from bearwitness.web.visitors import Visitor


@pytest.fixture(scope="session")
def demo_casebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook of the example reports; tests that change something work on a copy."""
    folder = tmp_path_factory.mktemp("web") / "casebook"
    found = understood_files(sorted(one for one in EXAMPLES.iterdir() if one.suffix in {".html", ".txt", ".jsonl"}))
    with Casebook.open(folder, create=True) as book:
        for _, result in book.add_many(
            (one.acquired.capture, one.acquired.data, one.report, one.mentions, one.claims) for one in found
        ):
            assert result == "added"
        with book.incidents() as incidents:
            assert incidents.summaries()
    return folder


@pytest.fixture
def client(demo_casebook: Path) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """Somebody who may do everything, on this machine."""
    app = create_app(Books(demo_casebook), let_in=lambda _: Visitor(None, "administrator"))
    with TestClient(app, raise_server_exceptions=False) as one:
        yield one
