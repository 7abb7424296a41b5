"""What is not installed is said with the command that installs it."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

from stancekit._optional import import_optional
from stancekit.exceptions import MissingDependencyError

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_an_installed_package_is_imported():
    assert import_optional("json.decoder", extra="parquet", purpose="this").JSONDecoder


def test_a_missing_package_names_its_purpose_and_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError) as caught:
        import_optional("pyarrow", extra="parquet", purpose="reading Parquet")
    assert str(caught.value) == (
        "reading Parquet needs pyarrow, which is not installed; "
        'install it with: pip install "stancekit[parquet]"'
    )
    assert isinstance(caught.value.__cause__, ImportError)


HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {packages!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
"""


def run_without(packages, script):
    """Run a script in a Python that cannot find some packages."""
    return subprocess.run(
        [sys.executable, "-c", HIDE.format(packages=packages) + script],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )


def test_reading_parquet_without_pyarrow_names_an_extra_that_exists(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    script = f"import stancekit\nstancekit.read_labelled({str(tmp_path / 'a.parquet')!r})"
    run = run_without(["pyarrow"], script)
    assert run.returncode == 1
    assert 'pip install "stancekit[parquet]"' in run.stderr.splitlines()[-1]
    assert "parquet" in metadata("stancekit").get_all("Provides-Extra")


@pytest.mark.skipif(not PYPROJECT.is_file(), reason="the tests run outside a clone")
def test_a_dictionary_in_yaml_without_pyyaml_names_an_extra_that_exists(tmp_path):
    (tmp_path / "own.yaml").write_text("refusal: [refuse]")
    script = f"import stancekit\nstancekit.load_dictionary({str(tmp_path / 'own.yaml')!r})"
    run = run_without(["yaml"], script)
    assert run.returncode == 1
    assert 'pip install "stancekit[yaml]"' in run.stderr.splitlines()[-1]
    assert tomllib.loads(PYPROJECT.read_text())["project"]["optional-dependencies"]["yaml"]


@pytest.mark.skipif(not PYPROJECT.is_file(), reason="the tests run outside a clone")
@pytest.mark.parametrize("call", ["score(None, 'm')", "register(None, 'm')"])
def test_spark_without_pyspark_names_an_extra_that_exists(call):
    run = run_without(["pyspark"], f"import stancekit.spark\nstancekit.spark.{call}")
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].endswith(
        "scoring with Spark needs pyspark, which is not installed; "
        'install it with: pip install "stancekit[spark]"'
    )
    assert "spark" in tomllib.loads(PYPROJECT.read_text())["project"]["optional-dependencies"]


SCRIPT = """
import stancekit
texts = ["Build it now", "Never build it"] * 12
classifier = stancekit.StanceClassifier().fit(texts, ["yes", "no"] * 12)
classifier.model_.save({folder!r})
model = stancekit.load_model({folder!r})
print(model.score(texts)["label"].nunique(), len(stancekit.load_dataset("article")))
"""


@pytest.mark.slow
def test_everything_else_works_without_any_extra(tmp_path):
    hidden = ["pyarrow", "polars", "yaml", "matplotlib", "hypothesis", "pytest"]
    run = run_without(hidden, SCRIPT.format(folder=str(tmp_path / "model")))
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["2", "62"]


@pytest.mark.slow
def test_a_loaded_model_works_without_scikit_learn_scipy_and_pandas(tmp_path):
    folder = str(tmp_path / "model")
    assert run_without([], SCRIPT.format(folder=folder)).returncode == 0
    script = f"import stancekit\nprint(stancekit.load_model({folder!r}).predict(['Never'])[0])"
    run = run_without(["sklearn", "scipy", "pandas", "joblib", "threadpoolctl"], script)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["no"]


@pytest.mark.slow
def test_polars_is_scored_without_pandas(tmp_path):
    folder = str(tmp_path / "model")
    assert run_without([], SCRIPT.format(folder=folder)).returncode == 0
    script = f"""
import polars, stancekit
model = stancekit.load_model({folder!r})
print(*model.score(polars.DataFrame({{"text": ["Never", "Now"]}}))["label"])
"""
    run = run_without(["sklearn", "scipy", "pandas", "joblib", "threadpoolctl"], script)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["no", "yes"]


SCORING = """
import sys, stancekit
from pathlib import Path
rows = "".join(f'{n},"Build it, ""now""\\nplease",{n / 7}\\n' for n in range(50))
Path("in.csv").write_text("id,text,n\\n" + rows + "1,2\\n", encoding="utf-8")
Path("in.jsonl").write_text('{"text": "Never build it"}\\n{"text": null}\\n', encoding="utf-8")
model = stancekit.load_model()
for name in ("in.csv", "in.jsonl"):
    stancekit.score_files(model, name, f"{sys.argv[1]}-{name}", bad_rows="reject")
"""


@pytest.mark.slow
def test_files_are_scored_to_the_same_bytes_without_pyarrow(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    for name, hidden in (("with", []), ("without", ["pyarrow"])):
        run = run_without(hidden, SCORING.replace("sys.argv[1]", repr(name)))
        assert run.returncode == 0, run.stderr
    for name in ("in.csv", "in.csv.rejected.jsonl", "in.jsonl"):
        assert Path(f"with-{name}").read_bytes() == Path(f"without-{name}").read_bytes()


SMALL = """
import stancekit
from pathlib import Path
model = stancekit.load_model()
print(model.predict(["We must keep talking to Moscow."])[0])
Path("in.csv").write_text("id,text\\n1,We must keep talking to Moscow.\\n", encoding="utf-8")
print(stancekit.score_files(model, "in.csv", "out.csv"))
"""


@pytest.mark.slow
def test_predicting_and_scoring_files_need_numpy_and_safetensors_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    required = metadata("stancekit").get_all("Requires-Dist")
    names = [re.split(r"\W", line.replace("-", "_"))[0] for line in required]
    hidden = [{"scikit_learn": "sklearn"}.get(name, name) for name in names]
    run = run_without([name for name in hidden if name not in {"numpy", "safetensors"}], SMALL)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[0] == "favor"
    assert "1 row" in run.stdout.splitlines()[1]
