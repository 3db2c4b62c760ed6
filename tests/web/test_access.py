"""Who may do what: every route with every role, forms, hosts, tokens, sessions, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from bearwitness.errors import NeedsAccounts, NoRule, UsageError
from bearwitness.vocabulary import Role, words
from bearwitness.web import gate
from bearwitness.web.access import PUBLIC, check_rules, inside, routes
from bearwitness.web.app import create_app
from bearwitness.web.books import Books
from bearwitness.web.doors import Alone, Site, Team, door_of
from bearwitness.web.passwords import Passwords
from bearwitness.web.sessions import IDLE, csrf_of
from bearwitness.web.team import TeamFile
from bearwitness.web.visitors import ROLES
from casebook.items import fill, item
from web.people import BY, CHEAP, ORIGIN, PASSWORD, SITE, SetClock, client_of

EXPECTED = {
    ("GET", "/"): "viewer",
    ("GET", "/incidents"): "viewer",
    ("GET", "/incidents/{name:str}"): "viewer",
    ("GET", "/incidents/{name:str}/changes"): "viewer",
    ("GET", "/incidents/{name:str}/dossier"): "viewer",
    ("GET", "/incidents/{name:str}/dossier.pdf"): "viewer",
    ("GET", "/report"): "viewer",
    ("GET", "/compare"): "viewer",
    ("GET", "/search"): "viewer",
    ("GET", "/media/{sha256:str}/thumbnail"): "viewer",
    ("GET", "/add"): "reviewer",
    ("POST", "/add/begin"): "reviewer",
    ("GET", "/add/{name:str}"): "reviewer",
    ("GET", "/proof"): "viewer",
    ("POST", "/proof/check"): "reviewer",
    ("GET", "/review"): "reviewer",
    ("GET", "/review/claim"): "reviewer",
    ("GET", "/review/incident"): "reviewer",
    ("GET", "/review/history"): "reviewer",
    **{
        ("POST", f"/review/{one}"): "reviewer" for one in ("judge", "correct", "add", "merge", "split", "move", "grade")
    },
    **{("POST", f"/review/{one}"): "reviewer" for one in ("note", "protect", "undo")},
    ("POST", "/review/publish"): "publisher",
    ("POST", "/review/withdraw"): "publisher",
    ("GET", "/favicon.ico"): PUBLIC,
    ("GET", "/record.css"): PUBLIC,
    ("GET", "/api/incidents"): "viewer",
    ("GET", "/api/facets"): "viewer",
    ("GET", "/api/search"): "viewer",
    ("GET", "/api/map.geojson"): "viewer",
    ("GET", "/api/incidents/{name:str}"): "viewer",
    ("GET", "/api/incidents/{name:str}/claims"): "viewer",
    ("GET", "/api/incidents/{name:str}/changes"): "viewer",
    ("GET", "/api/incidents/{name:str}/geojson"): "viewer",
    ("GET", "/api/report"): "viewer",
    ("GET", "/api/proof"): "viewer",
    ("GET", "/api/schema"): "viewer",
    ("GET", "/api/schema/openapi.json"): "viewer",
    ("GET", "/api/schema/{path:str}"): "viewer",
    ("GET", "/login"): PUBLIC,
    ("POST", "/login"): PUBLIC,
    ("POST", "/logout"): "viewer",
    ("GET", "/invitation"): PUBLIC,
    ("POST", "/invitation"): PUBLIC,
    ("GET", "/account"): "viewer",
    ("POST", "/account/password"): "viewer",
    ("POST", "/account/sessions/{session:str}/end"): "viewer",
    ("POST", "/account/keys"): "viewer",
    ("GET", "/accounts"): "administrator",
    ("POST", "/accounts"): "administrator",
    ("POST", "/accounts/{name:str}/role"): "administrator",
    ("POST", "/accounts/{name:str}/disable"): "administrator",
    ("POST", "/accounts/{name:str}/enable"): "administrator",
    ("POST", "/accounts/{name:str}/reset"): "administrator",
    ("GET", "/audit"): "administrator",
    ("GET", "/static/{file_path:path}"): PUBLIC,
    ("HEAD", "/static/{file_path:path}"): PUBLIC,
}
"""Every route with its rule. A new route belongs here, and somebody has to think about who may ask for it."""
Client = TestClient[Litestar]


@pytest.fixture
def folder(tmp_path: Path, clock: SetClock) -> Path:
    """A casebook with one report and an account of each role, all with the same password."""
    made = tmp_path / "book"
    fill(made, [item(1)])
    file = TeamFile(made, create=True, clock=clock)
    file.close()
    door = Team(made, clock=clock, passwords=Passwords(CHEAP))
    hashed = door.accounts.passwords.hash(PASSWORD, name="")
    for role in ROLES:
        door.accounts.add(f"a-{role}", role=role, reviewer=f"Person {role}", by=BY)
    with door.file.writing() as connection:
        connection.execute("UPDATE accounts SET hash = ?", (hashed,))
    door.close()
    return made


@pytest.fixture
def door(folder: Path, clock: SetClock) -> Iterator[Team]:
    made = Team(folder, clock=clock, passwords=Passwords(CHEAP))
    yield made
    made.close()


@pytest.fixture
def app(folder: Path, door: Team) -> Litestar:
    return create_app(Books(folder), door=door, site=SITE)


def as_role(app: Litestar, door: Team, role: str) -> Client:
    """A browser of somebody with a role who is logged in."""
    return client_of(app, door.sessions.begin(door.accounts.get(f"a-{role}"), address="192.0.2.1"))


def sent(client: Client, method: str, path: str, **rest: Any) -> Any:
    filled = re.sub(r"\{[^}]*\}", "x", path)
    return client.request(method, filled, follow_redirects=False, **rest)


def test_every_route_has_the_rule_that_was_thought_about(app: Litestar) -> None:
    assert {(method, path): handler.opt.get("rule") for method, path, handler in routes(app)} == EXPECTED


def test_every_change_has_words_for_the_audit(app: Litestar) -> None:
    assert [path for method, path, handler in routes(app) if method == "POST" and not handler.opt.get("does")] == []


def test_what_is_changed_through_the_pages_is_in_the_audit(app: Litestar, door: Team) -> None:
    client = as_role(app, door, "reviewer")
    assert client.post("/proof/check", follow_redirects=False).status_code == 303
    assert client.post("/review/merge", data={"incident": "x", "other": "y"}).status_code >= 400  # nothing was changed
    row = door.audit.rows(most=1)[0]
    assert (row.who, row.what) == ("a-reviewer", "had the log checked")


def test_every_route_obeys_its_rule_for_everybody(app: Litestar, door: Team) -> None:
    wrong = []
    for (method, path), rule in sorted(EXPECTED.items()):
        for who in ("nobody", *ROLES):
            client = client_of(app) if who == "nobody" else as_role(app, door, who)
            if who == "nobody" and method == "POST":  # somebody unknown, with a form that is in order
                client.cookies.set(SITE.cookie, "unknown")
                client.headers["x-csrf-token"] = csrf_of("unknown")
            answer = sent(client, method, path, data={"x": "y"} if method == "POST" else None)
            may = rule == PUBLIC or (who != "nobody" and ROLES.index(who) >= ROLES.index(rule))  # type: ignore[arg-type]
            to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login")
            turned_away = answer.status_code in (401, 403) or to_login
            if path in ("/login", "/logout"):  # a wrong password, and where one is after logging out
                turned_away = answer.status_code == 403 or (path == "/logout" and answer.status_code in (401, 403))
            if answer.status_code >= 500 or turned_away == may:
                wrong.append((method, path, who, answer.status_code))
    assert wrong == []


def test_every_change_needs_a_form_of_this_session(folder: Path, door: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BURST", 10_000)
    app = create_app(Books(folder), door=door, site=SITE)
    other = csrf_of(door.sessions.begin(door.accounts.get("a-viewer"), address="192.0.2.1"))
    for method, path in sorted(EXPECTED):
        if method != "POST":
            continue
        for token in (None, "", other, "é"):
            client = as_role(app, door, "administrator")
            del client.headers["x-csrf-token"]
            given = {} if token is None else {"csrf": token}
            assert sent(client, method, path, data=given).status_code == 403, (path, token)
            headers = {} if token is None else {"x-csrf-token": token.encode()}
            assert sent(client, method, path, headers=headers, json={}).status_code == 403, (path, token)


def test_a_form_with_its_field_is_taken(app: Litestar, door: Team) -> None:
    client = as_role(app, door, "viewer")
    del client.headers["x-csrf-token"]
    page = client.get("/account").text
    field = re.search(r'name="csrf" value="(\w+)"', page)
    assert field
    answer = client.post("/account/keys", data={"csrf": field[1], "label": "nightly"})
    assert answer.status_code == 200
    assert "Authorization: Bearer" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost.evil.example:8642"},
        {"origin": "", "sec-fetch-site": "cross-site"},
        {"origin": ""},
    ],
)
def test_a_change_asked_for_by_another_site_is_refused(app: Litestar, door: Team, headers: dict[str, str]) -> None:
    client = as_role(app, door, "administrator")
    if not headers["origin"]:
        del client.headers["origin"]
        headers = {name: one for name, one in headers.items() if one}
    assert client.post("/accounts", data={"name": "new"}, headers=headers).status_code == 403
    assert (
        client.post("/accounts", data={"name": "new", "role": "viewer"}, headers={"origin": ORIGIN}).status_code == 200
    )


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8642.evil.example", "", "a b"]
)
def test_another_host_is_refused_whatever_is_asked(app: Litestar, door: Team, host: str) -> None:
    client = as_role(app, door, "administrator")
    for path in ("/incidents", "/login", "/static/site.css", "/nothing"):
        assert client.get(path, headers={"host": host}).status_code == 421
    for own in ("127.0.0.1:8642", "localhost:8642", "[::1]:8642", "LOCALHOST:8642"):
        assert client.get("/login", headers={"host": own}, follow_redirects=False).status_code in (200, 303)


def test_other_methods_and_sockets_are_refused(app: Litestar, door: Team) -> None:
    client = as_role(app, door, "administrator")
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "X"):
        assert sent(client, method, "/incidents").status_code == 405, method


def test_an_application_with_a_route_without_a_rule_does_not_start() -> None:
    @get("/open", sync_to_thread=False)
    def forgotten() -> str:
        return ""

    @get("/odd", opt={"rule": "owner"}, sync_to_thread=False)
    def unknown() -> str:
        return ""

    for handler in (forgotten, unknown):
        with pytest.raises(NoRule, match="says in no rule"):
            check_rules(Litestar([handler], openapi_config=None))


def test_each_role_may_what_those_before_it_may() -> None:
    assert ROLES == words(Role) == ("viewer", "reviewer", "publisher", "administrator")


# --- logging in ---


def log_in(client: Client, name: str = "a-reviewer", password: str = PASSWORD, where: str = "/account") -> Any:
    client.get("/login")
    form = {"name": name, "password": password, "next": where, "csrf": csrf_of(client.cookies[SITE.cookie])}
    return client.post("/login", data=form, follow_redirects=False)


def test_logging_in_and_out(app: Litestar, door: Team) -> None:
    client = client_of(app)
    assert client.get("/account", follow_redirects=False).headers["location"] == "/login?next=%2Faccount"
    before = client.get("/login").cookies[SITE.cookie]
    answer = log_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert client.cookies[SITE.cookie] != before  # what somebody may have put there before is worth nothing
    page = client.get("/account")
    assert "Person reviewer" in page.text
    assert client.get("/login", follow_redirects=False).headers["location"] == "/"
    secret = client.cookies[SITE.cookie]
    out = client.post("/logout", data={"csrf": csrf_of(secret)}, follow_redirects=False)
    assert out.headers["location"] == "/login"
    client.cookies.set(SITE.cookie, secret, domain="127.0.0.1", path="/")
    assert client.get("/account", follow_redirects=False).status_code == 303
    assert [one.what for one in door.audit.rows(most=2)] == ["logged out", "logged in"]


def test_wrong_names_and_passwords_are_told_apart_by_nobody(app: Litestar, door: Team) -> None:
    door.accounts.disable("a-publisher", by=BY)
    answers = set()
    for name, password in (("a-reviewer", "wrong"), ("nobody", PASSWORD), ("a-publisher", PASSWORD), ("", "")):
        client = client_of(app)
        answer = log_in(client, name, password)
        answers.add((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401
    assert {one.who for one in door.audit.rows(most=4)} == {None}


def test_too_many_wrong_passwords_have_to_wait(app: Litestar, door: Team, clock: SetClock) -> None:
    client = client_of(app)
    assert [log_in(client, password="wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    refused = log_in(client)
    assert refused.status_code == 429
    clock.go(int(refused.headers["retry-after"]))
    assert log_in(client).status_code == 303


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", "", "a"]
)
def test_nobody_is_led_elsewhere_after_logging_in(app: Litestar, where: str) -> None:
    assert inside(where) == "/"
    assert log_in(client_of(app), where=where).headers["location"] == "/"


def test_a_session_ends_when_nobody_comes(app: Litestar, door: Team, clock: SetClock) -> None:
    client = as_role(app, door, "viewer")
    assert client.get("/account").status_code == 200
    clock.go(IDLE)
    assert client.get("/account", follow_redirects=False).status_code == 303


def test_another_password_ends_the_other_sessions_and_not_this_one(app: Litestar, door: Team) -> None:
    here, there = as_role(app, door, "viewer"), as_role(app, door, "viewer")
    form = {"old": PASSWORD, "password": "another good password", "again": "another good password"}
    for change, status in (({"old": "x" * 12}, 400), ({"again": "y"}, 400), ({"password": "s", "again": "s"}, 400)):
        assert here.post("/account/password", data=form | change, follow_redirects=False).status_code == status
    assert here.post("/account/password", data=form, follow_redirects=False).status_code == 303
    assert here.get("/account", follow_redirects=False).status_code == 200
    assert there.get("/account", follow_redirects=False).status_code == 303
    assert door.accounts.check("a-viewer", "another good password") is not None


def test_a_link_from_another_site_leads_in(app: Litestar, door: Team) -> None:
    """The cookie is not sent along with it, so the first page only leads on to where it is."""
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    answer = client_of(app).get('/incidents?country=UA&x="><script>', headers=headers)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    found = re.search(r'content="0; url=([^"]+)"', answer.text)
    assert found
    inner = as_role(app, door, "viewer").get(found[1].replace("&amp;", "&"), follow_redirects=False)
    assert inner.status_code == 303
    assert inner.headers["location"].startswith("/incidents?country=UA")


# --- accounts and the audit in the browser ---


def test_an_administrator_invites_somebody_who_then_comes_in(app: Litestar, door: Team) -> None:
    boss = as_role(app, door, "administrator")
    made = boss.post("/accounts", data={"name": "nadia", "role": "reviewer", "reviewer": "New Person"})
    link = re.search(rf"{re.escape(ORIGIN)}(/invitation\?code=[\w-]+)", made.text)
    assert link
    client = client_of(app)
    page = client.get(link[1])
    assert "New Person" in page.text
    assert page.headers["referrer-policy"] == "same-origin"
    form = {"code": link[1].partition("=")[2], "csrf": csrf_of(client.cookies[SITE.cookie])}
    form |= {"password": "a brand new password", "again": "a brand new password"}
    assert client.post("/invitation", data=form, follow_redirects=False).headers["location"] == "/"
    assert "New Person" in client.get("/account").text
    assert client_of(app).get(link[1]).status_code == 400
    told = [(one.who, one.what, one.subject) for one in reversed(door.audit.rows(most=4))]
    assert told == [
        ("a-administrator", "made account as reviewer", "nadia"),
        ("a-administrator", "made a link to set a password", "nadia"),
        ("nadia", "set a password by link", None),
        ("nadia", "logged in", None),
    ]
    assert "made account as reviewer" in boss.get("/audit").text


def test_changes_by_an_administrator_hold_at_once_and_faults_are_told(app: Litestar, door: Team) -> None:
    boss, somebody = as_role(app, door, "administrator"), as_role(app, door, "viewer")
    assert somebody.get("/accounts").status_code == 403
    assert boss.post("/accounts/a-viewer/role", data={"role": "administrator"}).status_code == 200
    assert somebody.get("/accounts").status_code == 200
    assert boss.post("/accounts/a-viewer/role", data={"role": "owner"}).status_code == 400
    assert boss.post("/accounts/a-viewer/disable").status_code == 200
    assert somebody.get("/accounts", follow_redirects=False).status_code == 303
    answer = boss.post("/accounts/a-administrator/disable")
    assert answer.status_code == 400
    assert "only administrator" in answer.text
    assert boss.post("/accounts", data={"name": "<b>x</b>", "role": "viewer"}).text.count("<b>") == 0


def test_a_name_cannot_write_into_the_page(app: Litestar, door: Team) -> None:
    door.accounts.add("sly", role="viewer", reviewer='R<script>alert(1)</script> "x', by=BY)
    door.audit.note("<script>alert(2)</script>", who="\u202eevil<img src=x>", address="<b>", subject="<i>")
    boss = as_role(app, door, "administrator")
    for path in ("/accounts", "/audit"):
        text = boss.get(path).text
        assert not re.search(r"<(script|img|b|i)\b[^>]*>", text.replace('<script type="module"', "")), path


def test_a_changed_password_and_sessions_are_in_the_audit_and_reading_is_not(app: Litestar, door: Team) -> None:
    client = as_role(app, door, "viewer")
    count = len(door.audit.rows())
    for path in ("/incidents", "/account", "/report?id=r1"):
        client.get(path)
    assert len(door.audit.rows()) == count
    client.post("/account/keys", data={"label": "x"})
    (listed,) = [one for one in door.sessions.of(door.accounts.get("a-viewer")) if one.kind == "program"]
    client.post(f"/account/sessions/{listed.id}/end")
    assert [one.what for one in door.audit.rows(most=2)] == ["ended a session", "made a key to the API"]


def test_changes_are_limited_for_each_person(app: Litestar, door: Team) -> None:
    client = as_role(app, door, "viewer")
    answers = [client.post("/nothing", follow_redirects=False) for _ in range(gate.BURST + 60)]
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert as_role(app, door, "reviewer").post("/nothing").status_code == 404
    assert client.get("/account").status_code == 200


# --- one person at this machine ---


@pytest.fixture
def alone(tmp_path: Path) -> tuple[Litestar, Alone]:
    fill(tmp_path / "alone", [item(1)])
    door = Alone()
    return create_app(Books(tmp_path / "alone"), door=door, site=SITE), door


def test_the_token_becomes_a_cookie_and_leaves_the_address(alone: tuple[Litestar, Alone]) -> None:
    app, door = alone
    client = client_of(app)
    answer = client.get(f"/incidents?number=1&token={door.token}&x=%26", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents?number=1&x=%26")
    assert "HttpOnly; SameSite=Strict" in answer.headers["set-cookie"]
    assert door.token not in answer.headers["set-cookie"]
    assert client.get("/incidents").status_code == 200
    assert client.get(f"//evil.example?token={door.token}", follow_redirects=False).headers["location"] == "/"


def test_without_the_token_nobody_comes_in(alone: tuple[Litestar, Alone]) -> None:
    app, door = alone
    client = client_of(app)
    for token in ("", "x", door.token[:-1], door.token + "x", "é"):
        assert client.get("/incidents", params={"token": token}, follow_redirects=False).status_code == 401
    client.cookies.set(SITE.cookie, door.token)  # the token itself is no session
    assert client.get("/incidents", follow_redirects=False).headers["location"].startswith("/login")
    page = client.get("/incidents")
    assert page.status_code == 401
    assert "token" in page.text


def test_there_are_no_accounts_for_one_person(alone: tuple[Litestar, Alone]) -> None:
    app, door = alone
    secret = door.exchange(door.token)
    assert secret is not None
    client = client_of(app, secret)
    for method, path in (("GET", "/accounts"), ("GET", "/audit"), ("POST", "/accounts"), ("GET", "/account")):
        assert sent(client, method, path).status_code == 404, path


def test_others_are_served_only_with_accounts_and_over_https(tmp_path: Path, folder: Path) -> None:
    public = Site.at("https://casebook.example.org")
    for host, site in (("0.0.0.0", SITE), ("192.0.2.1", SITE), ("::", SITE), ("127.0.0.1", public)):
        with pytest.raises(NeedsAccounts, match="account add"):
            door_of(tmp_path, host=host, site=site)
    with pytest.raises(NeedsAccounts, match="https"):
        door_of(folder, host="0.0.0.0", site=Site.at("http://casebook.example.org"))
    for host, site in (("127.0.0.1", SITE), ("::1", SITE), ("localhost", SITE)):
        assert isinstance(door_of(tmp_path, host=host, site=site), Alone)
    for host, site in (("127.0.0.1", SITE), ("127.0.0.1", public), ("0.0.0.0", public)):
        made = door_of(folder, host=host, site=site)
        assert isinstance(made, Team)
        made.close()


def test_over_https_the_cookie_is_bound_to_the_host(folder: Path, door: Team) -> None:
    site = Site.at("https://casebook.example.org/")
    app = create_app(Books(folder), door=door, site=site)
    client = TestClient(app, base_url="https://casebook.example.org")
    answer = client.get("/login")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-bearwitness=")
    assert "; Secure" in cookie
    assert "max-age" in answer.headers["strict-transport-security"]
    assert "Domain" not in cookie
    for address in ("casebook.example.org", "ftp://x", "https://x/path", "https://", "https://x:y"):
        with pytest.raises(UsageError):
            Site.at(address)
    assert Site.at("http://Example.org:8080").hosts == {"example.org:8080"}
