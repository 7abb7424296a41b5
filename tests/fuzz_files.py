"""Give every public function that takes texts or files damaged ones until the time is over.

``make fuzz`` runs it. FUZZ_SECONDS says for how long; FUZZ_SEED repeats a run; FUZZ_ENTRY is a part
of the names of the functions to try. With ``--atheris`` it looks for inputs that reach other lines
of stancekit; atheris has to be installed.
"""

from __future__ import annotations

import faulthandler
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from fuzz_entries import Entries
from mutations import damage

TOKENS = [
    *(
        "\u200b",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\0",
        "\ud800",
        "\x85",
        "\u2028",
        "e\u0301",
        "\U0001f600",
    ),
    *(
        '"',
        "'",
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "\\",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "&#x41;",
        "...",
        "…",
    ),
    *("http://", "RT @a", "@", "“", "”", "Q: ", "NaN", "null", "-1", "1e999", "9" * 30, "=1+1"),
    *("text", "label", "target", "favor", "id", "annotator", "__label__", "sep=;", "\ufeff"),
]
LONGEST = 1 << 16


def drawn(draw: random.Random, examples: list[bytes]) -> bytes:
    """Return a damaged example, with hostile tokens in it."""
    data = draw.choice(examples)
    for _ in range(draw.choice([1, 1, 2, 5])):
        if draw.random() < 0.5:
            data = damage(data or b"x", draw)[:LONGEST]
        else:
            place = draw.randint(0, len(data))
            token = draw.choice(TOKENS).encode("utf-8", "surrogatepass")
            times = draw.choice([1, 1, 1, 2, 50, 2000])
            data = data[:place] + token * times + data[place + draw.choice([0, 0, 5]) :]
    return data[:LONGEST]


def by_chance(entries: Entries, names: list[str], seconds: float, seed: str) -> int:
    """Draw inputs for all functions in turn; return how many kinds of failure there were."""
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        name = names[number % len(names)]
        data = drawn(random.Random(f"{seed} {number}"), entries.all[name][1])
        number += 1
        try:
            counts["taken" if entries.run(name, data) else "refused"] += 1
        except Exception as error:
            counts["failed"] += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{name}: {type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
            failures[kind] += 1
            if failures[kind] == 1:
                print(f"draw {number - 1} of FUZZ_SEED={seed}: {kind}: {error!s:.200}", flush=True)
    print(f"{number:,} executions of {len(names)} functions: {dict(counts)}")
    return len(failures)


def guided(entries: Entries, names: list[str], seconds: float) -> None:
    """Let atheris look for inputs; the first byte says which function takes the others."""
    import atheris

    atheris.instrument_all()
    corpus = entries.scratch / "corpus"
    corpus.mkdir()
    for place, name in enumerate(names):
        for example in entries.all[name][1]:
            (corpus / f"{place}-{len(example)}").write_bytes(bytes([place]) + example)

    def take(data: bytes) -> None:
        if data:
            entries.run(names[data[0] % len(names)], data[1:])

    options = [f"-max_total_time={seconds:.0f}", f"-max_len={LONGEST}", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], take)
    atheris.Fuzz()


def main() -> int:
    faulthandler.enable()
    seconds = float(os.environ.get("FUZZ_SECONDS") or 60)
    seed = os.environ.get("FUZZ_SEED") or str(random.randrange(10**6))
    with tempfile.TemporaryDirectory() as scratch:
        entries = Entries(Path(scratch))
        names = [name for name in entries.all if os.environ.get("FUZZ_ENTRY", "") in name]
        print(f"Fuzzing {len(names)} functions for {seconds:g} s, FUZZ_SEED={seed} ...", flush=True)
        if "--atheris" in sys.argv:
            guided(entries, names, seconds)
            return 0
        return 1 if by_chance(entries, names, seconds, seed) else 0


if __name__ == "__main__":
    sys.exit(main())
