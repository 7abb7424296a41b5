"""A folder from a stranger: damaged, or changed with care. Nothing in it runs; nothing slips by."""

import json
import os
import pickle
import shutil

import numpy as np
import pytest
from letter_encoders import Letters
from safetensors.numpy import load_file, save
from tampering import change_tensor, change_vocabulary, read_manifest, rewrite, write_manifest

from stancekit import StanceClassifier, load_model
from stancekit.exceptions import ModelFormatError
from stancekit.model.parameters import plain_settings


@pytest.fixture(scope="module")
def sound(bridge, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound") / "model"
    StanceClassifier(features="word+char", char_ngrams=(2, 3)).fit(
        bridge.texts, bridge.labels
    ).model_.save(folder)
    return folder


@pytest.fixture
def folder(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "model")


def assert_refused(folder, message):
    with pytest.raises(ModelFormatError, match=message) as caught:
        load_model(folder)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(folder))  # the place is named


FILES = ["manifest.json", "vocabulary.json", "weights.safetensors"]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file(folder, name):
    (folder / name).unlink()
    assert_refused(folder, f"{name}: missing, so this is no complete model folder")


def test_an_empty_folder(tmp_path):
    assert_refused(tmp_path, "manifest.json: missing")


def test_the_card_is_not_needed(folder):
    (folder / "README.md").unlink()
    load_model(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_place_of_a_file(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    assert_refused(folder, f"{name}: not a regular file")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_place_of_a_file_does_not_hang(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert_refused(folder, f"{name}: not a regular file")


@pytest.mark.parametrize("name", FILES)
def test_a_huge_file_is_not_read(folder, name):
    os.truncate(folder / name, 5 << 30)  # sparse: it takes no space
    assert_refused(folder, f"{name}: 5368709120 bytes, at most")


@pytest.mark.parametrize("name", FILES[1:])
@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c + b" ", lambda c: b""])
def test_a_file_with_another_hash(folder, name, change):
    (folder / name).write_bytes(change((folder / name).read_bytes()))
    message = f"{name} is not the file that was saved: its hash differs; get a fresh"
    if name == "weights.safetensors":
        message = "another size than its header says|not a safetensors file"
    assert_refused(folder, message)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_file_of_the_same_size_with_another_hash(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[-9] ^= 1
    (folder / name).write_bytes(content)
    assert_refused(folder, f"{name} is not the file that was saved: its hash differs; get a fresh")


@pytest.mark.parametrize("name", FILES)
def test_a_link_to_itself(folder, name):
    (folder / name).unlink()
    (folder / name).symlink_to(name)
    assert_refused(folder, f"{name}: cannot be read")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["/dev/zero", "/proc/self/mem", "/proc/kmsg"])
@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="this system has no /proc")
def test_a_link_to_what_never_ends(folder, name, place):
    (folder / name).unlink()
    (folder / name).symlink_to(place)
    assert_refused(folder, f"{name}:? (is not|not |cannot be read|has|its)")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(folder, name):
    (folder / name).chmod(0)
    assert_refused(folder, f"{name}: cannot be read \\(Permission denied\\)")


@pytest.mark.parametrize("number", range(8))
def test_no_flipped_bit_of_a_manifest_goes_unseen(folder, number):
    """Of each byte one bit is flipped; other white space, or the last digit of 17, is the same."""
    raw = (folder / "manifest.json").read_bytes()
    kept = json.loads(raw)
    for place in range(number, len(raw), 8):
        changed = bytearray(raw)
        changed[place] ^= 1 << (place + number) % 8
        (folder / "manifest.json").write_bytes(changed)
        try:
            load_model(folder)
        except ModelFormatError:
            continue
        assert json.loads(changed) == kept


