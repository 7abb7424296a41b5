"""What `import stancekit` offers, and what it costs."""

import importlib
import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest

import stancekit
from stancekit import results

PUBLIC = [name for name in stancekit.__all__ if name != "__version__"]


def test_the_list_of_public_names_is_sorted():
    assert stancekit.__all__ == sorted(stancekit.__all__)
    assert dir(stancekit) == sorted(stancekit.__all__)


def test_public_names_are_the_designed_ones():
    assert set(PUBLIC) == {
        "StanceClassifier",
        "StanceModel",
        "agreement",
        "by_speaker",
        "check_labels",
        "compare",
        "convert",
        "evaluate",
        "list_datasets",
        "load_dataset",
        "load_dictionary",
        "load_model",
        "prevalence",
        "read_labelled",
        "read_statements",
        "recalibrate",
        "should_stop",
        "retrain",
        "save_report",
        "scored_corpus",
        "score_files",
        "show_versions",
        "stance_map",
        "suggest",
        "tune",
    }


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_public_at_home(name):
    value = getattr(stancekit, name)
    home = importlib.import_module(value.__module__)
    assert value is getattr(home, name)
    assert name in home.__all__


def test_the_version_is_that_of_the_distribution():
    assert stancekit.__version__ == version("stancekit")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'stancekit' has no attribute 'StanceModle'"):
        stancekit.StanceModle  # noqa: B018


@pytest.mark.parametrize("name", results.__all__)
def test_every_result_class_is_there_and_public_at_home(name):
    value = getattr(results, name)
    assert name in importlib.import_module(value.__module__).__all__
    assert value is getattr(stancekit.results, name)


def test_the_list_of_result_classes_is_sorted():
    assert results.__all__ == sorted(results.__all__)


def modules_after(statement):
    """Return what a fresh Python has imported after a statement."""
    script = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )
    return set(json.loads(run.stdout))


HEAVY = {
    "jinja2",
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "joblib",
    "safetensors",
    "pyarrow",
    "polars",
    "yaml",
    "matplotlib",
    "onnxruntime",
    "sentence_transformers",
    "tokenizers",
    "torch",
}


def test_importing_stancekit_imports_nothing_heavy():
    assert not modules_after("import stancekit; dir(stancekit); stancekit.__version__") & HEAVY


def test_naming_result_classes_takes_numpy_and_safetensors_alone():
    found = modules_after("import stancekit; stancekit.results.Measure") & HEAVY
    assert found <= {"numpy", "safetensors"}


def test_naming_what_opens_encoders_takes_numpy_alone():
    assert modules_after("from stancekit.encoders import open_encoder") & HEAVY == {"numpy"}


def test_using_a_model_takes_numpy_and_safetensors_alone():
    found = modules_after("import stancekit; stancekit.StanceModel; stancekit.load_model") & HEAVY
    assert found <= {"numpy", "safetensors"}


def test_data_and_evaluation_import_heavy_packages_when_called():
    names = ("list_datasets", "load_dataset", "read_labelled", "evaluate")
    found = modules_after(f"import stancekit; {'; '.join(f'stancekit.{name}' for name in names)}")
    assert not found & {"pandas", "sklearn", "pyarrow", "polars"}


def test_the_command_imports_nothing_heavy_to_say_what_it_can_do():
    call = "from stancekit.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    found = modules_after(
        f"import io\nout, sys.stdout = sys.stdout, io.StringIO()\n{call}\nsys.stdout = out"
    )
    assert not found & HEAVY
