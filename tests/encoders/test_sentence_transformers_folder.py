"""A folder that sentence-transformers saved, with a network of a few random numbers."""

import pickle

import numpy as np
import pytest
from tiny_encoders import folder_like_saved, tokenizer_json

from stancekit.encoders import open_encoder
from stancekit.exceptions import ModelFormatError

REASON = "sentence-transformers is not installed; the extra encoder brings it"
sentence_transformers = pytest.importorskip("sentence_transformers", reason=REASON)
TEXTS = ["Talk to them", "never", "talk talk never to them"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    base, folder = tmp_path_factory.mktemp("base"), tmp_path_factory.mktemp("made") / "tiny"
    (base / "tokenizer.json").write_text(tokenizer_json())
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(base / "tokenizer.json"), pad_token="[PAD]", unk_token="[UNK]"
    )
    tokenizer.save_pretrained(base)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    BertModel(BertConfig(vocab_size=7, intermediate_size=8, **sizes)).save_pretrained(base)
    sentence_transformers.SentenceTransformer(str(base), device="cpu").save(str(folder))
    return folder


def test_vectors_are_those_of_the_library(folder):
    encoder, theirs = open_encoder(folder), sentence_transformers.SentenceTransformer(str(folder))
    assert encoder.name == repr(encoder) == "tiny"
    assert encoder.encode(TEXTS).shape == (3, 8)
    np.testing.assert_allclose(encoder.encode(TEXTS), theirs.encode(TEXTS), rtol=1e-5)
    twin = pickle.loads(pickle.dumps(encoder))
    np.testing.assert_allclose(twin.encode(TEXTS), encoder.encode(TEXTS), rtol=1e-5)


def test_a_damaged_folder_is_named(tmp_path):
    with pytest.raises(ModelFormatError, match=r"tiny: sentence-transformers cannot open it \("):
        open_encoder(folder_like_saved(tmp_path / "tiny"))
