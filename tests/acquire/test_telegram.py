"""Telegram exports: posts of a channel, threads of a group, forwards, edits, pages in HTML, broken exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bearwitness.acquire import captures
from bearwitness.documents import read
from bearwitness.errors import InputError
from bearwitness.model import Acquired

FIRST = {
    "id": 2,
    "type": "message",
    "date": "2024-07-08T10:31:00",
    "date_unixtime": "1720423860",
    "from": "City Council",
    "from_id": "channel77",
    "text": ["A missile hit the depot. ", {"type": "bold", "text": "Two people were hurt."}, "\n\nMore soon."],
}
ANSWER = {**FIRST, "id": 5, "date_unixtime": "1720427460", "reply_to_message_id": 2, "text": "Now three are hurt."}
EDITED = {**ANSWER, "edited_unixtime": "1720428000", "text": "Now four are hurt."}
FORWARD = {**FIRST, "id": 6, "forwarded_from": "Governor", "text": "Five people were hurt in the region."}
SERVICE = {"id": 1, "type": "service", "date_unixtime": "1720420000", "action": "create_channel", "text": ""}


def good(found: object) -> Acquired:
    assert isinstance(found, Acquired), found
    return found


def export(folder: Path, *messages: Any, kind: str = "public_channel") -> Path:
    folder.mkdir(exist_ok=True)
    chat = {"name": "City Council", "type": kind, "id": 77, "messages": list(messages)}
    (folder / "result.json").write_text(json.dumps(chat, indent=1, ensure_ascii=False))
    return folder


def test_a_message_of_a_channel_is_a_report_with_its_exact_bytes(tmp_path: Path) -> None:
    (one,) = (good(found) for found in captures([export(tmp_path, SERVICE, FIRST)]))
    assert json.loads(one.data) == FIRST
    assert one.data in (tmp_path / "result.json").read_bytes()
    assert one.capture.address == "result.json#message2"
    report = read(one)
    assert (report.id, report.source, report.published) == ("telegram-77-2", "City Council", "2024-07-08T07:31:00Z")
    assert [(line.kind, line.text) for line in report.passages] == [
        ("body", "A missile hit the depot. Two people were hurt."),
        ("body", "More soon."),
    ]


def test_what_a_message_answers_and_forwards_is_an_embed_of_whoever_said_it(tmp_path: Path) -> None:
    _, answer, forward = (read(good(found)) for found in captures([export(tmp_path, FIRST, ANSWER, FORWARD)]))
    assert [(line.kind, line.author) for line in answer.passages] == [("embed", "City Council"), ("body", None)]
    assert answer.passages[0].time == "2024-07-08T07:31:00Z"
    assert [(line.kind, line.author) for line in forward.passages] == [("embed", "Governor")]


def test_both_versions_of_an_edited_message_are_kept(tmp_path: Path) -> None:
    found = [
        good(one) for name, what in (("a", ANSWER), ("b", EDITED)) for one in captures([export(tmp_path / name, what)])
    ]
    assert len({one.given.id for one in found}) == 2
    assert found[1].post is not None
    assert found[1].post.edited == "2024-07-08T08:40:00Z"


def test_answers_in_a_group_are_comments_in_the_thread_and_no_reports(tmp_path: Path) -> None:
    thread = [
        {**FIRST, "from": "Ann"},
        {**ANSWER, "from": "Ben", "id": 7, "text": "I heard of ten."},
        {**ANSWER, "from": "Cy", "id": 8, "reply_to_message_id": 7, "text": "No."},
        {**FIRST, "id": 9, "from": "Dee", "text": "Another strike at the bridge."},
    ]
    reports = [read(good(one)) for one in captures([export(tmp_path, *thread, kind="private_supergroup")])]
    assert len(reports) == 2
    comments = [line for line in reports[0].passages if line.kind == "comment"]
    assert [(line.author, line.text) for line in comments] == [("Ben", "I heard of ten."), ("Cy", "No.")]
    assert [line.parent for line in comments] == [None, comments[0].id]
    assert reports[0].byline == "Ann"


def test_what_is_attached_to_messages_is_not_read_as_reports(tmp_path: Path) -> None:
    export(tmp_path, FIRST)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "sent.html").write_text("<p>Somebody's file.</p>")
    assert len(list(captures([tmp_path]))) == 1


def test_a_message_that_makes_no_sense_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = [{**FIRST, "id": "x"}, 7, {**FIRST, "id": 3, "text": {"a": 1}}, {**FIRST, "id": 4, "date_unixtime": "9" * 30}]
    found = list(captures([export(tmp_path, *bad, FIRST)]))
    assert [one.given.id for one in found if isinstance(one, Acquired)] == ["telegram-77-4", "telegram-77-2"]
    assert good(found[0]).given.published is None


def test_an_export_that_is_cut_short_is_named(tmp_path: Path) -> None:
    export(tmp_path, FIRST)
    path = tmp_path / "result.json"
    path.write_bytes(path.read_bytes()[:-40])
    (found,) = captures([tmp_path])
    assert isinstance(found, InputError)
    assert "result.json" in str(found)
    assert "Export the channel again" in str(found)


def test_all_chats_of_an_account_are_read(tmp_path: Path) -> None:
    chats = [{"name": f"C{number}", "type": "public_channel", "id": number, "messages": [FIRST]} for number in (1, 2)]
    (tmp_path / "result.json").write_text(json.dumps({"about": "x", "chats": {"about": "y", "list": chats}}))
    assert [good(one).given.id for one in captures([tmp_path])] == ["telegram-1-2", "telegram-2-2"]


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head>
<body onload="CheckLocation();"><div class="page_wrap"><div class="page_header"><div class="content">
<div class="text bold">City Council </div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">8 July 2024</div></div>
<div class="message default clearfix" id="message2"><div class="body">
<div class="pull_right date details" title="08.07.2024 10:31:00 UTC+03:00">10:31</div>
<div class="from_name">City Council </div><div class="text">A missile hit the depot.<br>Two people were hurt.</div>
</div></div>
<div class="message default clearfix joined" id="message5"><div class="body">
<div class="pull_right date details" title="08.07.2024 11:31:00 UTC+03:00">11:31</div>
<div class="reply_to details">In reply to <a href="#go_to_message2">this message</a></div>
<div class="text">Now three are hurt.</div></div></div>
<div class="message default clearfix joined" id="message6"><div class="body">
<div class="pull_right date details" title="08.07.2024 11:40:00 UTC+03:00">11:40</div>
<div class="forwarded body"><div class="from_name">Governor <span class="date details"
title="08.07.2024 11:35:00 UTC+03:00"> 08.07.2024 11:35:00</span></div><div class="text">Five are hurt.</div></div>
</div></div>
</div></div></div></body></html>"""


