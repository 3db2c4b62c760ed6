"""Accounts: names, roles, passwords, links, and what is kept of them."""

from __future__ import annotations

import sqlite3
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bearwitness.errors import BadAccount, CasebookBusy, TeamFileUnusable
from bearwitness.settings import TEAM
from bearwitness.web.accounts import INVITED, Accounts
from bearwitness.web.audit import Audit
from bearwitness.web.names import likeness, reviewer_name
from bearwitness.web.passwords import Passwords
from bearwitness.web.sessions import IDLE, LONGEST, PROGRAM, Sessions, csrf_of
from bearwitness.web.team import TeamFile
from web.people import BY, CHEAP, PASSWORD, SetClock

HERE = "192.0.2.7"


def made(accounts: Accounts, name: str = "maria", role: str = "reviewer", reviewer: str | None = None) -> None:
    accounts.add(name, role=role, reviewer=reviewer, by=BY)
    accounts.set_password(name, PASSWORD, by=BY)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".maria",
        "maria maria",
        "mаria",  # the second letter is Cyrillic
        "maria\u202e",
        "<script>alert(1)</script>",
        "../team",
        "a" * 65,
        "maria\x00",
        "ﬀ\u0301",
        "'; DROP TABLE accounts; --",
    ],
)
def test_a_name_that_could_pass_for_something_else_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(BadAccount):
        accounts.add(name, role="viewer", by=BY)
    assert len(accounts) == 0


def test_a_name_is_the_same_however_it_is_typed(accounts: Accounts) -> None:
    made(accounts, " Maria ")
    assert accounts.get("MARIA").name == "maria"
    with pytest.raises(BadAccount, match="already"):
        accounts.add("ＭＡＲＩＡ", role="viewer", by=BY)


@pytest.mark.parametrize(
    "name",
    ["", "  ", "12", "Maria \u202eaira", "Ma\u200bria", "Mаria", "Maria\x07", "M" * 81, "\ue000Maria", "A\ufeffB"],
)
def test_a_reviewers_name_that_misleads_is_refused(name: str) -> None:
    with pytest.raises(BadAccount):
        reviewer_name(name)


@pytest.mark.parametrize("name", ["Maria O'Brien-Łukasz", "Марія Коваль", "نگار می\u200cرود", "王芳", "R. Müller 2"])
def test_names_of_people_are_taken_as_they_are(name: str) -> None:
    assert reviewer_name(f"  {name} ") == name


def test_two_reviewers_whose_names_look_alike_cannot_both_be(accounts: Accounts) -> None:
    made(accounts, reviewer="Maria Koval")
    for alike in ("maria  koval", "Mariá Koval", "Maria Koval.", "Ｍａｒｉａ Koval"):
        with pytest.raises(BadAccount, match="already"):
            accounts.add("other", role="reviewer", reviewer=alike, by=BY)
    assert likeness("Maria Koval") != likeness("Maria Kovalenko")


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "short"), ("a" * 30, "repeats"), ("x" * 1025, "long"), ("it is Maria again", "account's name")],
)
def test_a_password_that_is_easy_to_guess_is_refused(accounts: Accounts, password: str, why: str) -> None:
    accounts.add("maria", role="viewer", by=BY)
    with pytest.raises(BadAccount, match=why):
        accounts.set_password("maria", password, by=BY)
    assert not accounts.get("maria").ready


def test_only_the_right_password_of_an_enabled_account_fits(accounts: Accounts) -> None:
    made(accounts)
    assert accounts.check("Maria", PASSWORD) is not None
    assert accounts.check("maria", PASSWORD + " ") is None
    assert accounts.check("nobody", PASSWORD) is None
    assert accounts.check("nobody", "nobody has this password") is None
    accounts.add("boss", role="administrator", by=BY)
    accounts.disable("maria", by=BY)
    assert accounts.check("maria", PASSWORD) is None
    accounts.disable("maria", disabled=False, by=BY)
    assert accounts.check("maria", PASSWORD) is not None


def test_the_same_password_typed_on_another_keyboard_fits(accounts: Accounts) -> None:
    accounts.add("maria", role="viewer", by=BY)
    accounts.set_password("maria", "cafe\u0301 au lait et plus", by=BY)
    assert accounts.check("maria", "café au lait et plus") is not None