NOT_JSON = {
    "nothing": b"",
    "an open brace": b"{",
    "half of it": b'{"format": 1',
    "a byte order mark": b"\xff\xfe",
    "a zero byte": b"\x00",
    "words": b"not json",
    "a deep list": b"[" * 100_000,
    "a deep object": b'{"a":' * 50_000,
    "not a number": b'{"format": NaN}',
    "infinity": b'{"format": -Infinity}',
    "a number too long to read": b"1" * 5000,
}


@pytest.mark.parametrize("content", NOT_JSON.values(), ids=NOT_JSON)
@pytest.mark.parametrize("name", FILES[:2])
def test_what_is_not_json(folder, name, content):
    if name == "vocabulary.json":
        rewrite(folder, name, content)
        if content.startswith((b"[[", b'{"a":')):
            assert_refused(folder, f"{name}: more than the .* n-grams that have weights")
            return
    else:
        (folder / name).write_bytes(content)
    assert_refused(folder, f"{name}: not valid JSON")


@pytest.mark.parametrize("content", ["null", "[]", "1", '"format"', "{}", '{"format": "1"}'])
def test_json_that_is_no_manifest(folder, content):
    (folder / "manifest.json").write_text(content)
    assert_refused(folder, "manifest.json is no manifest of a stancekit model")


def test_a_truncated_manifest(folder):
    content = (folder / "manifest.json").read_bytes()
    for size in range(0, len(content) - 2, 97):
        (folder / "manifest.json").write_bytes(content[:size])
        assert_refused(folder, "not valid JSON")


def test_a_newer_format_says_what_to_do(folder):
    write_manifest(folder, {"format": 3, "library": "stancekit 9.0.0"})
    assert_refused(
        folder,
        "format 3 was written by 'stancekit 9.0.0', this release reads formats 1 to 2; upgrade",
    )


def deep(levels, core="x"):
    for _ in range(levels):
        core = [core]
    return core


@pytest.mark.parametrize("levels", [100, 300, 600, 900])
@pytest.mark.parametrize(
    "place",
    [
        ("library",),
        ("labels",),
        ("labels", 0),
        ("parts", 0, "target"),
        ("parts", 0, "temperature"),
        ("parts", 0, "ngrams", "word", 0),
        ("provenance", "fingerprint"),
        ("settings", "C"),
        ("golden", 0, "texts", 0),
        ("golden", 0, "probabilities"),
        ("encoder",),
        ("sha256",),
    ],
)
def test_deep_nesting_anywhere(folder, place, levels):
    manifest = read_manifest(folder)
    if place == ("library",):
        manifest["format"] = 3
    where = manifest
    for key in place[:-1]:
        where = where[key]
    where[place[-1]] = deep(levels)
    write_manifest(folder, manifest)
    with pytest.raises(ModelFormatError):
        load_model(folder)


def set_label(manifest, labels):
    manifest["labels"] = labels


