"""What learns from labelled statements, each with settings that its documentation starts from.

Libraries are imported where they are used: how long a start takes is measured.
"""

from __future__ import annotations

import importlib
import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

__all__ = ["ENCODERS", "Contender", "contenders"]

Texts = Sequence[str]
Encode = Callable[[list[str]], Any]

ENCODERS = {"MiniLM": "all-MiniLM-L6-v2", "MPNet": "all-mpnet-base-v2"}
SHIPPED = {"dictionary": "dialogue-with-moscow", "min_df": 2, "C": 5.0}
STANCEKIT: dict[str, dict[str, Any]] = {
    "stancekit, words": {},
    "stancekit, words and characters": {"features": "word+char"},
    "stancekit, words and concepts": SHIPPED,
}


class Contender(Protocol):
    """Learns from texts and labels, is kept in a folder, and labels other texts."""

    def fit(self, texts: Texts, labels: Texts) -> None:
        """Learn."""
        ...

    def save(self, folder: Path) -> None:
        """Keep what was learned in a folder that is there."""
        ...

    def load(self, folder: Path) -> None:
        """Take what was learned from a folder."""
        ...

    def predict(self, texts: Texts) -> list[str]:
        """Label texts."""
        ...


class Stancekit:
    """A model of stancekit; calibration and status are part of its training."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings

    def fit(self, texts: Texts, labels: Texts) -> None:
        """Learn."""
        from stancekit import StanceClassifier

        self.model = StanceClassifier(**self.settings).fit(list(texts), list(labels)).model_

    def save(self, folder: Path) -> None:
        """Keep the model folder."""
        self.model.save(folder / "model")

    def load(self, folder: Path) -> None:
        """Take the model folder."""
        from stancekit import load_model

        self.model = load_model(folder / "model")

    def predict(self, texts: Texts) -> list[str]:
        """Label texts."""
        labels: list[str] = self.model.predict(list(texts)).tolist()
        return labels


class _Pickled:
    model: Any

    def save(self, folder: Path) -> None:
        """Pickle what was learned, as scikit-learn's documentation does first."""
        (folder / "model.pkl").write_bytes(pickle.dumps(self.model))

    def load(self, folder: Path) -> None:
        """Take it from a file that could run anything."""
        self.model = pickle.loads((folder / "model.pkl").read_bytes())  # noqa: S301


