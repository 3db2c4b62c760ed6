"""Adding reports: addresses, pasted text, files; then what became of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from bearwitness.errors import NotFound, UsageError
from bearwitness.web.books import Books
from bearwitness.web.jobs import Jobs, folder_for_files
from bearwitness.web.rendering import page
from bearwitness.web.visitors import visitor_of

Asked = Request[Any, Any, Any]
MOST_BYTES = 256 << 20
"""Bytes of one request."""
ADDRESS = re.compile(r"https?://\S+$")
NOT_IN_NAMES = re.compile(r"[^\w .()+-]+")
Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


@get("/add", opt={"rule": "reviewer"}, sync_to_thread=True, include_in_schema=False)
def form(request: Asked) -> Response[str]:
    """What can be added."""
    return page(request, "add.html.j2")


@post(
    "/add/begin",
    opt={"rule": "reviewer", "does": "added reports"},
    include_in_schema=False,
    request_max_body_size=MOST_BYTES,
)
async def begin(request: Asked, jobs: NamedDependency[Jobs], data: Form) -> Redirect:
    """Take what was sent and begin to read it."""
    pasted = str(data.get("pasted") or "").strip()
    lines = [one.strip() for one in pasted.splitlines() if one.strip()]
    addresses = lines if lines and all(ADDRESS.match(one) for one in lines) else []
    sent = [one for one in _listed(data.get("files")) if isinstance(one, UploadFile) and one.filename]
    if not pasted and not sent:
        raise UsageError("There was nothing to add.", remedy="Paste an address or a text, or choose files.")
    files: Path | None = None
    if sent or not addresses:
        files = folder_for_files()
        try:
            if pasted and not addresses:
                (files / "pasted.txt").write_text(pasted, encoding="utf-8")
            for one in sent:
                _free(files, _name(one.filename)).write_bytes(await one.read())
        except OSError as error:
            shutil.rmtree(files, ignore_errors=True)
            raise UsageError(f"What was sent could not be kept: {error.strerror}.") from error
    visitor = visitor_of(request)
    job = jobs.start(
        addresses,
        files=files,
        by=visitor.name if visitor else None,
        published=str(data.get("published") or ""),
        source=str(data.get("source") or "").strip(),
    )
    return Redirect(f"/add/{job.id}", status_code=303)


@get("/add/{name:str}", opt={"rule": "reviewer"}, sync_to_thread=True, include_in_schema=False)
def followed(
    request: Asked, books: NamedDependency[Books], jobs: NamedDependency[Jobs], name: FromPath[str]
) -> Response[str]:
    """What became of it so far; the page asks anew by itself until it is over."""
    job = jobs.get(name)
    if job is None:
        raise NotFound(
            "That is not known here any more.", remedy="The list of incidents shows what is in the casebook."
        )
    made = page(request, "adding.html.j2", job=job, told=_told(books, job.added) if job.over else [])
    if not job.over:
        made.headers["refresh"] = "1"
    return made


def _told(books: Books, names: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each new report with the incidents (id, title) that it tells."""
    found = []
    for name in names[:200]:
        with books.incidents() as incidents:
            homes = incidents.homes(name)
        found.append((name, [(each, books.tree(each).record.title) for each in homes]))
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(given: str) -> str:
    """A name for a file that was sent: its own, without anything that could lead elsewhere."""
    return NOT_IN_NAMES.sub("_", PurePosixPath(given.replace("\\", "/")).name).lstrip(".")[-100:] or "file"


def _free(folder: Path, name: str) -> Path:
    """A place in the folder that nothing has yet: a second file of one name goes into a folder of its own."""
    at = folder
    while (at / name).exists():
        at /= "other"
        at.mkdir(exist_ok=True)
    return at / name
