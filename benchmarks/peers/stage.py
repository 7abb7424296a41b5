"""One step of one contender in a process of its own, which imports nothing that it does not need.

    python -m peers.stage train|first|score CONTENDER FOLDER [ENCODERS]

FOLDER holds statements.json and, but for training, what was learned. Prints the CPU seconds of the
step alone and the peak memory (Linux); what the whole process took is for its parent to see.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from peers.contenders import contenders

TEXT = "We must keep talking to Moscow."


def main(what: str, name: str, folder: str, encoders: str | None = None) -> None:
    """Do the step."""
    contender = contenders(None if encoders is None else Path(encoders))[name]()
    kept = Path(folder)
    if what == "first":
        contender.load(kept)
        contender.predict([TEXT])
        return
    texts, labels = json.loads((kept / "statements.json").read_text(encoding="utf-8"))
    if what == "score":
        contender.load(kept)
        contender.predict([TEXT])  # what is done once
    start = time.process_time()
    if what == "train":
        contender.fit(texts, labels)
    else:
        contender.predict(texts)
    seconds = time.process_time() - start
    if what == "train":
        contender.save(kept)
    print(json.dumps({"seconds": seconds, "rows": len(texts), "peak": _peak()}))


def _peak() -> float:
    """Return the megabytes of this process at most, without those of the process it came from."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (row for row in status.splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
