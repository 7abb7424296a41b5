"""An encoder in ONNX, so small that its vectors can be worked out by hand."""

import copy
import pickle

import numpy as np
import pytest
from tiny_encoders import TABLE, onnx_bytes, onnx_folder, tokenizer_json

from stancekit import StanceClassifier, load_model
from stancekit.encoders import open_encoder
from stancekit.exceptions import ModelFormatError

for needed in ("onnxruntime", "tokenizers"):
    pytest.importorskip(needed, reason=f"{needed} is not installed; the extra encoder brings it")

TEXTS = ["Talk to them", "never", "", "talk talk never to"]
VECTORS = {
    "mean": [[1 / 3, 1], [-1, 0], [0, 0], [1 / 4, 1 / 4]],
    "max": [[1, 2], [-1, 0], [-np.inf, -np.inf], [1, 1]],
    "cls": [[1, 0], [-1, 0], [9, 9], [1, 0]],
}


@pytest.mark.parametrize("pooling", VECTORS)
def test_vectors_of_tokens_are_pooled_without_the_padding(pooling, tmp_path):
    encoder = open_encoder(onnx_folder(tmp_path / "tiny", pooling))
    np.testing.assert_allclose(encoder.encode(TEXTS), VECTORS[pooling], rtol=1e-6)


def test_texts_keep_their_order_over_batches_and_long_ones_are_cut(tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 2}')
    texts = [f"never{' talk' * (i % 4)}" for i in range(70)]
    expected = [[[-1, 0], [0, 0], [0, 0], [0, 0]][i % 4] for i in range(70)]
    np.testing.assert_allclose(open_encoder(folder).encode(texts), expected)


def test_a_copy_opens_the_files_again(tmp_path):
    encoder = open_encoder(onnx_folder(tmp_path / "tiny"))
    assert encoder.name == repr(encoder) == "tiny, model.onnx"
    for twin in (copy.deepcopy(encoder), pickle.loads(pickle.dumps(encoder))):
        np.testing.assert_array_equal(twin.encode(TEXTS), encoder.encode(TEXTS))


def test_a_model_is_trained_and_loaded_with_it(bridge, tmp_path):
    encoder = open_encoder(onnx_folder(tmp_path / "tiny"))
    model = StanceClassifier(encoder=encoder, encoder_dim=1).fit(bridge.texts, bridge.labels).model_
    model.save(tmp_path / "model")
    again = load_model(tmp_path / "model", encoder=open_encoder(tmp_path / "tiny/onnx/model.onnx"))
    np.testing.assert_allclose(again.predict_proba(TEXTS), model.predict_proba(TEXTS))


@pytest.mark.parametrize("file", ["tokenizer.json", "onnx/model.onnx"])
def test_a_damaged_file_is_named(file, tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    (folder / file).write_bytes(b"damaged")
    with pytest.raises(ModelFormatError, match=rf"{file}: cannot be opened .* fresh copy"):
        open_encoder(folder)


def test_what_takes_something_else_than_tokens_is_refused(tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    (folder / "onnx" / "model.onnx").write_bytes(onnx_bytes(extra_input="pixels"))
    with pytest.raises(ModelFormatError, match="asks for 'pixels'; expected a text encoder"):
        open_encoder(folder)


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ('{"max_seq_length": "abc"}', "max_seq_length is 'abc'; expected a whole number from 1"),
        ('{"max_seq_length": -3}', "max_seq_length is -3; expected a whole number"),
        ('{"max_seq_length": 1e30}', "max_seq_length is 1e[+]30; expected a whole number"),
        ('{"max_seq_length": [1]}', r"max_seq_length is \[1\]; expected a whole number"),
        ("[1]", "holds no settings"),
    ],
)
def test_settings_of_another_kind_are_refused(settings, wrong, tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    (folder / "sentence_bert_config.json").write_text(settings)
    with pytest.raises(ModelFormatError, match=f"sentence_bert_config.json: {wrong}"):
        open_encoder(folder)


@pytest.mark.parametrize("modes", ['{"pooling_mode": 7}', "[1]", '{"pooling_mode": ["a", "b"]}'])
def test_a_pooling_of_another_kind_is_refused(modes, tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    (folder / "1_Pooling" / "config.json").write_text(modes)
    with pytest.raises(ModelFormatError, match=r"pools by '.*'; with ONNX one of mean, cls"):
        open_encoder(folder)


def test_a_tokenizer_of_another_encoder_is_told_when_it_is_used(tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    (folder / "tokenizer.json").write_text(tokenizer_json().replace('"talk": 3', '"talk": 999'))
    with pytest.raises(ModelFormatError, match=r"model.onnx: cannot encode \(.*idx=999"):
        open_encoder(folder).encode(TEXTS)


def test_what_gives_no_vectors_is_refused(tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    (folder / "onnx" / "model.onnx").write_bytes(onnx_bytes(operation="GatherND"))
    with pytest.raises(ModelFormatError, match=r"the shape \(1,\) for 1 texts of 2 tokens"):
        open_encoder(folder).encode(["unknown words"])


@pytest.mark.parametrize("path", ["../../secret.bin", "../secret.bin", "/etc/passwd"])
def test_numbers_outside_of_the_folder_are_not_read(path, tmp_path):
    folder = onnx_folder(tmp_path / "tiny")
    for place in (tmp_path, folder):
        (place / "secret.bin").write_bytes(TABLE.tobytes())
    (folder / "onnx" / "model.onnx").write_bytes(onnx_bytes(table_in=path))
    with pytest.raises(ModelFormatError, match=r"cannot be opened .*[Ee]xternal data"):
        open_encoder(folder)
