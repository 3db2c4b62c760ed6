"""Images and videos that reports carry: found in archives, exports and saved pages, with bounds and refusals."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from fastwarc import WarcRecord, WarcRecordType

from bearwitness.acquire import Bringer, captures, carried
from bearwitness.acquire.decoration import decorates, pixels
from bearwitness.acquire.references import key_of, references
from bearwitness.errors import UnreadableFile
from bearwitness.model import Acquired


def png(width: int = 640, height: int = 480, more: bytes = b"") -> bytes:
    """The head of a PNG, which is what is looked at here."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02" + more


HEAD = "<!doctype html><title>Two hurt</title>"
WORDS = "<article><p>Two people were hurt in the strike on the depot.</p>{}</article>"
MOVIE = b"\0\0\0\x18ftypisom" + b"m" * 40


def page(body: str, head: str = "") -> bytes:
    return (HEAD + head + WORDS.format(body)).encode()


def record(body: bytes, target: str, *, kind: str = "text/html", more: str = "", status: str = "200 OK") -> bytes:
    one = WarcRecord()
    content = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{more}\r\n".encode() + body
    one.init_headers(WarcRecordType.response, content_length=len(content))
    one.headers["WARC-Date"] = "2024-07-08T12:00:00Z"
    one.headers["WARC-Target-URI"] = target
    one.headers["Content-Type"] = "application/http; msgtype=response"
    one.set_bytes_content(content)
    out = io.BytesIO()
    one.write(out)
    return out.getvalue()


def taken(place: Path, keep: Path) -> list[tuple[Acquired, dict[str, bytes]]]:
    """Every report with the bytes that it carries, by their names."""
    bringer = Bringer()
    found = []
    for one in captures([place], keep=keep):
        assert isinstance(one, Acquired), one
        found.append((one, {each.address: bringer.bytes_of(each, one) for each in one.carries.items}))
    bringer.close()
    return found


ARCHIVED = page(
    '<figure><img src="/photo.jpg?w=10" srcset="/photo.jpg?w=300 300w, /photo.jpg?w=900 900w"></figure>'
    '<img src="late.png" class="lead-image"><video poster="still.png"><source src="../clip.mp4"></video>'
    '<img src="/assets/site-logo.png"><img src="/gone.png"><a href="/another-story"><img src="/other.png"></a>'
    '<aside><img src="/side.png"></aside><img class="avatar" src="/face.png">',
    '<meta property="og:image" content="https://cdn.example/lead.webp">',
)


def archive() -> list[bytes]:
    site = "https://news.example"
    return [
        record(png(900, more=b"large"), f"{site}/photo.jpg?w=900", kind="image/jpeg"),
        record(ARCHIVED, f"{site}/news/a"),
        record(png(300, more=b"small"), f"{site}/photo.jpg?w=300", kind="image/jpeg"),
        record(gzip.compress(png(more=b"late")), f"{site}/news/late.png", kind="image/png",
               more="content-encoding: gzip\r\n"),
        record(MOVIE, f"{site}/clip.mp4", kind="application/octet-stream"),
        record(png(more=b"still"), f"{site}/news/still.png", kind="image/png"),
        record(png(more=b"lead"), "https://cdn.example/lead.webp", kind="image/webp"),
        *(record(png(more=one), f"{site}/{one.decode()}", kind="image/png")
          for one in (b"assets/site-logo.png", b"other.png", b"side.png", b"face.png")),
        record(b"no", f"{site}/gone.png", kind="image/png", status="404 Not Found"),
        record(png(more=b"unnamed"), f"{site}/unnamed.png", kind="image/png"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["plain", "packed", "package"])
def test_what_a_page_of_an_archive_refers_to_is_taken_and_decoration_is_counted(tmp_path: Path, form: str) -> None:
    parts = archive()
    packed = b"".join(gzip.compress(one, mtime=0) for one in parts)
    path = tmp_path / {"plain": "a.warc", "packed": "a.warc.gz", "package": "a.wacz"}[form]
    if form == "package":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("archive/data.warc.gz", packed)
            package.writestr("pages/pages.jsonl", '{"url":"https://news.example/news/a"}\n')
    else:
        path.write_bytes(b"".join(parts) if form == "plain" else packed)
    ((one, held),) = taken(path, tmp_path)
    assert held == {
        "https://cdn.example/lead.webp": png(more=b"lead"),
        "https://news.example/photo.jpg?w=900": png(900, more=b"large"),
        "https://news.example/news/late.png": png(more=b"late"),
        "https://news.example/clip.mp4": MOVIE,
        "https://news.example/news/still.png": png(more=b"still"),
    }
    assert {each.retrieved for each in one.carries.items} == {"2024-07-08T12:00:00Z"}
    assert (one.carries.decoration, one.carries.absent) == (4, 1)


def test_without_being_asked_nothing_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"".join(archive()))
    (one,) = captures([tmp_path / "a.warc"])
    assert isinstance(one, Acquired)
    assert not one.carries.items


