"""Timestamps of heads, from a real authority on this machine, checked offline and by `openssl`."""

from __future__ import annotations

import base64
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bearwitness.casebook import Casebook
from bearwitness.errors import InputError, NotFound, Unreachable, UsageError
from bearwitness.identity import canonical, digest
from bearwitness.model import Timestamp, TreeHead
from bearwitness.record.authority import HttpAuthority
from bearwitness.record.timestamp import ask, certificates_in, decoded, judge
from bearwitness.record.verify import Trust
from casebook.items import SIGNER, Still, database, fill, item
from record.authorities import LocalAuthority, served

HEAD = TreeHead(size=3, root="ab" * 32, peaks=("cd" * 32, "ef" * 32), at="2026-03-01T12:00:00.000000Z")
OTHER = msgspec.structs.replace(HEAD, root="ba" * 32)


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalAuthority, LocalAuthority]:
    folder = tmp_path_factory.mktemp("authorities")
    return LocalAuthority(folder / "one", "Clock House"), LocalAuthority(folder / "other", "Other House")


@pytest.fixture
def authority(authorities: tuple[LocalAuthority, LocalAuthority]) -> Iterator[LocalAuthority]:
    with served(authorities[0]) as found:
        yield found


@pytest.fixture(scope="module")
def stamped(authorities: tuple[LocalAuthority, LocalAuthority]) -> Timestamp:
    """A timestamp of HEAD, with its certificate."""
    with served(authorities[0]) as one:
        return ask(HEAD, HttpAuthority(one.address), certificates=one.certificate.read_text())


def test_a_timestamp_holds_for_its_head_and_for_no_other(stamped: Timestamp) -> None:
    assert judge(stamped, canonical(HEAD), trusted=()).state == "valid"
    assert judge(stamped, canonical(OTHER), trusted=()) == ("broken", "it is of another head")
    assert (stamped.size, stamped.root) == (3, HEAD.root)
    assert stamped.at.startswith("20")
    assert stamped.at.endswith("Z")


