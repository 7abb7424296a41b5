"""Files as the tools write them, for several test files.

Written by the tools themselves: Label Studio 1.23.2, Argilla 2.8.0 and 1.29.1, doccano 1.8.4. The
two of Prodigy, which cannot be installed freely, are put together after its documentation, and so
is that of the feedback tasks of Argilla 1.
"""

from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "formats" / "files"

FORMAT_OF = {
    "argilla.json": "argilla",
    "argilla_flat.json": "argilla",
    "argilla_1.jsonl": "argilla-1",
    "argilla_feedback.json": "argilla-feedback",
    "doccano.json": "doccano",
    "doccano.jsonl": "doccano",
    "label_studio.json": "label-studio",
    "label_studio_min.json": "label-studio-min",
    "prodigy.jsonl": "prodigy",
    "prodigy_binary.jsonl": "prodigy",
}
