"""A model cannot be changed, and threads, processes and pickles of it give the same answers."""

import copy
import multiprocessing
import pickle
import threading
from dataclasses import replace

import joblib
import numpy as np
import pytest
from letter_encoders import Letters

from stancekit import StanceClassifier
from stancekit.exceptions import ModelFormatError
from stancekit.model.lineage import Batch, TrainingData

SETTINGS = {
    "words": {},
    "characters": {"features": "word+char", "char_ngrams": (3, 4)},
    "an encoder": {"encoder": Letters()},
    "not calibrated": {"calibrate": False, "class_weight": {"favor": 2.0}},
}


@pytest.fixture(scope="module")
def model(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


def arrays_of(model):
    for part in model.parts.values():
        yield from (part.coef, part.intercept, part.calibration.prior)
        yield part.calibration.thresholds
        yield from (block.idf for block in part.blocks)


def test_no_array_can_be_written_to(model):
    for array in arrays_of(model):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@pytest.mark.parametrize("name", ["parts", "settings", "measures"])
def test_no_mapping_can_be_changed(model, name):
    with pytest.raises(TypeError, match="does not support item assignment"):
        getattr(model, name)["new"] = 1
    with pytest.raises(TypeError, match="does not support item assignment"):
        model.provenance.label_counts["new"] = 1


def test_what_a_model_was_made_of_may_change_without_it(model):
    parts = dict(model.parts)
    made = replace(model, parts=parts)
    parts.clear()
    assert made.parts == model.parts


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_a_pickle_gives_the_same_bits(settings, bridge):
    model = StanceClassifier(**settings).fit(bridge.texts, bridge.labels).model_
    found = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(
        found.predict_proba(bridge.texts), model.predict_proba(bridge.texts)
    )
    assert found.score(bridge.texts).equals(model.score(bridge.texts))
    assert (found.settings, found.provenance) == (model.settings, model.provenance)
    assert (found.folder, found.measures) == (model.folder, model.measures)


def test_a_pickle_keeps_where_the_training_statements_are(model, tmp_path):
    data = TrainingData((Batch((tmp_path / "a.csv",)),), embedded=b"{}\n")
    known = replace(model, provenance=replace(model.provenance, training_data=data))
    assert pickle.loads(pickle.dumps(known)).provenance == known.provenance


def test_a_damaged_pickle_is_refused(model):
    restore, (files, *more) = model.__reduce__()
    files["vocabulary.json"] = files["vocabulary.json"].replace(b"bridge", b"brodge")
    with pytest.raises(ModelFormatError, match="its hash differs"):
        restore(files, *more)


def test_a_copy_is_the_model_itself(model):
    assert copy.copy(model) is model
    assert copy.deepcopy(model) is model


def test_sixteen_threads_share_one(model, bridge):
    fresh = pickle.loads(pickle.dumps(model))  # what scores is not made yet
    some = bridge.texts * 100
    expected = model.predict_proba(some)
    ready = threading.Barrier(16)
    found = [None] * 16

    def work(i):
        ready.wait()
        found[i] = fresh.predict_proba(some, n_jobs=[None, 2][i % 2])
        fresh.explain(some[i])

    threads = [threading.Thread(target=work, args=[i]) for i in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for scores in found:
        np.testing.assert_array_equal(scores, expected)


def probabilities(model, texts):
    return model.predict_proba(texts)


METHODS = [how for how in ("fork", "spawn") if how in multiprocessing.get_all_start_methods()]


@pytest.mark.slow
@pytest.mark.parametrize("how", METHODS)
def test_forked_and_spawned_workers_share_one(model, bridge, how):
    expected = model.predict_proba(bridge.texts)
    with multiprocessing.get_context(how).Pool(2) as pool:
        found = pool.starmap(probabilities, [(model, bridge.texts)] * 2)
    for scores in found:
        np.testing.assert_array_equal(scores, expected)


@pytest.mark.slow
def test_workers_of_joblib_share_one(model, bridge):
    found = joblib.Parallel(2)(joblib.delayed(probabilities)(model, bridge.texts) for _ in "ab")
    for scores in found:
        np.testing.assert_array_equal(scores, model.predict_proba(bridge.texts))
