"""The scripts of the pages: what ships of them, and their own tests, run by Node.js."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
STATIC = ROOT / "src/bearwitness/web/static"
BUILT = STATIC / "built"
npm = shutil.which("npm")
installed = (WEB / "node_modules/vitest").exists()
built = pytest.mark.skipif(not (BUILT / "map.js").exists(), reason="the scripts were not built (scripts/islands.sh)")
runs = pytest.mark.skipif(not (npm and installed), reason="no Node.js, or scripts/islands.sh test was not run")


def test_the_lock_file_names_no_registry_and_no_foreign_code() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    for name, one in lock["packages"].items():
        assert "resolved" not in one, name
        assert not name or one.get("integrity", "").startswith("sha512-"), name


def test_what_the_build_needs_is_pinned_exactly() -> None:
    about = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    for version in (about["dependencies"] | about["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_no_script_puts_text_in_as_markup() -> None:
    for path in sorted((WEB / "src").glob("*.ts")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            path
        )


def test_the_style_sheet_fetches_nothing() -> None:
    text = (STATIC / "site.css").read_text(encoding="utf-8")
    assert "@import" not in text
    assert "url(" not in text


@built
def test_the_built_folder_holds_each_script_with_fixed_names_and_the_licences() -> None:
    names = {path.name for path in BUILT.iterdir()} - {".stamp"}
    assert names == {
        "page.js",
        "chart.js",
        "compare.js",
        "review.js",
        "map.js",
        "map.css",
        "map-worker.js",
        "LICENSES.txt",
    }
    licences = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    for package in ("maplibre-gl 5.", "earcut", "pbf", "kdbush"):
        assert package in licences
    assert "undefined" not in licences


@built
def test_a_style_sheet_that_ships_draws_only_from_itself() -> None:
    for address in re.findall(r"url\(([^)]*)", (BUILT / "map.css").read_text(encoding="utf-8")):
        assert address.strip("'\"").startswith("data:image/")


@runs
def test_the_scripts_pass_their_own_tests() -> None:
    # The browser tests are run by the pages' own end-to-end tests and by `make islands`.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VITEST")}
    for command in (["run", "--silent", "check"], ["exec", "--", "vitest", "run", "--exclude", "tests/pages.test.ts"]):
        done = subprocess.run([npm or "npm", *command], cwd=WEB, env=kept, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
