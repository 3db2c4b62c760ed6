"""Every accuracy benchmark in one table: what the commands print, scored by the evaluation scripts.

    python benchmarks/accuracy/run.py --data DIR --eval DIR [--sets gva,gtd] [--sample 300] [--out DIR]

`--data` holds `SET.dev.jsonl` (gold) and `SET.dev.input.jsonl` as the evaluation's `prepare.py` writes them; `--eval`
holds `score.py` and `score_told.py`. `--sample N` takes about N reports a set, evenly spaced. Third-party texts stay
where they are.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [sys.executable, "-m", "bearwitness.cli"]
SETS: dict[str, tuple[str, tuple[str, ...]]] = {  # set -> (scorer's task, commands whose output it reads)
    "gva": ("casualties", ("record",)),
    "gtd": ("casualties", ("record",)),
    "drone": ("casualties", ("record",)),
    "gvdb": ("casualties", ("record",)),
    "airwars": ("range", ("record",)),
    "lgl": ("places", ("mentions", "read")),
    "timebank": ("dates", ("mentions", "read")),
    "polnear": ("quotes", ("extract", "read")),
    "aeb": ("text", ("read",)),
    "trafilatura": ("text", ("read",)),
}
BARS = {  # issue bars: (set, metric) -> value to reach
    ("gva", "strict/killed.exact_gold>0"): 0.80,
    ("gva", "strict/injured.exact_gold>0"): 0.65,
    ("gva", "strict/both.exact_missing_as_0"): 0.62,
    ("gtd", "killed.exact_gold>0"): 0.86,
    ("gtd", "injured.exact_gold>0"): 0.92,
    ("gtd", "both.exact_missing_as_0"): 0.88,
    ("gtd", "victims_killed.exact"): 0.82,
    ("drone", "killed.exact_gold>0"): 0.85,
    ("gvdb", "both.exact_missing_as_0"): 0.62,
    ("lgl", "spans.f1"): 0.80,
    ("lgl", "accuracy@161km_of_found"): 0.85,
    ("timebank", "value_accuracy_of_found"): 0.93,
    ("timebank", "value_accuracy_of_all"): 0.82,
    ("polnear", "direct_content_tokens.recall"): 0.85,
    ("polnear", "speaker_of_found"): 0.75,
    ("aeb", "body_shingles.f1"): 0.970,
    ("trafilatura", "snippets.f1"): 0.935,
}


def sampled(source: Path, target: Path, size: int | None) -> Path:
    """About `size` evenly spaced lines of a file in another; the file itself for None."""
    if size is None:
        return source
    with source.open(encoding="utf-8") as file:
        lines = file.readlines()
    stride = max(1, len(lines) // size)
    target.write_text("".join(lines[::stride]), encoding="utf-8")
    return target


def produce(command: str, given: Path, out: Path) -> None:
    """One command's JSON Lines for the inputs, in a file."""
    with out.open("wb") as file:
        done = subprocess.run(
            [*COMMAND, command, str(given), "--json"], stdout=file, stderr=subprocess.PIPE, check=False
        )
    if done.returncode not in (0, 1):
        sys.exit(f"bearwitness {command} failed on {given.name}: {done.stderr.decode()[-800:]}")


def run_set(name: str, data: Path, scorer: Path, out: Path, size: int | None) -> dict[str, dict[str, float]]:
    """All metrics of one set."""
    task, commands = SETS[name]
    gold = sampled(data / f"{name}.dev.jsonl", out / f"{name}.gold.jsonl", size)
    given = sampled(data / f"{name}.dev.input.jsonl", out / f"{name}.input.jsonl", size)
    made = {command: out / f"{name}.{command}.jsonl" for command in commands}
    for command, path in made.items():
        produce(command, given, path)
    words = [sys.executable, str(scorer / "score.py"), task, str(gold), str(made[commands[0]])]
    if "read" in made and task != "text":
        words += ["--read", str(made["read"])]
    done = subprocess.run([*words, "--json"], capture_output=True, check=True)
    metrics: dict[str, dict[str, float]] = json.loads(done.stdout)["metrics"]
    return metrics


def run_told(scorer: Path) -> dict[str, float]:
    """The told cases' figures."""
    with tempfile.TemporaryDirectory() as folder:
        shim = Path(folder) / "bearwitness"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bearwitness.cli "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        done = subprocess.run(
            [sys.executable, str(scorer / "score_told.py"), "--bearwitness", str(shim), "--json"],
            capture_output=True,
            check=True,
        )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> int:
    """Print a table, and write everything as JSON beside the outputs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--eval", type=Path, required=True, dest="scorer")
    parser.add_argument("--sets", default=",".join([*SETS, "told"]))
    parser.add_argument("--sample", type=int)
    parser.add_argument("--out", type=Path, default=Path("build/accuracy"))
    parser.add_argument("--all", action="store_true", help="every metric, not only those with a bar")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    everything: dict[str, object] = {}
    for name in options.sets.split(","):
        began = time.monotonic()
        if name == "told":
            everything[name] = told = run_told(options.scorer)
            rows = [(metric, value, None, None) for metric, value in told.items()]
        elif not (options.data / f"{name}.dev.jsonl").is_file():
            print(f"{name:<12}not prepared")
            continue
        else:
            everything[name] = metrics = run_set(name, options.data, options.scorer, options.out, options.sample)
            rows = [
                (metric, one["value"], one["low"], one["high"])
                for metric, one in metrics.items()
                if options.all or (name, metric) in BARS or name == "airwars"
            ]
        print(f"{name} ({time.monotonic() - began:.0f} s)")
        for metric, value, low, high in rows:
            bar = BARS.get((name, metric))
            bounds = "" if low is None else f"[{low:.3f}, {high:.3f}]"
            wanted = "" if bar is None else f" to reach {bar}"
            print(f"  {metric:<40}{'-' if value is None else f'{value:.3f}':>8} {bounds:<18}{wanted}")
    (options.out / "accuracy.json").write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
