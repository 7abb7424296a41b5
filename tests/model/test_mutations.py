"""Some hundred mutations of model folders; ``make mutations`` tries thousands."""

import random

import pytest
from mutations import KINDS, SOUND, Sound


@pytest.mark.parametrize("folder", SOUND, ids=lambda folder: folder.name)
@pytest.mark.parametrize("mutate", KINDS, ids=lambda kind: kind.__name__)
def test_a_mutated_folder_is_refused_or_gives_the_same_scores(folder, mutate, tmp_path):
    sound = Sound(folder, tmp_path / "mutated")
    outcomes = [sound.outcome(mutate, random.Random(number)) for number in range(40)]
    assert "refused" in outcomes


def test_a_mutation_that_gets_through_is_seen(tmp_path):
    """Where the folder of another model stands in its place, scores differ."""

    def exchange(folder, _):
        for file in SOUND[2].iterdir():
            (folder / file.name).write_bytes(file.read_bytes())

    with pytest.raises(AssertionError, match="other scores"):
        Sound(SOUND[1], tmp_path / "mutated").outcome(exchange, random.Random(0))
