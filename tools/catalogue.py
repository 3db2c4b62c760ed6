"""Writes src/bearwitness/web/locale/bearwitness.pot: every message of the web pages, for translators.

python tools/catalogue.py
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

WEB = Path(__file__).parents[1] / "src" / "bearwitness" / "web"
CATALOGUE = WEB / "locale" / "bearwitness.pot"
OPTIONS = {"templates/**.j2": {"trimmed": "false", "silent": "false", "newstyle_gettext": "true"}}


def written() -> bytes:
    """The catalogue as it is to be: every message of the templates, in the order of files and lines."""
    catalogue = Catalog(project="bearwitness", charset="utf-8")
    found = extract_from_dir(WEB, method_map=[("templates/**.j2", "jinja2")], options_map=OPTIONS)
    for path, _, message, comments, context in sorted(found, key=lambda one: (one[0], one[1], repr(one[2]))):
        catalogue.add(message, None, [(path, None)], auto_comments=comments, context=context)
    made = io.BytesIO()
    write_po(made, catalogue, omit_header=True, include_lineno=False, sort_output=True, width=0)
    return b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + made.getvalue()


if __name__ == "__main__":
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(written())
