"""Every word of ours on the web pages stands in one catalogue, so that it can be translated."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from jinja2 import nodes

from bearwitness.web.rendering import engine
from conftest import ROOT

TEMPLATES = ROOT / "src" / "bearwitness" / "web" / "templates"
NAMES = frozenset({"Bearwitness", "SHA", "Enter"})
"""Words that are the same in every language: ours, an abbreviation, what stands on a key."""
HELD = re.compile(r"<(script|style|code|kbd)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SAID = re.compile(r'\b(?:aria-label|title|alt|placeholder|label)="([^"]*)"')
ENTITY = re.compile(r"&[#\w]+;")
WORD = re.compile(r"[^\W\d_]{2,}")


def outside(source: str) -> list[str]:
    """Words that a template prints without asking the catalogue."""
    tree = engine().parse(source)
    text = "\x00".join(one.data for one in tree.find_all(nodes.TemplateData))
    # A value, with or without words, stands wherever two pieces of the template meet.
    bare = HELD.sub("", text)
    told = [TAG.sub("\x00", bare), *(found[1] for tag in TAG.findall(bare) for found in SAID.finditer(tag))]
    return [word for one in told for word in WORD.findall(ENTITY.sub("", one)) if word not in NAMES]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.name)
def test_no_template_prints_words_outside_the_catalogue(path: Path) -> None:
    assert outside(path.read_text(encoding="utf-8")) == []


def test_the_check_finds_words_in_texts_and_in_attributes() -> None:
    assert outside('<p class="small">Hello {{ _("there") }} you</p>') == ["Hello", "you"]
    assert outside('<p aria-label="Read me" class="small">{% trans %}fine{% endtrans %} &amp; 12</p>') == ["Read", "me"]


def test_the_catalogue_is_current() -> None:
    path = ROOT / "tools" / "catalogue.py"
    made = importlib.util.spec_from_file_location("catalogue", path)
    assert made is not None
    assert made.loader is not None
    tool = importlib.util.module_from_spec(made)
    made.loader.exec_module(tool)
    assert tool.CATALOGUE.read_bytes() == tool.written(), "run: python tools/catalogue.py"
