"""Who takes which position: from sentences to actors, from all kinds of sources."""

import pandas as pd
import pytest

import stancekit
from stancekit.exceptions import DataError, InputTypeError, ParameterError

TEXT = (
    "Ann Orlo, the Norwegian envoy, did not waver. “We must keep talking to Moscow. There is no "
    "other way,” she said. Talking to Putin is a mistake, according to Warsaw. “We must keep "
    "talking to Moscow,” Orlo said again."
)


@pytest.fixture(scope="module")
def model():
    return stancekit.load_model()


@pytest.fixture(scope="module")
def found(model):
    return stancekit.stance_map(TEXT, model)


def test_each_actor_has_a_row_and_nobody_the_last(found):
    frame = found.to_frame()
    assert list(frame) == [
        "speaker",
        "kind",
        "country",
        "label",
        "stance",
        "n",
        "n_position",
        "status",
        "evidence",
    ]
    assert frame["speaker"].tolist() == ["Ann Orlo", "Poland", "unattributed"]
    assert frame["kind"].tolist() == ["person", "country", "unattributed"]
    assert frame["country"].tolist() == ["Norway", "Poland", None]
    assert frame["label"].tolist() == ["favor", "against", "none"]
    assert frame["n"].sum() == len(found.sentences)


def test_sentences_lead_back_to_the_text(found):
    frame = found.sentences
    columns = "text start end paragraph speaker speakers how label stance status"
    assert list(frame) == columns.split()
    for row in frame.itertuples():
        assert TEXT[row.start : row.end] == row.text


def test_a_position_is_the_mean_of_sentences_by_how_likely_they_take_one(found, model):
    scored = model.score(found.sentences["text"])
    of = found.sentences["speaker"] == "Ann Orlo"
    weights = 1 - scored.loc[of, "p_none"]
    mean = (scored.loc[of, "stance"] * weights).sum() / weights.sum()
    assert found.positions[0].stance == pytest.approx(mean)


def test_an_actor_is_ok_only_where_a_sentence_that_is_ok_takes_its_position(model):
    texts = stancekit.load_dataset("dialogue-with-moscow")["text"][:200]
    article = "\n".join(
        f"{place} said: {text}"
        for place, text in zip(["Poland", "Italy"] * 100, texts, strict=True)
    )
    found = stancekit.stance_map(article, model)
    sentences = found.sentences
    for of in found.positions:
        said = sentences["speakers"].replace("", "unattributed").str.split("; ")
        mine = sentences[[of.speaker in speakers for speakers in said]]
        fits = (mine["status"] == "ok") & (mine["label"] == of.label) & (mine["label"] != "none")
        assert (of.status == "ok") == fits.any()
        assert of.n_position == (mine["label"].notna() & (mine["label"] != "none")).sum()


def test_evidence_shows_the_position(found):
    assert found.positions[0].evidence[0] in TEXT
    assert found.to_frame()["evidence"][1] == "Talking to Putin is a mistake, according to Warsaw."


def test_html_is_read_as_its_reader_sees_it(model, found):
    page = "<html><body><nav>Home</nav><p>" + TEXT.replace("“", "&ldquo;") + "</p></body></html>"
    mapped = stancekit.stance_map(page, model)
    pd.testing.assert_frame_equal(mapped.to_frame(), found.to_frame())
    row = mapped.sentences.iloc[1]
    assert page[row["start"] : row["end"]] == row["text"].replace("“", "&ldquo;")


