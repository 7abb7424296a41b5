"""Folders of encoders so small that they are made when a test needs them."""

import json

import numpy as np

WORDS = ["[PAD]", "[UNK]", "[CLS]", "talk", "never", "to", "them"]
TABLE = np.array(
    [[9, 9], [0, 0], [1, 1], [1, 0], [-1, 0], [0, 1], [0, 2]], dtype="<f4"
)  # the vector of each word; that of padding must not show


def field(number, value):
    """Write a field of a protocol buffer: a whole number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(number):
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + varint(rest) if rest else bytes([low])


def tensor_type(name, kind, *dimensions):
    shape = b"".join(field(1, field(2, each.encode())) for each in dimensions)
    return field(1, name.encode()) + field(2, field(1, field(1, kind) + field(2, shape)))


def onnx_bytes(extra_input=None, operation="Gather", table_in=None):
    """Return an ONNX model that looks the vector of each token up in the table.

    The table may be said to lie in another file, and something else than looking up be done.
    """
    floats, int64, gather = 1, 7, operation.encode()
    node = field(1, b"table") + field(1, b"input_ids") + field(2, b"vectors") + field(4, gather)
    table = b"".join(field(1, size) for size in TABLE.shape) + field(2, floats)
    table += field(8, b"table")
    table += field(9, TABLE.tobytes()) if table_in is None else elsewhere(table_in)
    graph = field(1, node) + field(2, b"graph") + field(5, table)
    for name in ("input_ids", "attention_mask", *([extra_input] if extra_input else [])):
        graph += field(11, tensor_type(name, int64, "texts", "tokens"))
    graph += field(12, tensor_type("vectors", floats, "texts", "tokens", "numbers"))
    return field(1, 8) + field(7, graph) + field(8, field(2, 17))


def elsewhere(path):
    """Say that the numbers of a tensor lie in a file."""
    places = {"location": path, "length": str(TABLE.nbytes)}
    entries = (field(1, key.encode()) + field(2, value.encode()) for key, value in places.items())
    return b"".join(field(13, entry) for entry in entries) + field(14, 1)


def tokenizer_json():
    special = [{"id": i, "content": WORDS[i], "special": True} for i in range(3)]
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return json.dumps(
        {
            "version": "1.0",
            "added_tokens": [token | flags for token in special],
            "normalizer": {"type": "Lowercase"},
            "pre_tokenizer": {"type": "Whitespace"},
            "model": {
                "type": "WordLevel",
                "vocab": {word: i for i, word in enumerate(WORDS)},
                "unk_token": "[UNK]",
            },
        }
    )


def modules_json(*kinds):
    package = "sentence_transformers.models"
    paths = ["", *(f"{i}_{kind}" for i, kind in enumerate(kinds[1:], start=1))]
    return json.dumps(
        [
            {"idx": i, "name": str(i), "path": path, "type": f"{package}.{kind}"}
            for i, (kind, path) in enumerate(zip(kinds, paths, strict=True))
        ]
    )


def onnx_folder(folder, pooling="mean"):
    """Write an encoder in ONNX that pools in some way."""
    (folder / "onnx").mkdir(parents=True)
    (folder / "onnx" / "model.onnx").write_bytes(onnx_bytes())
    (folder / "tokenizer.json").write_text(tokenizer_json())
    (folder / "modules.json").write_text(modules_json("Transformer", "Pooling", "Normalize"))
    (folder / "1_Pooling").mkdir()
    modes = {f"pooling_mode_{mode}": False for mode in ("cls_token", "mean_tokens", "max_tokens")}
    name = {"cls": "cls_token"}.get(pooling, f"{pooling}_tokens")
    settings = modes | {f"pooling_mode_{name}": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(settings))
    return folder


def folder_like_saved(folder):
    """Write what can be judged of a sentence-transformers folder; its weights are empty."""
    folder.mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).write_bytes(b"")
    (folder / "modules.json").write_text(modules_json("Transformer", "Pooling"))
    (folder / "config.json").write_text('{"model_type": "bert"}')
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 8}')
    return folder
