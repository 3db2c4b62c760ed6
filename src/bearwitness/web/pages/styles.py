"""The style sheet that the pages share with the dossier."""

from __future__ import annotations

from importlib import resources

from litestar import Response, get


@get("/record.css", opt={"rule": "public"}, sync_to_thread=False, include_in_schema=False)
def record() -> Response[str]:
    """The dossier's own style sheet."""
    text = (resources.files("bearwitness.share") / "templates" / "dossier.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"cache-control": "max-age=3600"})