def test_a_file_a_folder_and_a_table_are_the_same(model, tmp_path):
    texts = {"a.txt": TEXT, "b.html": "<p>Orlo said: We must keep talking to Moscow.</p>"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    folder = stancekit.stance_map(tmp_path, model)
    table = stancekit.stance_map({"id": list(texts), "text": list(texts.values())}, model)
    one = stancekit.stance_map(str(tmp_path / "a.txt"), model)
    assert folder.sentences["document"].unique().tolist() == list(texts)
    pd.testing.assert_frame_equal(folder.sentences, table.sentences)
    pd.testing.assert_frame_equal(folder.to_frame(), table.to_frame())
    assert folder.positions[0].n == one.positions[0].n + 1  # a last name is who has it
    assert "document" not in one.sentences


def test_a_fitted_classifier_is_as_good_as_its_model():
    classifier = stancekit.StanceClassifier(calibrate=False).fit(
        ["Ann said: Talk!", "Ann said: Never!"] * 2, ["yes", "no"] * 2
    )
    found = stancekit.stance_map("Ann said: Talk!", classifier)
    assert found.positions[0].label == "yes"
    assert found.positions[0].stance is None


def test_a_model_of_several_targets_is_told_which():
    table = {"text": ["Talk!", "Never!"] * 2, "target": ["gas"] * 2 + ["grain"] * 2}
    labels = ["favor", "against"] * 2
    model = stancekit.StanceClassifier(per_target=True, calibrate=False).fit(table, labels).model_
    assert stancekit.stance_map("Ann Orlo said: Talk!", model, target="gas").positions
    with pytest.raises(DataError, match=r"target: .*gas"):
        stancekit.stance_map("Ann Orlo said: Talk!", model)


@pytest.mark.parametrize(
    ("article", "message"),
    [
        ("", "article: no text"),
        (" \n\t", "article: no text"),
        ("<html><body><script>x</script></body></html>", "article: no text, only markup"),
        ([], "the list is empty"),
        (["Talk.", ""], "article 2: no text"),
        ({"id": ["a", "b"], "text": [" ", "Talk."]}, "article, a, column 'text': is empty"),
        ({"text": ["Talk.", None]}, "row 2, column 'text': the text is missing"),
        ({"id": ["a", "a"], "text": ["One.", "Two."]}, "1 name of several articles, a; give each"),
        ("https://example.org/page.html", "address on the web; save the page"),
    ],
)
def test_what_holds_no_article_is_refused(model, article, message):
    with pytest.raises(DataError, match=message):
        stancekit.stance_map(article, model)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04 word/", "a Word document, an e-book"),
        (b"{\\rtf1 Talk.}", "a text document"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_a_file_that_is_neither_text_nor_a_page_is_refused(model, tmp_path, data, kind):
    (tmp_path / "article.txt").write_bytes(data)
    for source in (tmp_path / "article.txt", tmp_path):
        with pytest.raises(DataError, match=f"article.txt: this file is {kind}.*; save its text"):
            stancekit.stance_map(source, model)


def test_other_things_are_refused(model):
    with pytest.raises(InputTypeError, match="article: expected a text, a path"):
        stancekit.stance_map(3, model)
    with pytest.raises(InputTypeError, match="model: got a path; load it"):
        stancekit.stance_map(TEXT, "model")
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        stancekit.stance_map("missing.txt", model)
    with pytest.raises(ParameterError, match="encoding='none': no encoding that Python knows"):
        stancekit.stance_map("missing.txt", model, encoding="none")


def test_an_article_without_a_speaker_is_one_row_and_a_note(model):
    found = stancekit.stance_map("It rained all day. The talks are over.", model)
    assert found.to_frame()["speaker"].tolist() == ["unattributed"]
    assert "Nobody is named as speaking" in found.summary()


def test_another_language_is_said(model):
    german = "Der Gesandte sagte, es sei falsch, jetzt mit ihnen zu sprechen. " * 9
    assert "does not look like English" in stancekit.stance_map(german, model).summary()
    assert "English" not in stancekit.stance_map(TEXT, model).summary()


def test_sentences_that_the_model_was_trained_on_are_told(model):
    seen = stancekit.load_dataset("article")["text"].tolist()
    assert "trained on" in stancekit.stance_map("\n".join(seen), model).summary()


def test_it_says_all_as_json_and_as_text(found):
    told = found.to_dict()
    assert told["positions"][0]["speaker"] == "Ann Orlo"
    assert told["sentences"][1]["how"] == "same quotation"
    assert repr(found) == "<StanceMap: 2 actors, 5 sentences of 1 article>"
    assert "Ann Orlo: favor" in found.summary()
