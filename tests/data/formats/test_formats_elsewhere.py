"""What an export holds elsewhere than its labels is read, named in a note, or refused by name."""

import json

import pytest

from stancekit.data.read import read_labelled
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError, InputTypeError


def result(control, kind="choices", **value):
    return {"from_name": control, "to_name": "text", "type": kind, "value": value}


def choice(label, control="stance"):
    return result(control, choices=[label])


def task(*results, **more):
    annotations = [{"id": 2, "completed_by": 1, "result": list(results)}] if results else []
    return {"id": 1, "data": {"text": "Yes."}, "annotations": annotations, **more}


def minimal(**fields):
    return {"id": 1, "text": "Yes.", "annotator": 1, "annotation_id": 2, "lead_time": 1.5, **fields}


def only_with(others, control="stance"):
    return (
        f"annotations without a choice under {control!r}, but with {others} (rows without a "
        "label; name another control with label, --label-column): 1"
    )


SPAN = result("who", "labels", start=0, end=3, text="Yes", labels=["favor"])
TREE = result("topic", "taxonomy", taxonomy=[["favor", "strongly"]])
STARS = result("mood", "rating", rating=4)
PAIR = result("pair", "pairwise", selected="left")
NUMBER = result("score", "number", number=3)
WORDS = result("why", "textarea", text=["because"])
SKIPPED = "annotations skipped (rows without a label): 1"
OPTIONS = {"text": "Yes.", "options": [{"id": "favor"}, {"id": "none"}]}
ANSWERED = {"text": "Yes.", "_input_hash": 1, "_task_hash": 2, "answer": "accept"}
OLD_SKIP = {"result": [choice("favor")], "skipped": True}

# The records, the labels of their rows, and what the notes say below the first, "read as ...".
READ = {
    "completions": ([task(completions=[{"result": [choice("favor")]}])], ["favor"], ()),
    "a skipped completion": ([task(completions=[OLD_SKIP])], [None], (SKIPPED,)),
    "completions beside annotations": (
        [task(choice("favor"), completions=[{"result": [choice("none")]}])],
        ["favor"],
        ("tasks with 'completions' beside 'annotations', of which these were read: 1",),
    ),
    "a skipped annotation with a choice": (
        [
            {
                "data": {"text": "Yes."},
                "annotations": [{"was_cancelled": True, "result": [choice("none")]}],
            }
        ],
        [None],
        (SKIPPED,),
    ),
    "a skipped task": ([task(choice("favor"), was_cancelled=True)], [None], (SKIPPED,)),
    "a skipped row": ([minimal(stance="favor", was_cancelled=True)], [None], (SKIPPED,)),
    "another control": (
        [task(choice("favor")), task(choice("none", "position"))],
        ["favor", None],
        (only_with("'position' (choices)"),),
    ),
    "another control in flat records": (
        [minimal(stance="favor"), minimal(position="none")],
        ["favor", None],
        ("annotations without a choice, but with 'position' (rows without a label): 1",),
    ),
    "spans": ([task(SPAN)], [None], (only_with("'who' (labels)"),)),
    "a taxonomy": ([task(TREE)], [None], (only_with("'topic' (taxonomy)"),)),
    "a rating": ([task(STARS)], [None], (only_with("'mood' (rating)"),)),
    "a pair": ([task(PAIR)], [None], (only_with("'pair' (pairwise)"),)),
    "words and a number": (
        [task(WORDS, NUMBER)],
        [None],
        (only_with("'score' (number), 'why' (textarea)"),),
    ),
    "a choice beside a rating": (
        [task(choice("favor", "position"), STARS)],
        ["favor"],
        ("annotations of which only the labels were kept, not 'mood' (rating): 1",),
    ),
    "a draft": (
        [task(drafts=[{"result": [choice("favor")]}])],
        [None],
        ("tasks with a draft, which is no label yet: 1",),
    ),
    "results somewhere else": (
        [task(latest=[{"result": [choice("favor")]}])],
        [None],
        ("tasks with results under 'latest', which are not read: 1",),
    ),
    "a prediction of another control": (
        [task(choice("favor"), predictions=[{"result": [choice("x", "topic")], "score": 0.5}])],
        ["favor"],
        ("tasks with predictions of 'topic' (choices), which are not read: 1",),
    ),
    "ground truth": (
        [task() | {"annotations": [{"result": [choice("favor")], "ground_truth": True}]}],
        ["favor"],
        ("tasks with an annotation that is marked as ground truth, read like the others: 1",),
    ),
    "annotations as storages get them": (
        [
            {
                "id": 2,
                "completed_by": {"id": 1, "email": "ann@example.org"},
                "result": [choice("favor")],
                "task": {"id": 1, "data": {"text": "Yes."}},
            }
        ],
        ["favor"],
        (),
    ),
    "a document with entities": (
        [{"text": "Yes.", "label": [], "entities": [{"label": "PER"}]}],
        [None],
        ("documents without a label, but with 'entities': 1",),
    ),
    "spans of Prodigy": (
        [ANSWERED | {"spans": [{"start": 0, "end": 3, "label": "PER"}]}],
        [None],
        ("tasks accepted without a choice, but with 'spans' (rows without a label): 1",),
    ),
    "categories of spaCy": (
        [ANSWERED | {"cats": {"favor": 1.0}}],
        [None],
        ("tasks accepted without a choice, but with 'cats' (rows without a label): 1",),
    ),
    "a choice that was rejected": (
        [OPTIONS | {"accept": ["favor"], "answer": "reject"}],
        [None],
        ("tasks rejected (rows without a label): 1",),
    ),
    "what was accepted without its options": (
        [{"text": "Yes.", "accept": ["favor"], "answer": "accept"}],
        ["favor"],
        (),
    ),
    "responses without a server": (
        [
            {
                "text": "Yes.",
                "label.responses": ["favor", "none"],
                "label.responses.users": ["a", "b"],
                "label.responses.status": ["submitted", "discarded"],
            }
        ],
        ["favor", None],
        ("responses discarded (rows without a label): 1",),
    ),
    "questions that nobody answered": (
        [
            {
                "fields": {"text": "Yes."},
                "responses": {"topic": None, "stance": [{"value": "favor", "user_id": "a"}]},
                "suggestions": {"topic": None},
            }
        ],
        ["favor"],
        ("responses taken as labels, which may be drafts (the flat export tells): 1",),
    ),
    "feedback records": (
        [
            {
                "fields": {"text": "Yes."},
                "responses": [
                    {"user_id": "a", "status": "submitted", "values": {"q": {"value": "favor"}}},
                    {"user_id": "b", "status": "draft", "values": {"q": {"value": "none"}}},
                ],
                "suggestions": [{"question_name": "q", "value": "none", "score": 0.5}],
            }
        ],
        ["favor", None],
        ("responses draft (rows without a label): 1",),
    ),
    "feedback of Hugging Face, as lists of parts": (
        [
            {
                "text": "Yes.",
                "q": {"user_id": ["a"], "value": ["favor"], "status": ["submitted"]},
                "q-suggestion": None,
                "q-suggestion-metadata": {"type": None, "score": None, "agent": None},
            }
        ],
        ["favor"],
        (),
    ),
}


