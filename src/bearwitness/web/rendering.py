"""Pages from templates: everything is escaped, and every word of ours can be translated."""

from __future__ import annotations

import gettext
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from markupsafe import Markup

from bearwitness import __version__
from bearwitness.share.review import first_words, last_words
from bearwitness.share.view import environment
from bearwitness.web import links
from bearwitness.web.visitors import visitor_of

NOT_IN_SCRIPT = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
BUILT = "built"
"""Folder of the scripts as Vite builds them, in `static`."""


@cache
def engine() -> jinja2.Environment:
    """The template engine of the web pages; the dossier's own parts are found after them."""
    made = environment(jinja2.PackageLoader("bearwitness.web", "templates"))
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_translations(gettext.NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {"address": address, "segment": segment}
    made.filters |= {"last_words": last_words, "first_words": first_words}
    made.filters["extract"] = lambda key, among: among[key]
    made.globals |= {
        "version": __version__,
        "scripted": scripted,
        "data": data,
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


def data(name: str, value: Any) -> Markup:
    """Values for a script as a JSON element: nothing in it can end the element or run."""
    text = msgspec.json.encode(value).decode().translate(NOT_IN_SCRIPT)
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(text))  # noqa: S704


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
            here_all=_here(request),
            csrf_field=_csrf_field(request),
            page_address=lambda number: _page_address(request, number),
        )
    )
    return Response(text, media_type=MediaType.HTML, status_code=status)


def part(template: str, **values: Any) -> Markup:
    """A part of a page that is the same for whoever asks."""
    return Markup(engine().get_template(template).render(values))  # noqa: S704 (the engine escaped what it holds)


def _page_address(request: Request[Any, Any, Any], number: int) -> str:
    """The address of another page of the same list."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "number"]
    return f"{request.url.path}?{urlencode([*asked, ('number', number)])}"


def _csrf_field(request: Request[Any, Any, Any]) -> Markup:
    """What a form has to send along, so that no page of somebody else can send it."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(request.scope.get("csrf", ""))


def _here(request: Request[Any, Any, Any]) -> str:
    """The address of this page with what was asked, without the notice of a Decision just made."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "decided"]
    return f"{request.url.path}?{urlencode(asked)}" if asked else request.url.path
