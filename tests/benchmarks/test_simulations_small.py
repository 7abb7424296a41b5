"""Promises put to the test on a few simulated runs; `make simulations` does many."""

import importlib
from pathlib import Path

import numpy as np
import pytest

import stancekit

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True, scope="module")
def path():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield


def simulations(name):
    return importlib.import_module(f"simulations.{name}")


def test_intervals_of_high_ordinal_agreement_hold_the_truth():
    simulation = simulations("agreement_intervals")
    world = simulation.Raters(50, annotators=2, skill=0.92)
    found = [simulation.hits(world, seed) for seed in range(60)]
    assert np.mean([run["krippendorff_alpha_ordinal"] for run in found]) > 0.9


def test_the_gain_of_twice_the_labels_lies_within_its_interval():
    simulation, corpora = simulations("learning_curve"), simulations("corpora")
    easy = corpora.World(75, signal=0.9)
    found = [simulation.run(easy, 150, seed) for seed in range(8)]
    assert sum(low <= came <= high for _, low, high, came in found) > 6


def test_small_rounds_do_not_stop_where_labels_still_add_something():
    simulation, corpora = simulations("stopping"), simulations("corpora")
    models, drawn = [], corpora.World(62).statements(np.random.default_rng(0), 800)
    for n in range(740, 801, 10):
        models.append(simulation.fitted(drawn, n))
    found = stancekit.should_stop(models, drawn.texts)
    assert found.verdict == "cannot tell"
    assert len(found.skipped) == 6


def test_few_flips_do_not_make_a_difference_sure():
    simulation = simulations("differences")
    for row in simulation.simulate(simulation.Flips(50, spoils=0.03, corrects=0.0), runs=60):
        assert row.realised > 0.85


def test_intervals_of_shares_cover_and_are_hardly_wider_than_wilson():
    simulation = simulations("prevalence")
    for cell in (
        simulation.Cell(2000, 100, (0.1, 0.9), 0.75, "soft"),
        simulation.Cell(500, 50, (0.02, 0.98), 0.9, "hard"),
        simulation.Cell(500, 200, (0.6, 0.4), 0.5, "soft"),
        simulation.Cell(2000, 50, (0.1, 0.15, 0.25, 0.5), 0.9, "hard"),
    ):
        for found in simulation.try_out(cell, runs=200):
            assert found.coverage > 0.9
            assert found.width < 1.05
    (good,) = simulation.try_out(simulation.Cell(2000, 100, (0.4, 0.6), 0.9, "soft"), runs=50)
    assert good.width < 0.65


def test_shares_of_groups_and_weighted_shares_are_covered():
    simulation = simulations("prevalence_groups")
    rows = [*simulation.groups(200, runs=12), *simulation.weights(200, runs=12)]
    assert all(row.realised > 0.6 for row in rows)
    assert np.mean([row.realised for row in rows]) > 0.9


def test_shares_are_right_by_labels_that_were_for_training_too():
    simulation, corpora = simulations("prevalence_loop"), simulations("corpora")
    for readable in (True, False):
        runs = [
            simulation.run(corpora.World(seed, signal=0.6), readable, seed) for seed in (1, 2, 3)
        ]
        for what in runs[0]:
            hits = [hit for run in runs for hit in run[what][0]]
            assert np.mean(hits) > 0.7
            assert all(run[what][1] < 0.25 for run in runs)


def test_a_weight_chosen_on_what_is_compared_on_tilts_nothing():
    simulation, corpora = simulations("new_weight"), simulations("corpora")
    world = corpora.World(81, signal=0.9)
    found = [simulation.run(world, world, 1.0, seed) for seed in range(3)]
    assert [weight for weight, _, _ in found] == [1, 1, 1]
    assert sum(held for _, _, held in found) > 1