def test_a_revisit_leads_to_the_first_answer(tmp_path: Path) -> None:
    again = WarcRecord()
    again.init_headers(WarcRecordType.revisit, content_length=0)
    again.headers["WARC-Target-URI"] = "https://news.example/copy.png"
    again.headers["WARC-Refers-To-Target-URI"] = "https://news.example/first.png"
    again.set_bytes_content(b"")
    out = io.BytesIO()
    again.write(out)
    data = record(png(), "https://news.example/first.png", kind="image/png") + out.getvalue()
    (tmp_path / "a.warc").write_bytes(data + record(page('<img src="copy.png">'), "https://news.example/a"))
    ((_, held),) = taken(tmp_path / "a.warc", tmp_path)
    assert held == {"https://news.example/first.png": png()}


def test_a_damaged_or_shortened_picture_of_an_archive_is_named(tmp_path: Path) -> None:
    whole = record(page('<img src="p.png">'), "https://news.example/a")
    picture = record(
        png(more=b"x" * 5000), "https://news.example/p.png", kind="image/png", more="content-length: 9000\r\n"
    )
    (tmp_path / "a.warc").write_bytes(whole + picture)
    (one,) = (each for each in captures([tmp_path / "a.warc"], keep=tmp_path) if isinstance(each, Acquired))
    with pytest.raises(UnreadableFile, match="cut short"):
        Bringer().bytes_of(one.carries.items[0], one)
    (tmp_path / "a.warc").write_bytes(whole[:10])
    with pytest.raises(UnreadableFile):
        Bringer().bytes_of(one.carries.items[0], one)


def test_the_parts_of_a_page_saved_whole(tmp_path: Path) -> None:
    body = page(
        '<img src="cid:one@mhtml.blink"><img src="https://news.example/p%20q.png"><img src="/none.png">'
    ).decode()
    coded = {one: base64.b64encode(png(more=one)).decode() for one in (b"1", b"2", b"3")}
    image = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n"
    parts = [
        f"Content-Type: text/html\nContent-Location: https://news.example/a\n\n{body}",
        f"{image}Content-ID: <one@mhtml.blink>\n\n{coded[b'1']}",
        f"{image}Content-Location: https://news.example/p q.png\n\n{coded[b'2']}",
        f"{image}Content-Location: https://news.example/unused.png\n\n{coded[b'3']}",
    ]
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="B"\n\n'
    (tmp_path / "a.mhtml").write_text(head + "".join(f"--B\n{one}\n" for one in parts) + "--B--\n")
    ((one, held),) = taken(tmp_path / "a.mhtml", tmp_path)
    assert sorted(held.values()) == [png(more=b"1"), png(more=b"2")]
    assert one.carries.absent == 1


def test_the_folder_beside_a_saved_page(tmp_path: Path) -> None:
    site = tmp_path / "saved"
    (site / "Two hurt_files").mkdir(parents=True)
    (site / "Two hurt_files" / "photo é.png").write_bytes(png())
    (site / "Two hurt_files" / "frame.html").write_bytes(page("an advertisement"))
    (tmp_path / "secret.png").write_bytes(png(more=b"secret"))
    (site / "Two hurt_files" / "link.png").symlink_to(tmp_path / "secret.png")
    body = (
        '<img src="./Two%20hurt_files/photo%20%C3%A9.png"><img src="./Two%20hurt_files/gone.png">'
        '<img src="./Two%20hurt_files/../../secret.png"><img src="./Two%20hurt_files/link.png">'
        '<img src="https://elsewhere.example/x.png">'
    )
    (site / "Two hurt.html").write_bytes(page(body))
    ((one, held),) = taken(site, tmp_path)  # and the frame in the folder is no report
    assert held == {"Two hurt_files/photo é.png": png()}
    assert [name.partition(":")[0] for name in one.carries.missing] == ["Two hurt_files/gone.png"]
    assert len(one.carries.refused) == 2
    assert all("leads out of its folder" in told for told in one.carries.refused)