def test_an_unknown_name_takes_as_long_as_a_known_one(team: TeamFile) -> None:
    accounts = Accounts(team, passwords=Passwords(PasswordHasher(time_cost=2, memory_cost=16_384, parallelism=1)))
    made(accounts)

    def seconds(name: str) -> float:
        start = time.process_time()
        for _ in range(5):
            assert accounts.check(name, "not the password at all") is None
        return time.process_time() - start

    known, unknown = seconds("maria"), seconds("nobody")
    assert 0.5 < known / unknown < 2


def test_a_hash_with_old_parameters_is_made_anew_at_the_next_login(team: TeamFile) -> None:
    made(Accounts(team, passwords=Passwords(CHEAP)))
    newer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    accounts = Accounts(team, passwords=Passwords(newer))
    assert accounts.check("maria", "wrong") is None
    assert newer.check_needs_rehash(stored(team))
    assert accounts.check("maria", PASSWORD) is not None
    assert not newer.check_needs_rehash(stored(team))
    assert accounts.check("maria", PASSWORD) is not None


def stored(team: TeamFile) -> str:
    with team.reading() as connection:
        found: str = connection.execute("SELECT hash FROM accounts").fetchone()[0]
    return found


def test_passwords_are_argon2id_as_argon2_cffi_sets_it() -> None:
    hashed = Passwords().hash(PASSWORD, name="maria")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_link_sets_a_password_once_and_ends_what_was_before(accounts: Accounts, team: TeamFile) -> None:
    made(accounts)
    sessions = Sessions(team)
    before = sessions.begin(accounts.get("maria"), address=HERE)
    first, secret = accounts.invite("maria", by=BY), accounts.invite("maria", by=BY)
    assert sessions.person(before) is None
    assert accounts.check("maria", PASSWORD) is None
    with pytest.raises(BadAccount, match="cannot be used"):
        accounts.accept(first, "a password for the older link")
    with pytest.raises(BadAccount, match="short"):
        accounts.accept(secret, "short")
    assert accounts.invited(secret).name == "maria"
    assert accounts.accept(secret, "another good password", address=HERE).name == "maria"
    assert accounts.check("maria", "another good password") is not None
    with pytest.raises(BadAccount, match="cannot be used"):
        accounts.accept(secret, "and one more password")


def test_a_link_ends_after_its_time_and_with_the_account(accounts: Accounts, clock: SetClock) -> None:
    accounts.add("boss", role="administrator", by=BY)
    accounts.add("maria", role="viewer", by=BY)
    secret = accounts.invite("maria", by=BY)
    clock.go(INVITED)
    with pytest.raises(BadAccount):
        accounts.invited(secret)
    secret = accounts.invite("maria", by=BY)
    accounts.disable("maria", by=BY)
    with pytest.raises(BadAccount):
        accounts.invited(secret)
    with pytest.raises(BadAccount, match="disabled"):
        accounts.invite("maria", by=BY)


def test_the_last_administrator_stays_one(accounts: Accounts) -> None:
    accounts.add("boss", role="administrator", by=BY)
    for change in (lambda: accounts.set_role("boss", "viewer", by=BY), lambda: accounts.disable("boss", by=BY)):
        with pytest.raises(BadAccount, match="only administrator"):
            change()
    assert (accounts.get("boss").role, accounts.get("boss").disabled) == ("administrator", False)
    accounts.add("second", role="administrator", by=BY)
    assert accounts.set_role("boss", "viewer", by=BY).role == "viewer"


def test_a_role_that_is_none_is_refused(accounts: Accounts) -> None:
    with pytest.raises(BadAccount, match="viewer, reviewer, publisher, administrator"):
        accounts.add("maria", role="root", by=BY)


# --- sessions ---