@pytest.mark.parametrize("case", READ)
def test_it_is_read_or_named_in_a_note(write, case):
    records, labels, notes = READ[case]
    for source in (records, write("export.json", json.dumps(records))):
        table = read_table(source)
        assert table.columns["label"] == labels
        assert table.caveats[1:] == notes


@pytest.mark.parametrize("case", [case for case in READ if None in READ[case][1]])
def test_whoever_needs_all_labels_is_told_where_they_are(case):
    records, _, notes = READ[case]
    with pytest.raises(DataError, match="the label is missing") as caught:
        read_labelled(records)
    assert all(note in str(caught.value) for note in notes)


REFUSED = {
    "a control of another type": (
        [task(TREE)],
        "topic",
        "control 'topic' is of type taxonomy, but labels are choices",
    ),
    "choices of several regions": (
        [minimal(stance=[{"choices": ["favor"]}, {"choices": ["none"]}])],
        "label",
        "several labels, 'favor', 'none', where one is expected",
    ),
    "stars in a flat record": (
        [minimal(stance=[{"rating": 4}])],
        "label",
        r"'stance\[0\]' holds {'rating': 4} where",
    ),
    "values without users": (
        [
            {
                "text": "Yes.",
                "q": {"user_id": ["a", "b"], "value": ["favor"], "status": ["submitted"]},
                "q-suggestion": None,
                "q-suggestion-metadata": None,
            }
        ],
        "q",
        "'q.responses' has 1 values for 2 users with 1 states; export",
    ),
    "a sequence of spans": (
        [{"text": "Yes.", "entities": [{"label": "PER"}], "relations": []}],
        "label",
        "there is no column 'label'; its columns are 'text', 'entities', 'relations'",
    ),
    "annotations of old documents": (
        [{"text": "Yes.", "annotations": [{"label": 3, "user": 1}]}],
        "label",
        "there is no column 'label'; its columns are 'text', 'annotations'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_by_name(case):
    records, label, message = REFUSED[case]
    with pytest.raises(DataError, match=message):
        read_labelled(records, label=label)


def test_a_question_may_be_named_as_its_column():
    record = {"text": "Yes.", "_server_id": "x", "status": "completed"}
    record |= {f"q.responses{part}": [cell] for part, cell in ANSWER.items()}
    assert read_table([record], label="q.responses").columns["q.responses"] == ["favor"]


ANSWER = {"": "favor", ".users": "a", ".status": "submitted"}


class Record:
    """What the client of a labelling tool may return."""

    def to_dict(self):
        return {"text": "Yes.", "label": "favor"}


def test_objects_of_a_client_are_refused_with_the_way_to_make_dicts_of_them():
    with pytest.raises(InputTypeError, match=r"type Record; give dicts: \[item.to_dict\(\) for"):
        read_labelled([Record()])


def test_the_text_of_old_exports_of_doccano_is_called_data():
    documents = [{"id": i, "data": f"Text {i}.", "label": ["favor"]} for i in (1, 2)]
    columns = read_table(documents).columns
    assert columns == {"id": [1, 2], "text": ["Text 1.", "Text 2."], "label": ["favor"] * 2}
    assert read_table(documents, "data").columns["data"] == ["Text 1.", "Text 2."]