def test_pictures_written_into_the_markup(tmp_path: Path) -> None:
    inner = base64.b64encode(png(more=b"inner")).decode()
    body = f'<img src="data:image/png;base64,{inner}"><img src="data:image/svg+xml,%3Csvg%3E">'
    (tmp_path / "a.html").write_bytes(page(body))
    (tmp_path / "b.jsonl").write_text(json.dumps({"html": page(body).decode()}) + "\n")
    for name in ("a.html", "b.jsonl"):
        ((_, held),) = taken(tmp_path / name, tmp_path)
        assert held["data 1"] == png(more=b"inner")
        assert decorates(held["data 2"])


def test_bad_base64_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page('<img src="data:image/png;base64,A">'))
    (one,) = captures([tmp_path / "a.html"], keep=tmp_path)
    assert isinstance(one, Acquired)
    with pytest.raises(UnreadableFile, match="base64"):
        Bringer().bytes_of(one.carries.items[0], one)


SAID = {"id": 2, "type": "message", "date_unixtime": "1720423860", "from": "Council", "text": "Two people were hurt."}


def telegram(folder: Path, *messages: dict[str, object]) -> Path:
    folder.mkdir(exist_ok=True)
    chat = {"name": "Council", "type": "public_channel", "id": 77, "messages": list(messages)}
    (folder / "result.json").write_text(json.dumps(chat))
    (folder / "photos").mkdir(exist_ok=True)
    (folder / "video_files").mkdir(exist_ok=True)
    (folder / "photos" / "1.png").write_bytes(png(more=b"1"))
    (folder / "photos" / "2.png").write_bytes(png(more=b"2"))
    (folder / "video_files" / "v.mp4").write_bytes(MOVIE)
    return folder


def test_what_is_attached_to_the_messages_of_an_export(tmp_path: Path) -> None:
    video = {"id": 5, "file": "video_files/v.mp4", "mime_type": "video/mp4", "media_type": "video_file"}
    place = telegram(
        tmp_path / "x",
        {**SAID, "photo": "photos/1.png"},
        {**SAID, "id": 3, "text": "", "photo": "photos/2.png", "date_unixtime": "1720423861"},  # of one album
        {**SAID, "id": 4, "text": "", "photo": "photos/1.png", "date_unixtime": "1720429999"},  # of no report
        {**SAID, **video, "text": "The moment it fell.", "date_unixtime": "1720433860"},
        {**SAID, "id": 6, "text": "Wave", "file": "s.webp", "media_type": "sticker", "mime_type": "image/webp"},
        {**SAID, "id": 7, "text": "More", "photo": "photos/9.png"},
        {**SAID, "id": 8, "text": "Most", "photo": "(File not included. Change data exporting settings to download.)"},
    )
    found = taken(place, tmp_path)
    assert [sorted(held) for _, held in found] == [
        ["photos/1.png", "photos/2.png"], ["video_files/v.mp4"], [], [], [],
    ]  # fmt: skip
    assert found[0][1]["photos/2.png"] == png(more=b"2")
    assert found[3][0].carries.missing == ("photos/9.png: it is not there.",)
    assert "not included" in found[4][0].carries.missing[0]


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "/etc/hostname", "photos/../../secret.png", "C:\\x.png", "photos\\..\\x.png", "\\\\host\\x",
     "a\0b", "photos/link.png"],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_export_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.png").write_bytes(png(more=b"secret"))
    place = telegram(tmp_path / "x", {**SAID, "photo": name})
    (place / "photos" / "link.png").symlink_to(tmp_path / "secret.png")
    ((one, held),) = taken(place, tmp_path)
    assert held == {}
    (told,) = one.carries.refused
    assert "leads out of its folder" in told
    assert "\0" not in told