def test_a_session_ends_when_idle_and_after_its_time(accounts: Accounts, team: TeamFile, clock: SetClock) -> None:
    made(accounts)
    sessions = Sessions(team)
    one = sessions.begin(accounts.get("maria"), address=HERE)
    clock.go(IDLE - 1)
    assert sessions.person(one) is not None
    clock.go(IDLE - 1)
    assert sessions.person(one) is not None
    clock.go(IDLE)
    assert sessions.person(one) is None
    two = sessions.begin(accounts.get("maria"), address=HERE)
    for _ in range(LONGEST // (IDLE // 2) - 1):
        clock.go(IDLE // 2)
        assert sessions.person(two) is not None
    clock.go(IDLE // 2)
    assert sessions.person(two) is None


def test_a_key_of_a_program_is_no_session_of_a_browser(accounts: Accounts, team: TeamFile, clock: SetClock) -> None:
    made(accounts)
    sessions = Sessions(team)
    key = sessions.begin(accounts.get("maria"), address=HERE, kind="program", label="nightly export")
    assert sessions.person(key) is None
    clock.go(LONGEST)
    assert sessions.person(key, kind="program") is not None
    assert [(one.kind, one.label) for one in sessions.of(accounts.get("maria"))] == [("program", "nightly export")]
    clock.go(PROGRAM)
    assert sessions.person(key, kind="program") is None


def test_sessions_end_with_logout_password_and_account(accounts: Accounts, team: TeamFile) -> None:
    made(accounts)
    accounts.add("boss", role="administrator", by=BY)
    sessions = Sessions(team)

    def begun() -> str:
        return sessions.begin(accounts.get("maria"), address=HERE)

    one, other = begun(), begun()
    sessions.end(one, who="maria", address=HERE)
    assert sessions.person(one) is None
    assert sessions.person(other) is not None
    accounts.set_password("maria", "another good password", by=BY)
    assert sessions.person(other) is None
    third = begun()
    (listed,) = sessions.of(accounts.get("maria"))
    assert not sessions.end_one(accounts.get("boss"), listed.id, address=HERE)
    assert sessions.end_one(accounts.get("maria"), listed.id, address=HERE)
    assert sessions.person(third) is None
    fourth = begun()
    accounts.disable("maria", by=BY)
    accounts.disable("maria", disabled=False, by=BY)
    assert sessions.person(fourth) is None


def test_a_role_is_that_of_this_moment(accounts: Accounts, team: TeamFile) -> None:
    made(accounts)
    sessions = Sessions(team)
    one = sessions.begin(accounts.get("maria"), address=HERE)
    accounts.set_role("maria", "viewer", by=BY)
    found = sessions.person(one)
    assert found is not None
    assert found.role == "viewer"


def test_no_secret_is_in_the_file(accounts: Accounts, team: TeamFile, tmp_path: Path) -> None:
    made(accounts)
    secrets = [Sessions(team).begin(accounts.get("maria"), address=HERE)]
    secrets += [csrf_of(secrets[0]), accounts.invite("maria", by=BY)]
    accounts.limits.begin("a password typed as a name", HERE)
    team.close()
    files = b"".join(one.read_bytes() for one in sorted(tmp_path.glob(f"{TEAM}*")))
    assert files
    for secret in (*secrets, PASSWORD, "a password typed as a name"):
        assert secret.encode() not in files


# --- limits on logging in ---


def test_the_wait_grows_with_the_failures_of_a_name(accounts: Accounts, clock: SetClock) -> None:
    waits = []
    for number in range(20):
        wait = accounts.limits.begin("maria", f"198.51.100.{number}")
        while wait:
            waits.append(wait)
            clock.go(wait)
            wait = accounts.limits.begin("maria", f"198.51.100.{number}")
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, *[300] * 7]
    assert accounts.limits.begin("other", "198.51.100.99") == 0


def test_an_unknown_name_is_limited_like_a_known_one(accounts: Accounts) -> None:
    made(accounts)
    told = []
    for name in ("maria", "nobody"):
        told.append([accounts.limits.begin(name, f"203.0.113.{number}") for number in range(7)])
    assert told[0] == told[1]
    assert told[0][-1] > 0


def test_an_address_is_limited_over_all_names_and_a_network_counts_as_one(accounts: Accounts) -> None:
    waits = [accounts.limits.begin(f"name{number}", f"2001:db8:1:2::{number:x}") for number in range(21)]
    assert waits[:20] == [0] * 20
    assert waits[20] > 0
    assert accounts.limits.begin("name", "2001:db8:1:3::1") == 0


def test_the_right_password_and_an_administrator_forgive(accounts: Accounts) -> None:
    made(accounts)
    for number in range(5):
        accounts.limits.begin("maria", f"203.0.113.{number}")
    assert accounts.limits.begin("maria", HERE) > 0
    accounts.invite("maria", by=BY)
    assert accounts.limits.begin("maria", HERE) == 0
    accounts.limits.succeeded("maria", HERE)
    assert [accounts.limits.begin("maria", HERE) for _ in range(5)] == [0] * 5


def test_many_tries_at_once_are_no_way_around_the_limit(accounts: Accounts) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: accounts.limits.begin("maria", HERE), range(40)))
    assert sum(1 for one in waits if one == 0) == 5


