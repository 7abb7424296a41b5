"""Notes are warnings that point at the code that read a file."""

import pytest

import stancekit
from stancekit.exceptions import DataWarning


def test_a_note_points_at_the_line_that_read_the_file(write):
    path = write("t.csv", "text;label\na;x\nb;y\n")
    for read in (stancekit.read_labelled, stancekit.check_labels):
        with pytest.warns(DataWarning, match=r"^t\.csv: semicolons") as caught:
            read(path)
        assert caught[0].filename == __file__
