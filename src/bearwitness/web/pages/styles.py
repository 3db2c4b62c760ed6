"""The style sheet that the pages share with the dossier, and the sign in the browser's tab."""

from __future__ import annotations

from importlib import resources

from litestar import Response, get


@get("/record.css", opt={"rule": "public"}, sync_to_thread=False, include_in_schema=False)
def record() -> Response[str]:
    """The dossier's own style sheet."""
    text = (resources.files("bearwitness.share") / "templates" / "dossier.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"cache-control": "max-age=3600"})


@get("/favicon.ico", opt={"rule": "public"}, sync_to_thread=False, include_in_schema=False)
def icon() -> Response[str]:
    """The sign, for pages whose head names none: browsers ask for it there of their own accord."""
    text = (resources.files("bearwitness.web") / "static" / "icon.svg").read_text(encoding="utf-8")
    return Response(text, media_type="image/svg+xml", headers={"cache-control": "max-age=3600"})
