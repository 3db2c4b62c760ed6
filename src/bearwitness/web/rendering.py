"""Pages from templates: everything is escaped, and every word of ours can be translated."""

from __future__ import annotations

import gettext
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from litestar import Request, Response
from litestar.enums import MediaType

from bearwitness import __version__
from bearwitness.share.view import environment
from bearwitness.web import links
from bearwitness.web.visitors import visitor_of

BUILT = "built"
"""Folder of the scripts as Vite builds them, in `static`."""


@cache
def engine() -> jinja2.Environment:
    """The template engine of the web pages; the dossier's own parts are found after them."""
    made = environment(jinja2.PackageLoader("bearwitness.web", "templates"))
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_translations(gettext.NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {"address": address, "segment": segment}
    made.filters["extract"] = lambda key, among: among[key]
    made.globals |= {
        "version": __version__,
        "scripted": scripted,
        "anchor": links.anchor,
        "compare": links.compare,
        "to_report": links.report,
        "to_words": lambda claim: links.report(claim.report, claim=claim.id),
    }
    return made


def address(path: str, **asked: str | int | None) -> str:
    """An address of this application with what is asked in it; what is None is left out."""
    told = {name: value for name, value in asked.items() if value is not None}
    return f"{path}?{urlencode(told)}" if told else path


def segment(text: str) -> str:
    """One part of a path, safe whatever it holds."""
    return quote(text, safe="")


@cache
def scripted(name: str) -> bool:
    """Whether a script was built: pages do without."""
    return (resources.files("bearwitness.web") / "static" / BUILT / name).is_file()


def page(request: Request[Any, Any, Any], template: str, *, status: int = 200, **values: Any) -> Response[str]:
    """A page for whoever asks."""
    text = (
        engine()
        .get_template(template)
        .render(
            values,
            visitor=visitor_of(request),
            here=request.url.path,
            csrf=request.scope.get("csrf", ""),
            page_address=lambda number: _page_address(request, number),
        )
    )
    return Response(text, media_type=MediaType.HTML, status_code=status)


def _page_address(request: Request[Any, Any, Any], number: int) -> str:
    """The address of another page of the same list."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "number"]
    return f"{request.url.path}?{urlencode([*asked, ('number', number)])}"