# --- the audit and the file ---


def test_the_audit_tells_what_was_changed_and_cannot_be_changed(accounts: Accounts, team: TeamFile) -> None:
    made(accounts)
    accounts.set_role("maria", "publisher", by=BY)
    secret = Sessions(team).begin(accounts.get("maria"), address=HERE)
    Sessions(team).end(secret, who="maria", address=HERE)
    rows = Audit(team).rows()
    assert [(one.who, one.what, one.subject) for one in reversed(rows)] == [
        ("somebody", "made account as reviewer", "maria"),
        ("somebody", "set a password", "maria"),
        ("somebody", "role reviewer to publisher", "maria"),
        ("maria", "logged in", None),
        ("maria", "logged out", None),
    ]
    assert rows[0].address == HERE
    assert Audit(team).rows(before=rows[1].id, who="somebody", most=1)[0].what == "role reviewer to publisher"
    for change in ("UPDATE audit SET who = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="audit is never"), team.writing() as connection:
            connection.execute(change)
    assert Audit(team).rows() == rows


def test_a_change_that_fails_leaves_no_trace(accounts: Accounts, team: TeamFile) -> None:
    accounts.add("boss", role="administrator", by=BY)
    before = Audit(team).rows()
    with pytest.raises(BadAccount):
        accounts.disable("boss", by=BY)
    assert Audit(team).rows() == before


def test_a_line_of_the_audit_stays_a_line(team: TeamFile) -> None:
    Audit(team).note("did\nthis", who="x" * 5000, subject="a\r\nb")
    (row,) = Audit(team).rows()
    assert (row.what, row.subject) == ("did this", "a b")
    assert len(row.who or "") == 300


def test_the_file_is_for_its_owner_alone(accounts: Accounts, team: TeamFile, tmp_path: Path) -> None:
    made(accounts)
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.glob(f"{TEAM}*")} == {0o600}
    team.close()
    (tmp_path / TEAM).chmod(0o640)
    with pytest.raises(TeamFileUnusable, match="chmod 600"):
        TeamFile(tmp_path, create=False)


def test_a_file_that_is_missing_damaged_or_another_is_named(tmp_path: Path) -> None:
    with pytest.raises(TeamFileUnusable, match="account add"):
        TeamFile(tmp_path, create=False)
    path = tmp_path / TEAM
    path.touch(mode=0o600)
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(TeamFileUnusable, match="damaged"):
        TeamFile(tmp_path, create=False)
    path.unlink()
    path.touch(mode=0o600)
    sqlite3.connect(path).execute("CREATE TABLE other (x)").connection.close()
    with pytest.raises(TeamFileUnusable, match="no file of accounts"):
        TeamFile(tmp_path, create=True)


def test_another_writer_is_waited_for_and_named(accounts: Accounts, tmp_path: Path, clock: SetClock) -> None:
    made(accounts)
    other = TeamFile(tmp_path, create=False, clock=clock, patience=0.05)
    holder = sqlite3.connect(tmp_path / TEAM, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(CasebookBusy):
        Audit(other).note("x", who=None)
    assert Accounts(other, passwords=Passwords(CHEAP)).get("maria").ready  # reading goes on
    holder.execute("ROLLBACK")
    holder.close()
    Audit(other).note("x", who=None)
    other.close()