def test_openssl_agrees(stamped: Timestamp, tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(base64.b64decode(stamped.response))
    (tmp_path / "request").write_bytes(base64.b64decode(stamped.request))
    (tmp_path / "ca.pem").write_text(stamped.certificates or "")

    def verified(*how: str) -> bool:
        command = ["openssl", "ts", "-verify", *how, "-in", "answer", "-CAfile", "ca.pem"]
        return subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0

    assert verified("-digest", digest("head/1", canonical(HEAD)))
    assert verified("-queryfile", "request")
    assert not verified("-digest", digest("head/1", canonical(OTHER)))


def test_whom_one_relies_on_decides(stamped: Timestamp, authorities: tuple[LocalAuthority, LocalAuthority]) -> None:
    one, other = (certificates_in(each.certificate.read_text()) for each in authorities)
    bare = msgspec.structs.replace(stamped, certificates=None)
    body = canonical(HEAD)
    assert judge(stamped, body, trusted=one).state == "valid"
    assert judge(stamped, body, trusted=[*other, *one]).state == "valid"
    assert judge(stamped, body, trusted=other) == ("unchecked", "its authority is none of those that you rely on")
    assert judge(bare, body, trusted=()) == ("unchecked", "no certificate of its authority was given")
    assert judge(bare, body, trusted=one).state == "valid"
    assert judge(bare, body, trusted=other).state == "unchecked"
    foreign = msgspec.structs.replace(stamped, certificates=authorities[1].certificate.read_text())
    assert judge(foreign, body, trusted=()).state == "broken"


def test_no_damaged_answer_ever_holds_and_none_crashes(stamped: Timestamp) -> None:
    chosen = random.Random(3)
    data, body = base64.b64decode(stamped.response), canonical(HEAD)
    for _ in range(300):
        at = chosen.randrange(len(data))
        wrong = data[:at] + bytes([data[at] ^ 1 << chosen.randrange(8)]) + data[at + 1 :]
        found = msgspec.structs.replace(stamped, response=base64.b64encode(wrong).decode())
        state = judge(found, body, trusted=()).state
        if state == "valid":  # a bit that means nothing: the parsed answer is the same
            answer, other = decoded(data), decoded(wrong)
            assert answer is not None
            assert other is not None
            assert answer.tst_info.gen_time == other.tst_info.gen_time
            assert answer.tst_info.message_imprint.message == other.tst_info.message_imprint.message
    for wrong in (b"", b"\0", data[:-1], data[:100], data * 2, b"\x30\x80" * 1000, b"<html>"):
        found = msgspec.structs.replace(stamped, response=base64.b64encode(wrong).decode())
        assert judge(found, body, trusted=()).state == "broken"
    for change in ({"response": "no base 64 ü"}, {"certificates": "-----BEGIN"}, {"at": "2020-01-01T00:00:00.000000Z"}):
        assert judge(msgspec.structs.replace(stamped, **change), body, trusted=()).state == "broken"


def test_an_answer_to_another_request_or_none_at_all_is_refused(authority: LocalAuthority, stamped: Timestamp) -> None:
    asked = HttpAuthority(authority.address)
    authority.answer = base64.b64decode(stamped.response)
    with pytest.raises(InputError, match="another request"):
        ask(HEAD, asked)
    authority.answer = b"<html>Welcome</html>"
    with pytest.raises(InputError, match="no timestamp"):
        ask(HEAD, asked)
    authority.answer = b"x" * (2 << 20)
    with pytest.raises(Unreachable, match="length"):
        ask(HEAD, asked)
    authority.status = 500
    with pytest.raises(Unreachable, match="500"):
        ask(HEAD, asked)


def test_an_authority_that_declines_is_quoted(authority: LocalAuthority) -> None:
    authority.answer = b"\x30\x12\x30\x10\x02\x01\x02\x30\x0b\x0c\x09No thanks"
    with pytest.raises(InputError, match="grants no timestamp: No thanks"):
        ask(HEAD, HttpAuthority(authority.address))


def test_nobody_there_and_no_address() -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        ask(HEAD, HttpAuthority("http://127.0.0.1:9/"))
    for address in ("clock.example", "file:///etc/passwd", ""):
        with pytest.raises(UsageError, match="http"):
            HttpAuthority(address)


def test_the_wrong_certificate_is_refused_and_a_known_one_is_found(
    authority: LocalAuthority, authorities: tuple[LocalAuthority, LocalAuthority]
) -> None:
    one, other = (each.certificate.read_text() for each in authorities)
    asked = HttpAuthority(authority.address)
    with pytest.raises(InputError, match="does not hold"):
        ask(HEAD, asked, certificates=other)
    assert ask(HEAD, asked, known=[other, one]).certificates == one
    assert ask(HEAD, asked, known=[other]).certificates is None


def test_a_casebook_keeps_its_timestamps_and_verifies_them_offline(authority: LocalAuthority, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    with Casebook.open(folder, create=True, clock=Still(), signer=SIGNER) as book, pytest.raises(NotFound):
        book.timestamp(HttpAuthority(authority.address))
    fill(folder, [item(1)])
    pem = authority.certificate.read_text()
    with Casebook.open(folder, create=False, clock=Still(), signer=SIGNER) as book:
        found = book.timestamp(HttpAuthority(authority.address), certificates=pem)
        assert found.size == 4
        bare = book.timestamp(HttpAuthority(authority.address))
        assert bare.size == 5
        checked = book.verify()
        assert [(one.what, one.why) for one in checked.checks] == [
            ("timestamp", "no certificate of its authority was given")
        ]
        assert checked.valid["timestamps"] == 1
        assert book.verify(trust=Trust(certificates=certificates_in(pem))).checks == ()
    meddling = {
        "UPDATE timestamps SET at = '2020-01-01T00:00:00.000000Z' WHERE entry = 4": "timestamp",
        "UPDATE timestamps SET body = replace(body, 'MII', 'MIJ') WHERE entry = 4": "timestamp",
        "UPDATE timestamps SET size = 3 WHERE entry = 4": "timestamp",
        "DELETE FROM timestamps WHERE entry = 4": "timestamp",
        "DELETE FROM heads WHERE size = 4": None,
    }
    data = (folder / "casebook.sqlite").read_bytes()
    for statement, what in meddling.items():
        connection = database(folder)
        connection.execute(statement)
        connection.close()
        with Casebook.open(folder, create=False) as book:
            seen = book.verify()
        kinds = {one.what for one in (seen.unchecked if what is None else seen.broken)}
        assert (what or "timestamp") in kinds, (statement, seen.text())
        (folder / "casebook.sqlite").write_bytes(data)
