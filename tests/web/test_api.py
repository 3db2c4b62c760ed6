"""The API: it says what the commands say, it lets out what a profile lets out, and no request breaks it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from typer.testing import CliRunner

from bearwitness.cli import app as program
from bearwitness.web.app import create_app
from bearwitness.web.books import Books
from bearwitness.web.doors import Alone, Team
from bearwitness.web.passwords import Passwords
from bearwitness.web.team import TeamFile
from casebook.items import fill, item
from web.people import BY, CHEAP, PASSWORD, SITE, SetClock, client_of

Client = TestClient[Litestar]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 20
"""Sound requests to each address, and so many that are not."""


def printed(folder: Path, *words: str) -> list[Any]:
    done = CliRunner().invoke(program, [*words, "--casebook", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(one) for one in done.stdout.splitlines()]


def got(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    return answer.json()


def test_it_says_what_the_commands_say(client: Client, demo_casebook: Path) -> None:
    listed = got(client, "/api/incidents?size=200")
    records = printed(demo_casebook, "incidents")
    assert [one["id"] for one in listed["incidents"]] == [one["id"] for one in records]
    assert listed["count"] == len(records) > 3
    for one in records[:3]:
        name = one["id"]
        assert [got(client, f"/api/incidents/{name}")] == printed(demo_casebook, "show", name)
        assert got(client, f"/api/incidents/{name}/changes")["changes"] == printed(demo_casebook, "changes", name)


def test_lists_come_in_pages_and_are_narrowed_down(client: Client) -> None:
    whole = got(client, "/api/incidents")
    pages = [got(client, f"/api/incidents?size=2&number={number}") for number in range(1, 10)]
    assert [one["id"] for page in pages for one in page["incidents"]] == [one["id"] for one in whole["incidents"]]
    kind = whole["incidents"][0]["kind"]
    narrowed = got(client, f"/api/incidents?kind={kind}&country=UA")
    assert {one["kind"] for one in narrowed["incidents"]} == {kind}
    facets = got(client, f"/api/facets?kind={kind}&country=UA")
    assert facets["count"] == narrowed["count"]


def test_a_search_shows_the_words_where_they_stand(client: Client) -> None:
    told = got(client, "/api/search?q=hospital&size=3")
    assert told["count"] > 3
    assert len(told["hits"]) == 3
    for one in told["hits"]:
        report = got(client, f"/api/report?id={one['report']}")
        passages = {each["id"]: each["text"] for each in report["report"]["passages"]}
        for run in one["runs"]:
            assert passages[one["passage"]][run["start"] : run["end"]] == run["text"]
    assert client.get("/api/search").status_code == 400


def test_the_map_has_every_place_that_is_known(client: Client) -> None:
    listed = got(client, "/api/incidents?size=200")["incidents"]
    told = got(client, "/api/map.geojson")
    known = [one for one in listed if one["where"] and one["where"]["latitude"] is not None]
    placed = {one["id"]: one["where"] for one in known if one["where"]["precision"] != "country"}
    assert told["type"] == "FeatureCollection"
    assert {one["id"] for one in told["features"]} == placed.keys()
    for one in told["features"]:
        where = placed[one["id"]]
        assert one["geometry"] == {"type": "Point", "coordinates": [where["longitude"], where["latitude"]]}
    assert told["count"] + told["without"] == len(listed)


def test_claims_stand_with_their_words(client: Client) -> None:
    name = got(client, "/api/incidents")["incidents"][0]["id"]
    told = got(client, f"/api/incidents/{name}/claims")["claims"]
    assert told
    report = got(client, f"/api/report?id={told[0]['report']}")
    passages = {one["id"]: one["text"] for one in report["report"]["passages"]}
    assert report["incidents"]
    for claim in report["claims"]:
        assert claim["kind"] in claim
        for one in claim["evidence"]:
            assert passages[one["passage"]["id"]][one["start"] : one["end"]] == one["quote"]


def test_a_profile_lets_out_no_more_than_an_export(client: Client, demo_casebook: Path) -> None:
    name = got(client, "/api/incidents")["incidents"][0]["id"]
    for profile in ("public", "partner", "ssa"):
        words = ["export", name, "--format", "json", "-o", "-", "--profile", profile]
        done = CliRunner().invoke(program, [*words, "--casebook", str(demo_casebook)])
        assert done.exit_code == 0, done.output
        exported = json.loads(done.stdout)["record"]
        told = got(client, f"/api/incidents/{name}?profile={profile}")
        assert told == exported
        assert told["withheld"]["profile"] == profile
        assert got(client, f"/api/incidents/{name}/claims?profile={profile}")["profile"] == profile
        assert got(client, f"/api/incidents/{name}/geojson?profile={profile}")["features"]
    assert got(client, f"/api/incidents/{name}/claims?profile=ssa")["claims"] == []


def test_the_state_of_the_proof(client: Client) -> None:
    told = got(client, "/api/proof")
    assert told["head"]["size"] > 0
    assert told["checked"] is None


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/incidents/none", 404),
        ("/api/incidents/none/claims?profile=public", 404),
        ("/api/report?id=none", 404),
        ("/api/report", 400),
        ("/api/incidents?number=0", 400),
        ("/api/incidents?size=999999999999999999999", 400),
        ("/api/incidents?owner=me", 400),
        ("/api/incidents/x?profile=everything", 400),
        ("/api/incidents/x/changes?since=yesterday", 400),
        ("/api/nothing", 404),
        ("/api/incidents/%00", 404),
        ("/api/report?id=%ED%A0%80", 404),
        ("/api/report?id=" + "x" * 5000, 404),
    ],
)
def test_what_cannot_be_answered_is_named_as_json(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error", "remedy"}
    assert "/casebook" not in answer.text  # nor is told where it lies


def test_it_only_reads(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/api/incidents", json={})
        assert answer.status_code == 405
        assert answer.headers["content-type"].startswith("application/json")
    told = got(client, "/api/schema/openapi.json")
    assert {method for path in told["paths"].values() for method in path} == {"get"}


# --- programs ---


def test_a_program_asks_with_a_key_which_opens_nothing_else(tmp_path: Path, clock: SetClock) -> None:
    fill(tmp_path / "book", [item(1)])
    TeamFile(tmp_path / "book", create=True, clock=clock).close()
    door = Team(tmp_path / "book", clock=clock, passwords=Passwords(CHEAP))
    account = door.accounts.add("maria", role="administrator", by=BY)
    door.accounts.set_password("maria", PASSWORD, by=BY)
    key = door.sessions.begin(account, address="192.0.2.1", kind="program", label="nightly")
    session = door.sessions.begin(account, address="192.0.2.1")
    client = client_of(create_app(Books(tmp_path / "book"), door=door, site=SITE))
    with_key = {"authorization": f"Bearer {key}"}
    assert client.get("/api/incidents", headers=with_key).status_code == 200
    assert client.get("/api/incidents").status_code == 401
    assert client.get("/api/incidents", headers={"authorization": f"Bearer {session}"}).status_code == 401
    for path in ("/accounts", "/incidents", "/account"):
        assert client.get(path, headers=with_key, follow_redirects=False).status_code == 303
    for path in ("/accounts", "/account/keys"):
        assert client.post(path, headers=with_key).status_code in (401, 403)
    client.cookies.set(SITE.cookie, key, domain="127.0.0.1", path="/")
    assert client.get("/api/incidents").status_code == 401
    door.accounts.set_password("maria", PASSWORD + "!", by=BY)
    assert client.get("/api/incidents", headers=with_key).status_code == 401


def test_alone_a_program_asks_with_the_token(tmp_path: Path) -> None:
    fill(tmp_path / "book", [item(1)])
    door = Alone()
    client = client_of(create_app(Books(tmp_path / "book"), door=door, site=SITE))
    assert client.get("/api/incidents", headers={"authorization": f"Bearer {door.token}"}).status_code == 200
    assert client.get("/api/incidents", headers={"authorization": "Bearer x"}).status_code == 401


# --- whatever is asked ---


def test_no_request_breaks_it(demo_casebook: Path) -> None:
    """Requests made from the API's own description, sound ones and others: no answer is an error of ours, and every
    answer is as described.
    """
    door = Alone()
    app = create_app(Books(demo_casebook), door=door, site=SITE)
    headers = {"authorization": f"Bearer {door.token}", "host": "127.0.0.1:8642"}
    schema = schemathesis.openapi.from_asgi("/api/schema/openapi.json", app, headers=headers)
    found = [one.ok() for one in schema.get_all_operations()]
    assert len(found) == 10
    for operation in found:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            fuzz(operation, mode, headers)


def fuzz(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()


def test_the_reference_names_every_address_and_filter(client: Client) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "web-api.md").read_text(encoding="utf-8")
    told = got(client, "/api/schema/openapi.json")
    for path, methods in told["paths"].items():
        assert f"`{path}`" in page
        for one in methods["get"].get("parameters", []):
            assert f"`{one['name']}`" in page, (path, one["name"])
    assert set(re.findall(r"^\| `(/api/[^`]+)`", page, re.MULTILINE)) == set(told["paths"])