MANIFESTS = {
    "labels out of order": (
        lambda m: m["labels"].reverse(),
        "labels must be sorted, different and printable",
    ),
    "a label twice": (
        lambda m: set_label(m, ["a", "a", "b", "c"]),
        "labels must be sorted, different",
    ),
    "a label that clears the screen": (
        lambda m: set_label(m, ["\x1b[2J", "a", "b", "c"]),
        "labels must be sorted, different and printable",
    ),
    "one label": (lambda m: set_label(m, ["a"]), "labels must be 2 to 50 strings"),
    "fifty-one labels": (
        lambda m: set_label(m, list(range(51))),
        "labels must be 2 to 50 strings, or 2 to 50 integers",
    ),
    "mixed labels": (lambda m: set_label(m, [1, "a"]), "labels must be 2 to 50 strings"),
    "logical labels": (lambda m: set_label(m, [False, True]), "labels must be 2 to 50 strings"),
    "broken numbers as labels": (lambda m: set_label(m, [0.5, 1.5]), "labels must be 2 to 50"),
    "a string of labels": (lambda m: set_label(m, "abcd"), "labels must be sorted"),
    "fewer labels than columns": (
        lambda m: set_label(m, ["a", "b", "c"]),
        r"part 0: labels .* are not among the model's 3",
    ),
    "no labels": (lambda m: m.pop("labels"), r"damaged model \('labels' is missing\)"),
    "more labels than columns": (
        lambda m: set_label(m, ["a", "b", "c", "d", "e"]),
        "no longer predicts|damaged model",
    ),
    "labels of the part out of order": (
        lambda m: m["parts"][0]["labels"].reverse(),
        "part 0: labels",
    ),
    "a label of the part missing": (
        lambda m: m["parts"][0]["labels"].pop(),
        "part 0: the arrays do not fit its 3 labels",
    ),
    "labels of the part below zero": (
        lambda m: m["parts"][0].update(labels=[-1, 0, 1, 2]),
        "expected a count in the manifest, got -1",
    ),
    "no labels in the part": (lambda m: m["parts"][0].update(labels=[]), "do not fit its 0 labels"),
    "no parts": (lambda m: m["parts"].clear(), "its arrays are not those of the model"),
    "a part too many": (
        lambda m: m["parts"].append(m["parts"][0]),
        "its arrays are not those of the model",
    ),
    "very many parts": (
        lambda m: m.update(parts=m["parts"] * 1001),
        "parts must be a list of up to 1000",
    ),
    "very many golden texts": (
        lambda m: m["golden"][0].update(texts=["a"] * 101),
        "more than 100 texts to verify a part by",
    ),
    "a difference beyond all numbers": (
        lambda m: m.update(
            lineage=[{"manifest": "m", "n_statements": 9, "macro_f1": ["1e400", "nan", "-inf"]}]
        ),
        "expected a number in the manifest, got '1e400'",
    ),
    "a count of ancestors in words": (
        lambda m: m.update(lineage=[{"manifest": "m", "n_statements": "7"}]),
        "expected a count in the manifest, got '7'",
    ),
    "per target, but trained otherwise": (
        lambda m: m.update(per_target=True) or m["parts"][0].update(target="the bridge"),
        "per_target is another in its settings",
    ),
    "per target by a number": (
        lambda m: m.update(per_target=0),
        "per_target must be true or false",
    ),
    "statements counted by a fraction": (
        lambda m: m["provenance"].update(n_statements=40.0),
        r"expected a count in the manifest, got 40\.0",
    ),
    "a temperature in words": (
        lambda m: m["parts"][0].update(temperature="1.0"),
        "expected a number in the manifest, got '1.0'",
    ),
    "a target that clears the screen": (
        lambda m: m["parts"][0].update(target="\x1b[2J"),
        "expected a printable string in the manifest",
    ),
    "a target that is no string": (
        lambda m: m["parts"][0].update(target=7),
        "expected a printable string in the manifest, got 7",
    ),
    "temperature below zero": (
        lambda m: m["parts"][0].update(temperature=-1.0),
        "part 0: a number of its calibration is out of range",
    ),
    "temperature zero": (
        lambda m: m["parts"][0].update(temperature=0),
        "part 0: a number of its calibration is out of range",
    ),
    "temperature beyond all numbers": (
        lambda m: m["parts"][0].update(temperature=1e999),
        "not valid JSON",
    ),
    "another temperature": (
        lambda m: m["parts"][0].update(temperature=m["parts"][0]["temperature"] * 1.001),
        "the model no longer predicts what it did when it was saved",
    ),
    "precision above one": (
        lambda m: m["parts"][0].update(ok_precision=1.5),
        "part 0: a number of its calibration is out of range",
    ),
    "calibrated on fewer than none": (
        lambda m: m["parts"][0].update(calibrated_on=-1),
        "expected a count in the manifest, got -1",
    ),
    "calibrated on nothing": (
        lambda m: m["parts"][0].update(calibrated_on=0),
        "the model no longer predicts",
    ),
    "unknown n-grams": (
        lambda m: m["parts"][0]["ngrams"].update(sentence=[1, 2]),
        "damaged model|unknown n-grams",
    ),
    "no n-grams": (lambda m: m["parts"][0]["ngrams"].clear(), "its arrays are not those"),
    "one kind of n-grams missing": (
        lambda m: m["parts"][0]["ngrams"].pop("char"),
        "its arrays are not those of the model",
    ),
    "endless n-grams": (
        lambda m: m["parts"][0]["ngrams"].update(word=[1, 10**9]),
        "unknown n-grams 'word' 1 to 1000000000",
    ),
    "n-grams backwards": (
        lambda m: m["parts"][0]["ngrams"].update(word=[2, 1]),
        "unknown n-grams 'word' 2 to 1",
    ),
    "n-grams of broken length": (
        lambda m: m["parts"][0]["ngrams"].update(word=[1, 1.5]),
        "unknown n-grams",
    ),
    "other golden predictions": (
        lambda m: m["golden"][0]["probabilities"][-1].reverse(),
        "the model no longer predicts what it did when it was saved",
    ),
    "golden predictions of other texts": (
        lambda m: m["golden"][0]["texts"].reverse(),
        "the model no longer predicts",
    ),
    "golden texts that are no strings": (
        lambda m: m["golden"][0].update(texts=[7]),
        "a list of texts or n-grams holds something other than strings",
    ),
    "no golden predictions": (lambda m: m["golden"].clear(), "damaged model"),
    "no hashes": (lambda m: m["sha256"].clear(), "weights.safetensors is not the file"),
    "no provenance": (lambda m: m.pop("provenance"), "damaged model"),
    "too few counts": (lambda m: m["provenance"]["label_counts"].pop(), "damaged model"),
    "a count beyond all numbers": (
        lambda m: m["provenance"].update(n_statements="1" * 5000),
        "expected a count in the manifest",
    ),
    "no encoder entry": (lambda m: m.pop("encoder"), "damaged model"),
}