class ScikitLearn(_Pickled):
    """TF-IDF of words and logistic regression, both as they come."""

    def fit(self, texts: Texts, labels: Texts) -> None:
        """Learn."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        learned = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
        self.model = learned.fit(texts, labels)

    def predict(self, texts: Texts) -> list[str]:
        """Label texts."""
        labels: list[str] = self.model.predict(texts).tolist()
        return labels


class FastText:
    """The settings and the simple cleaning at which its tutorial of classification arrives."""

    def fit(self, texts: Texts, labels: Texts) -> None:
        """Learn from a file, as it wants it."""
        import tempfile

        import fasttext  # type: ignore[import-not-found]

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            rows = zip(labels, map(_cleaned, texts), strict=True)
            path.write_text("".join(f"__label__{y} {x}\n" for y, x in rows), encoding="utf-8")
            self.model = fasttext.train_supervised(
                str(path), lr=1.0, epoch=25, wordNgrams=2, thread=1, verbose=0
            )

    def save(self, folder: Path) -> None:
        """Keep its binary file."""
        self.model.save_model(str(folder / "model.bin"))

    def load(self, folder: Path) -> None:
        """Take its binary file."""
        import fasttext

        self.model = fasttext.load_model(str(folder / "model.bin"))

    def predict(self, texts: Texts) -> list[str]:
        """Label texts; given one text alone, it fails with NumPy 2."""
        found = self.model.predict([_cleaned(text) for text in texts])[0]
        return [str(labels[0]).removeprefix("__label__") for labels in found]


def _cleaned(text: str) -> str:
    spaced = "".join(f" {c} " if c in ".!?,'/()" else c for c in text.lower())
    return " ".join(spaced.split())


class LocalDesk:
    """Its TF-IDF model; every fifth statement calibrates, as it needs some for that alone."""

    def fit(self, texts: Texts, labels: Texts) -> None:
        """Learn."""
        from localdesk.config import TaskSpec  # type: ignore[import-not-found]
        from localdesk.tfidf import fit_tfidf  # type: ignore[import-not-found]

        rows = [
            {"state": text, "gold": {"category": label}, "id": str(i)}
            for i, (text, label) in enumerate(zip(texts, labels, strict=True))
        ]
        parts = {"train": [row for i, row in enumerate(rows) if i % 5], "calibration": rows[::5]}
        prepared = SimpleNamespace(rows=parts, manifest={"split_sha256": {}})
        task = {
            "id": "stance",
            "version": "1",
            "instructions": "Choose the stance.",
            "labels": {label: f"Statements {label}." for label in sorted(set(labels))},
            "min_confidence": 0.5,
            "min_margin": 0.05,
        }
        experiment = SimpleNamespace(
            training={"backend": "tfidf"}, seed=0, task=TaskSpec.from_dict(task)
        )
        self.model = fit_tfidf(experiment, prepared)[0]

    def save(self, folder: Path) -> None:
        """Keep JSON."""
        (folder / "model.json").write_text(json.dumps(self.model.bundle), encoding="utf-8")

    def load(self, folder: Path) -> None:
        """Take JSON."""
        from localdesk.tfidf import TfidfBackend

        text = (folder / "model.json").read_text(encoding="utf-8")
        self.model = TfidfBackend(bundle=json.loads(text))

    def predict(self, texts: Texts) -> list[str]:
        """Label texts one by one, the only way it has."""
        found = (self.model.predict(text)["category"] for text in texts)
        return [max(shares, key=shares.get) for shares in found]


class Embedded(_Pickled):
    """Logistic regression, as it comes, on sentence embeddings."""

    def __init__(self, path: Path, encode: Encode | None = None) -> None:
        self._path = path
        self._given = encode

    def fit(self, texts: Texts, labels: Texts) -> None:
        """Learn."""
        from sklearn.linear_model import LogisticRegression

        learned = LogisticRegression(max_iter=1000)
        self.model = learned.fit(self._encode(list(texts)), labels)

    def predict(self, texts: Texts) -> list[str]:
        """Label texts."""
        labels: list[str] = self.model.predict(self._encode(list(texts))).tolist()
        return labels

    @cached_property
    def _encode(self) -> Encode:
        if self._given is not None:
            return self._given
        import torch  # type: ignore[import-not-found]
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]

        torch.set_num_threads(1)
        encode: Encode = SentenceTransformer(str(self._path), device="cpu").encode
        return encode


class SetFit:
    """MiniLM tuned on pairs of statements, one epoch of ten pairs for each statement."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fit(self, texts: Texts, labels: Texts) -> None:
        """Learn."""
        import tempfile

        import torch
        from setfit import (  # type: ignore[import-not-found]
            SetFitModel,
            Trainer,
            TrainingArguments,
        )

        torch.set_num_threads(1)
        self.model = SetFitModel.from_pretrained(str(self._path), device="cpu")
        # By name, as datasets/ of the repository is no package.
        data = importlib.import_module("datasets").Dataset.from_dict(
            {"text": list(texts), "label": list(labels)}
        )
        with tempfile.TemporaryDirectory() as folder:
            settings = TrainingArguments(
                output_dir=folder, num_iterations=5, num_epochs=1, report_to="none", seed=0
            )
            Trainer(model=self.model, args=settings, train_dataset=data).train()

    def save(self, folder: Path) -> None:
        """Keep encoder and head; the head is a pickle."""
        self.model.save_pretrained(str(folder / "model"))

    def load(self, folder: Path) -> None:
        """Take encoder and head."""
        import torch
        from setfit import SetFitModel

        torch.set_num_threads(1)
        self.model = SetFitModel.from_pretrained(str(folder / "model"), device="cpu")

    def predict(self, texts: Texts) -> list[str]:
        """Label texts."""
        return [str(label) for label in self.model.predict(list(texts))]


def contenders(
    encoders: Path | None, encode: Mapping[str, Encode] | None = None
) -> dict[str, Callable[[], Contender]]:
    """Return what makes each contender; those with embeddings if their folder is given.

    `encode` gives vectors that are there already, by the name of the encoder.
    """
    found: dict[str, Callable[[], Contender]] = {
        name: partial(Stancekit, **settings) for name, settings in STANCEKIT.items()
    }
    found |= {"scikit-learn": ScikitLearn, "fastText": FastText, "localdesk": LocalDesk}
    if encoders is not None:
        for name, folder in ENCODERS.items():
            given = (encode or {}).get(name)
            found[name] = partial(Embedded, encoders / folder, given)
        found["SetFit"] = partial(SetFit, encoders / ENCODERS["MiniLM"])
    return found