def test_a_page_of_an_html_export_is_read_message_by_message(tmp_path: Path) -> None:
    (tmp_path / "messages.html").write_text(PAGE)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.html").write_text("<p>no report</p>")
    reports = [read(good(one)) for one in captures([tmp_path])]
    assert [(one.source, one.published) for one in reports] == [
        ("City Council", "2024-07-08T10:31:00+03:00"),
        ("City Council", "2024-07-08T11:31:00+03:00"),
        ("City Council", "2024-07-08T11:40:00+03:00"),
    ]
    assert [line.text for line in reports[0].passages] == ["A missile hit the depot.", "Two people were hurt."]
    assert [(line.kind, line.author) for line in reports[1].passages] == [("embed", "City Council"), ("body", None)]
    assert [(line.kind, line.author, line.time) for line in reports[2].passages] == [
        ("embed", "Governor", "2024-07-08T11:35:00+03:00")
    ]


def test_a_page_that_is_missing_from_an_export_is_named(tmp_path: Path) -> None:
    (tmp_path / "messages3.html").write_text(PAGE)
    found = list(captures([tmp_path]))
    assert isinstance(found[0], InputError)
    assert "messages2.html" in str(found[0])
    assert sum(isinstance(one, Acquired) for one in found) == 3


def test_an_export_whose_letters_are_broken_is_named(tmp_path: Path) -> None:
    folder = export(tmp_path / "a", FIRST)
    file = folder / "result.json"
    good_bytes = file.read_bytes()
    for broken in (good_bytes.replace(b"City Council", b"City \x9b"), good_bytes.replace(b"message", b"m\x9b", 1)):
        file.write_bytes(broken)
        assert all(isinstance(one, InputError | Acquired) for one in captures([file]))
    account = {"about": "x", "chats": {"list": [{"name": "City", "messages": [FIRST]}]}}
    file.write_bytes(json.dumps(account).encode().replace(b'"City"', b'"C\x9b"'))
    (found,) = captures([file])
    assert isinstance(found, InputError)
