"""Which files are opened as encoders, and which are refused before a library reads them."""

import json
import sys

import pytest
from tiny_encoders import folder_like_saved, modules_json, onnx_folder

from stancekit.encoders import open_encoder
from stancekit.exceptions import InputTypeError, MissingDependencyError, ModelFormatError


@pytest.fixture
def saved(tmp_path):
    return folder_like_saved(tmp_path / "tiny")


def write(path, value):
    path.write_text(json.dumps(value))


def test_what_is_no_path_or_not_there_is_said_so(tmp_path):
    with pytest.raises(InputTypeError, match="path: expected the path of an encoder, got int"):
        open_encoder(7)
    with pytest.raises(FileNotFoundError, match="no such file or folder; encoders are opened from"):
        open_encoder("sentence-transformers/all-mpnet-base-v2")
    with pytest.raises(ModelFormatError, match=r"neither model.safetensors nor model.onnx nor"):
        open_encoder(tmp_path)


@pytest.mark.parametrize(
    "kind",
    ["modeling.Own", "os.system", "sentence_transformers_own.Pooling", "sentence_transformers.Own"],
)
def test_a_part_with_code_of_its_own_is_refused(saved, kind):
    write(saved / "modules.json", [{"path": "", "type": kind}])
    with pytest.raises(ModelFormatError, match=f"the kind '{kind}', .* run code of its own"):
        open_encoder(saved)


@pytest.mark.parametrize("path", ["/etc", "../other", "a/../../b", "..\\other"])
def test_a_part_outside_of_the_folder_is_refused(saved, path):
    kind = "sentence_transformers.models.Transformer"
    write(saved / "modules.json", [{"path": path, "type": kind}])
    with pytest.raises(ModelFormatError, match="has a part outside of the folder"):
        open_encoder(saved)


@pytest.mark.parametrize(
    ("file", "settings"),
    [
        ("config.json", {"auto_map": {"AutoModel": "modeling.Own"}}),
        ("config.json", {"attn_implementation": "somebody/kernel"}),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["own.Own", None]}}),
        ("sentence_bert_config.json", {"model_args": {"gguf_file": "own"}}),
        ("sentence_roberta_config.json", {"config_kwargs": {"trust_remote_code": True}}),
    ],
)
def test_a_setting_that_may_ask_for_code_is_refused(saved, file, settings):
    write(saved / file, settings)
    with pytest.raises(ModelFormatError, match=rf"{file}: the setting '{next(iter(settings))}'"):
        open_encoder(saved)


def test_pickled_weights_are_not_read(saved):
    (saved / "modules.json").write_text(modules_json("Transformer", "Pooling", "Dense"))
    (saved / "2_Dense").mkdir()
    (saved / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelFormatError, match=r"2_Dense: no model.safetensors, .* pickles"):
        open_encoder(saved)


def test_what_names_another_model_is_refused(saved):
    write(saved / "adapter_config.json", {"base_model_name_or_path": "somebody/else"})
    with pytest.raises(ModelFormatError, match=r"adapter_config.json names another model"):
        open_encoder(saved)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("modules.json", "[]", "no modules.json"),
        ("modules.json", "{", "modules.json: not valid JSON"),
        ("modules.json", "[1]", "modules.json: names no parts"),
        ("modules.json", "7", "modules.json: names no parts"),
        ("modules.json", '[{"type": "x"}]', "modules.json: names no parts"),
        ("config.json", "[" * 2000, "config.json: not valid JSON"),
        ("config.json", "[1]", "config.json: holds no settings"),
        ("config.json", " " * (1 << 20) + "{}", "config.json: larger than"),
    ],
)
def test_damaged_settings_are_named(saved, file, content, message):
    (saved / file).write_text(content)
    with pytest.raises(ModelFormatError, match=message):
        open_encoder(saved)


@pytest.mark.parametrize(
    ("package", "folder"), [("sentence_transformers", folder_like_saved), ("onnxruntime", None)]
)
def test_what_is_not_installed_is_named_with_the_extra(package, folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    path = (folder or onnx_folder)(tmp_path / "tiny")
    with pytest.raises(MissingDependencyError, match=rf'{package}, .*"stancekit\[encoder\]"'):
        open_encoder(path)


def test_an_onnx_file_needs_its_tokenizer_and_a_pooling_that_can_be_done(tmp_path):
    folder = onnx_folder(tmp_path / "tiny", pooling="lasttoken")
    with pytest.raises(ModelFormatError, match=r"pools by 'lasttoken'; .* one of mean, cls"):
        open_encoder(folder)
    (folder / "modules.json").write_text(modules_json("Transformer", "Dense"))
    with pytest.raises(ModelFormatError, match="'Dense', which no ONNX file holds"):
        open_encoder(folder / "onnx" / "model.onnx")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelFormatError, match=r"no tokenizer.json beside it or one folder above"):
        open_encoder(folder)