def test_what_is_attached_in_an_html_export(tmp_path: Path) -> None:
    place = telegram(tmp_path / "x")
    (place / "result.json").unlink()
    rows = "".join(
        f'<div class="message default clearfix" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="08.07.2024 10:31:0{number} UTC+03:00">10:31</div>'
        f'<div class="from_name">Council</div><div class="media_wrap clearfix">{media}</div>{words}</div></div>'
        for number, media, words in (
            (1, '<a class="photo_wrap clearfix pull_left" href="photos/1.png"></a>',
             '<div class="text">Two people were hurt.</div>'),
            (2, '<a class="video_file_wrap" href="video_files/v.mp4"></a>', ""),
            (3, '<a class="photo_wrap" href="../secret.png"></a>', ""),
        )
    )  # fmt: skip
    (place / "messages.html").write_text(
        f'<html><body><div class="page_wrap"><div class="page_header"><div class="text">Council</div></div>{rows}</div>'
    )
    ((one, held),) = taken(place, tmp_path)
    assert held == {"photos/1.png": png(more=b"1"), "video_files/v.mp4": MOVIE}
    assert len(one.carries.refused) == 1


# --- bounds and rules ---


def test_no_more_than_the_most_and_nothing_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "MOST", 3)
    monkeypatch.setattr(carried, "LARGEST", 100)
    images = [record(png(more=b"x" * 10 * n), f"https://news.example/{n}.png", kind="image/png") for n in range(10)]
    body = "".join(f'<img src="{n}.png">' for n in (1, 2, 9, 4, 5))
    (tmp_path / "a.warc").write_bytes(record(page(body), "https://news.example/a") + b"".join(images))
    (one,) = captures([tmp_path / "a.warc"], keep=tmp_path)
    assert isinstance(one, Acquired)
    assert (len(one.carries.items), one.carries.over) == (3, 2)
    bringer = Bringer()
    bringer.bytes_of(one.carries.items[0], one)
    with pytest.raises(UnreadableFile, match="more than 100 bytes"):
        bringer.bytes_of(one.carries.items[2], one)
    bringer.close()


def test_a_packed_picture_that_swells_is_stopped_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "LARGEST", 1 << 20)
    bomb = record(gzip.compress(bytes(64 << 20)), "https://news.example/p.png", kind="image/png",
                  more="content-encoding: gzip\r\n")  # fmt: skip
    (tmp_path / "a.warc").write_bytes(record(page('<img src="p.png">'), "https://news.example/a") + bomb)
    (one,) = captures([tmp_path / "a.warc"], keep=tmp_path)
    assert isinstance(one, Acquired)
    with pytest.raises(UnreadableFile, match="more than"):
        Bringer().bytes_of(one.carries.items[0], one)


def test_the_size_is_read_from_the_head() -> None:
    from media.pictures import encoded, scene

    image = scene(1, (321, 123))
    for form in ("PNG", "GIF", "JPEG", "WEBP"):
        assert pixels(encoded(image, form)) == (321, 123), form
    assert pixels(encoded(image, "WEBP", lossless=True)) == (321, 123)
    assert pixels(b"\xff\xd8" + b"\xff" * 3000) is None
    assert pixels(MOVIE) is None
    assert decorates(encoded(scene(1, (99, 400)), "PNG"))
    assert not decorates(encoded(scene(1, (100, 100)), "PNG"))
    assert decorates(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')
    assert decorates(b"\x00\x00\x01\x00\x01\x00")


HOSTILE = [
    '<img srcset="' + "a" * 400_000 + ' b">',
    "<div>" * 5_000 + '<img src="x.png">',
    '<img src="http://[::bad/x.png">',
    '<img src="' + "x" * 500_000 + '">',
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_markup_takes_no_time(hostile: str) -> None:
    import time

    start = time.monotonic()
    references(hostile, "https://news.example/a")
    assert time.monotonic() - start < 5


def test_addresses_that_ask_for_the_same_thing_are_one() -> None:
    assert key_of("HTTPS://News.example/a%20b.png#x") == key_of("https://news.example/a b.png")
    assert key_of("https://news.example") == key_of("https://news.example/")
    assert key_of("https://news.example/a?x=1") != key_of("https://news.example/a?x=2")