@pytest.mark.parametrize(("change", "message"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_changed_manifest(folder, change, message):
    manifest = read_manifest(folder)
    change(manifest)
    write_manifest(folder, manifest)
    assert_refused(folder, message)


def test_two_parts_need_named_targets(folder):
    manifest = read_manifest(folder)
    manifest["parts"].append(manifest["parts"][0] | {"target": "other"})
    write_manifest(folder, manifest)
    change_vocabulary(folder, lambda v: v.extend(v))
    tensors = load_file(folder / "weights.safetensors")
    both = tensors | {name.replace("0.", "1.", 1): array for name, array in tensors.items()}
    rewrite(folder, "weights.safetensors", save(both))
    assert_refused(folder, "its 2 parts do not name their targets")


@pytest.mark.parametrize("target", ["", " "])
def test_a_model_per_target_needs_named_targets(folder, target):
    manifest = read_manifest(folder)
    manifest["per_target"] = True
    manifest["parts"][0]["target"] = target
    write_manifest(folder, manifest)
    assert_refused(folder, "its 1 parts do not name their targets")


def test_a_number_that_python_refuses_to_read(folder):
    text = (folder / "manifest.json").read_text().replace('"format": 2', '"format": ' + "1" * 5000)
    (folder / "manifest.json").write_text(text)
    assert_refused(folder, "not valid JSON")


def test_an_infinite_temperature_spelled_as_a_number(folder):
    manifest = read_manifest(folder)
    text = json.dumps(manifest).replace(
        f'"temperature": {manifest["parts"][0]["temperature"]}', '"temperature": 1e999'
    )
    (folder / "manifest.json").write_text(text)
    assert_refused(folder, "not valid JSON .1e999 is not finite")


def test_a_key_that_stands_twice(folder):
    for name in ("manifest.json", "vocabulary.json"):
        text = (folder / name).read_text()
        start = text.index("{") + 1
        key = text[start : text.index(":", start)]
        twice = f"{text[:start]}{key}: [],{text[start:]}".encode()
        (folder / name).write_bytes(twice)
        if name != "manifest.json":
            rewrite(folder, name, twice)
        assert_refused(folder, f"{name}: not valid JSON .a key stands twice")
        (folder / name).write_text(text)


SETTINGS = {
    "one that is unknown": ({"calibrite": True}, "'calibrite' is no parameter of a classifier"),
    "one that is out of range": ({"C": -1.0}, "C must be a positive number"),
    "one of another kind": ({"min_df": "1"}, "min_df must be an int"),
    "weights of other labels": ({"class_weight": [["nobody", 1.0]]}, "class_weight must be"),
    "a file for a dictionary": ({"dictionary": "/etc/passwd"}, "settings name a dictionary"),
    "an encoder that is no name": ({"encoder": 7}, "encoder must be a name or None"),
    "a seed that is none": ({"random_state": 2**40}, "random_state must be"),
}


@pytest.mark.parametrize(("change", "message"), SETTINGS.values(), ids=SETTINGS)
def test_settings_that_no_classifier_has(folder, change, message):
    manifest = read_manifest(folder)
    manifest["settings"].update(change)
    write_manifest(folder, manifest)
    assert_refused(folder, f"settings.*{message}|{message}")


@pytest.mark.parametrize("name", ["C", "features", "random_state"])
def test_a_setting_that_is_missing(folder, name):
    manifest = read_manifest(folder)
    del manifest["settings"][name]
    write_manifest(folder, manifest)
    assert_refused(folder, f"settings: '{name}' is no parameter of a classifier, or missing")


def test_settings_that_came_later_are_what_they_were_before(folder):
    manifest = read_manifest(folder)
    for name in ("ok_precision", "dictionary", "dictionary_weight", "encoder_dim"):
        del manifest["settings"][name]
    write_manifest(folder, manifest)
    assert load_model(folder).settings == plain_settings(StanceClassifier().get_params()) | {
        "features": "word+char",
        "char_ngrams": (2, 3),
    }


def test_a_folder_without_a_hash_of_its_manifest_is_none_of_format_2(folder):
    manifest = read_manifest(folder)
    del manifest["sha256"]["manifest.json"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert_refused(folder, "manifest.json is not the file that was saved: its hash differs")


def test_a_folder_of_format_1_has_no_hash_of_its_manifest(folder):
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"format": 2', '"format": 1'))
    assert_refused(folder, "manifest.json is not the file that was saved: its hash differs")


VOCABULARIES = {
    "terms that are no strings": (
        lambda v: v[0]["word"].__setitem__(0, 7),
        "a list of texts or n-grams holds something other than strings",
    ),
    "a nested term": (lambda v: v[0]["word"].__setitem__(0, ["no"]), "other than strings"),
    "terms in one string": (
        lambda v: v[0].update(word="".join(map(chr, range(0x4E00, 0x4E00 + len(v[0]["word"]))))),
        "a list of texts or n-grams holds something other than strings",
    ),
    "a term twice": (
        lambda v: v[0]["word"].__setitem__(0, v[0]["word"][1]),
        "word n-grams repeat",
    ),
    "a term too few": (lambda v: v[0]["word"].pop(), "word n-grams repeat, or have"),
    "another term": (
        lambda v: v[0]["word"].__setitem__(-1, "zzz") or v[0]["word"].reverse(),
        "no longer",
    ),
    "a kind missing": (lambda v: v[0].pop("char"), r"damaged model \('char' is missing\)"),
    "more terms than weights": (
        lambda v: v[0]["word"].extend(map(str, range(1000, 1100))),
        "more than the .* n-grams that have weights",
    ),
    "a term of many words": (
        lambda v: v[0]["word"].__setitem__(0, "no " * 5000 + "no"),
        "an n-gram of 5001 words, where the longest have 2",
    ),
    "a long term of characters": (
        lambda v: v[0]["char"].__setitem__(0, "no " * 5000),
        "an n-gram of 15000 chars, where the longest have 3",
    ),
    "no parts": (lambda v: v.clear(), "1 parts but 0 vocabularies"),
}


@pytest.mark.parametrize(("change", "message"), VOCABULARIES.values(), ids=VOCABULARIES)
def test_a_changed_vocabulary_with_the_right_hash(folder, change, message):
    change_vocabulary(folder, change)
    assert_refused(folder, message)


@pytest.mark.parametrize("content", ["7", '"v"', "[null]", "[7]", "{}", '{"0": {}}', "null"])
def test_a_vocabulary_of_another_kind(folder, content):
    rewrite(folder, "vocabulary.json", content.encode())
    assert_refused(folder, "damaged model|1 parts but 0 vocabularies")


def filled(value):
    def change(array):
        array = array.copy()
        array.flat[-1] = value
        return array

    return change


TENSORS = {
    "not a number": ("0.coef", filled(np.nan), "0.coef holds a number that is not finite"),
    "infinite": ("0.coef", filled(np.inf), "0.coef holds a number that is not finite, or too"),
    "enormous": ("0.coef", filled(1e308), "0.coef holds a number that is not finite, or too large"),
    "not a number among intercepts": ("0.intercept", filled(np.nan), "0.intercept holds"),
    "not a number among idf": ("0.idf.char", filled(np.nan), "0.idf.char holds a number"),
    "not a number in the prior": ("0.prior", filled(np.nan), "0.prior holds a number"),
    "not a number among thresholds": ("0.thresholds", filled(np.nan), "0.thresholds holds"),
    "single precision": ("0.coef", np.float32, "0.coef is not 2-dimensional float64"),
    "integers": ("0.intercept", np.int64, "0.intercept is not 1-dimensional float64"),
    "a column missing": ("0.coef", lambda a: a[:, 1:].copy(), "coefficients for"),
    "a column too many": ("0.coef", lambda a: np.hstack([a, a[:, :1]]), "do not fit its n-grams"),
    "a row missing": ("0.coef", lambda a: a[1:].copy(), "the arrays do not fit its 4 labels"),
    "transposed": ("0.coef", lambda a: a.T.copy(), "the arrays do not fit its 4 labels"),
    "flat": ("0.coef", np.ravel, "0.coef is not 2-dimensional"),
    "an intercept missing": ("0.intercept", lambda a: a[1:].copy(), "do not fit its 4 labels"),
    "an idf missing": ("0.idf.word", lambda a: a[1:].copy(), "n-grams repeat, or have"),
    "idf of zero": ("0.idf.word", filled(0.0), "weights of word n-grams are out of range"),
    "tiny idf": ("0.idf.char", filled(1e-200), "weights of char n-grams are out of range"),
    "enormous idf": ("0.idf.char", filled(1e8), "weights of char n-grams are out of range"),
    "prior below zero": ("0.prior", filled(-0.25), "a number of its calibration is out of range"),
    "prior above one": ("0.prior", lambda a: a * 4, "a number of its calibration is out of range"),
    "thresholds above one": ("0.thresholds", filled(1.5), "number of its calibration is out of"),
    "thresholds below zero": ("0.thresholds", filled(-0.5), "number of its calibration is out of"),
    "another coefficient": ("0.intercept", lambda a: a + np.eye(4)[3] / 1e6, "no longer predicts"),
}


@pytest.mark.parametrize(("name", "change", "message"), TENSORS.values(), ids=TENSORS)
def test_changed_numbers_with_the_right_hash(folder, name, change, message):
    if isinstance(change, type):
        kind = change
        change_tensor(folder, name, lambda array: array.astype(kind))
    else:
        change_tensor(folder, name, change)
    assert_refused(folder, message)


def test_weights_without_a_tensor(folder):
    rewrite(folder, "weights.safetensors", save({"0.coef": np.ones((4, 1))}))
    assert_refused(folder, "its arrays are not those of the model")


def header_of(folder, change):
    """Change the header of the weights, whose hash is made right."""
    raw = (folder / "weights.safetensors").read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    header = json.dumps(change(header) or header).encode()
    content = len(header).to_bytes(8, "little") + header + raw[8 + length :]
    rewrite(folder, "weights.safetensors", content)


def move(name, start, end):
    return lambda header: header[name].update(data_offsets=[start, end])


HEADERS = {
    "very many empty arrays": (
        lambda h: h | {f"e{i}": h["0.prior"] for i in range(9999)},
        "not a safetensors file",
    ),
    "one array more": (lambda h: h | {"1.coef": h["0.coef"]}, "its arrays are not those"),
    "more about it": (lambda h: h | {"__metadata__": {"a": "b"}}, "its arrays are not those"),
    "an array over another": (move("0.prior", 0, 32), "is not where it is said to be"),
    "an array before the start": (move("0.prior", -8, 24), "impossible shape or place"),
    "an array beyond all files": (move("0.prior", 0, 2**63), "impossible shape or place"),
    "a shape beyond all files": (
        lambda h: h["0.coef"].update(shape=[2**62, 4]),
        "impossible shape or place",
    ),
    "a shape of fractions": (lambda h: h["0.prior"].update(shape=[4.0]), "impossible shape"),
    "another type": (lambda h: h["0.prior"].update(dtype="I64"), "0.prior is not 1-dim"),
    "no type": (lambda h: h["0.prior"].pop("dtype") and None, "damaged model"),
    "a list": (lambda h: [h], "its arrays are not those"),
}


@pytest.mark.parametrize(("change", "message"), HEADERS.values(), ids=HEADERS)
def test_a_changed_header_of_the_weights(folder, change, message):
    header_of(folder, change)
    assert_refused(folder, message)


def test_a_header_of_very_many_ngrams_is_not_followed(folder):
    n = 1_000_001
    arrays = {name: np.ones(4) for name in ("0.intercept", "0.prior", "0.thresholds")}
    arrays |= {"0.idf.word": np.ones(n), "0.idf.char": np.ones(0), "0.coef": np.zeros((4, n))}
    rewrite(folder, "weights.safetensors", save(arrays))
    assert_refused(folder, "1000001 n-grams, at most 1000000 are allowed")


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 8, b"\xff" * 8 + b"{}", (2).to_bytes(8, "little") + b"{}", b"PK\x03\x04"],
)
def test_weights_that_are_not_safetensors(folder, content):
    rewrite(folder, "weights.safetensors", content)
    assert_refused(folder, "not a safetensors file|its arrays are not those")


class Canary:
    """Sings when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("name", FILES)
def test_a_pickle_in_place_of_a_file_is_not_loaded(folder, name, tmp_path):
    sung = tmp_path / "sung"
    poison = pickle.dumps(Canary(sung))
    if name == "manifest.json":
        (folder / name).write_bytes(poison)
    else:
        rewrite(folder, name, poison)
    assert_refused(folder, "not valid JSON|not a safetensors file")
    assert not sung.exists()
    pickle.loads(poison).close()
    assert sung.exists()  # the canary can sing


def test_a_stranger_cannot_make_an_encoder_out_of_a_manifest(folder):
    manifest = read_manifest(folder)
    manifest["encoder"] = {"name": "os.system", "dimension": 1, "vectors": []}
    write_manifest(folder, manifest)
    with pytest.raises(ValueError, match=r"needs 'os.system' \(1 dimensions\); pass it"):
        load_model(folder)
    with pytest.raises(ValueError, match="gives other vectors"):
        load_model(folder, encoder=Letters())
