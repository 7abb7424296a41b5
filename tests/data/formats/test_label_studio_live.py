"""Label Studio itself: tasks go in, people annotate, and a model learns from what comes out.

`make label-studio` installs it in an environment of its own and runs this file.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

import stancekit

COMMAND = os.environ.get("LABEL_STUDIO")
TOKEN = "0" * 40
ANNA, BEN = "anna@example.org", "ben@example.org"
START_SECONDS = 300
# Whatever ends this process closes its end of the pipe, and with it the server.
RUN_UNTIL_THE_PIPE_CLOSES = 'exec 3<&0; "$@" & server=$!; (cat <&3; kill -9 $server) & wait $server'

pytestmark = pytest.mark.skipif(
    COMMAND is None, reason="needs Label Studio; 'make label-studio' sets it up and runs this"
)


class Server:
    """The HTTP interface of a Label Studio that runs."""

    def __init__(self, url):
        self.url = url

    def call(self, method, path, data=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if data is None else json.dumps(data).encode(),
            headers={"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.loads(response.read())

    def is_up(self):
        with contextlib.suppress(OSError):
            return bool(self.call("GET", "/api/current-user/whoami"))
        return False

    def tasks(self, project):
        return sorted(self.call("GET", f"/api/projects/{project}/tasks"), key=lambda t: t["id"])

    def annotate(self, task, user, label):
        value = {"choices": [label]}
        result = {"from_name": "stance", "to_name": "text", "type": "choices", "value": value}
        annotation = {"completed_by": user, "lead_time": 2.5, "result": [result]}
        if label is None:
            annotation |= {"was_cancelled": True, "result": []}
        self.call("POST", f"/api/tasks/{task}/annotations/", annotation)

    def export(self, project, kind, path):
        query = f"exportType={kind}&download_all_tasks=true"
        exported = self.call("GET", f"/api/projects/{project}/export?{query}")
        path.write_text(json.dumps(exported), encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start Label Studio on this machine alone, with its data in a scratch folder; stop it."""
    folder = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [COMMAND, "start", "--no-browser", "--data-dir", folder, "--port", port]
    words += ["--internal-host", "127.0.0.1", "--username", ANNA, "--password", "not-a-secret"]
    words += ["--user-token", TOKEN, "--enable-legacy-api-token", "--log-level", "WARNING"]
    quiet = dict.fromkeys(("COLLECT_ANALYTICS", "LATEST_VERSION_CHECK"), "false")
    quiet |= dict.fromkeys(("SENTRY_DSN", "FRONTEND_SENTRY_DSN"), "")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["sh", "-c", RUN_UNTIL_THE_PIPE_CLOSES, "sh", *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=folder,
            env={"HOME": str(folder), "PATH": os.defpath, **quiet},
        )
    with process:  # closes the pipe, then waits
        yield wait_for(Server(f"http://127.0.0.1:{port}"), process, folder / "log")


def wait_for(server, process, log):
    end = time.monotonic() + START_SECONDS
    while not server.is_up():
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"Label Studio did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(1)
    return server


@pytest.fixture(scope="module")
def ben(server):
    user = {"email": BEN, "username": "ben", "password": "not-a-secret"}
    return server.call("POST", "/api/users", user)["id"]


def import_tasks(server, tasks, config):
    """Make a project and return its number."""
    about = {"title": "Stance", "label_config": config.read_text(encoding="utf-8")}
    project = server.call("POST", "/api/projects", about)["id"]
    found = server.call("POST", f"/api/projects/{project}/import", json.loads(tasks.read_text()))
    return project, found


@pytest.fixture(scope="module")
def loop(server, ben, bridge, tmp_path_factory):
    """Take the loop once: suggest labels, import, annotate as two people, export."""
    folder = tmp_path_factory.mktemp("loop")
    model = stancekit.StanceClassifier().fit(bridge.texts[:20], bridge.labels[:20]).model_
    texts, labels = bridge.texts[20:], bridge.labels[20:]
    pool = [{"id": f"s{row}", "text": text} for row, text in enumerate(texts)]
    tasks, config = folder / "tasks.json", folder / "labels.xml"
    stancekit.convert(pool, tasks, to="label-studio", model=model, config=config)
    project, found = import_tasks(server, tasks, config)
    for task, label in zip(server.tasks(project), labels, strict=True):
        server.annotate(task["id"], 1, label)
    first, second, *_ = server.tasks(project)
    server.annotate(first["id"], ben, "none")
    server.annotate(second["id"], ben, None)
    given = [(f"s{row}", texts[row], label, 1) for row, label in enumerate(labels)]
    return {
        "found": found,
        "config": config,
        "suggested": model.score(texts)["label"].tolist(),
        "given": {*given, ("s0", texts[0], "none", ben)},
        "skipped": ("s1", texts[1], None, ben),
        "JSON": server.export(project, "JSON", folder / "export.json"),
        "JSON_MIN": server.export(project, "JSON_MIN", folder / "export-min.json"),
    }


def rows_of(path, output, **options):
    frame = stancekit.convert(path, output, **options).to_frame()
    return frame, set(
        frame[["id", "text", "label", "annotator"]].itertuples(index=False, name=None)
    )


def test_tasks_are_imported_with_their_predictions(loop, tmp_path):
    suggested = [label for label in loop["suggested"] if label is not None]
    assert (loop["found"]["task_count"], loop["found"]["prediction_count"]) == (20, len(suggested))
    frame, _ = rows_of(loop["JSON"], tmp_path / "labels.csv")
    by_id = dict(zip(frame["id"], frame["prediction"], strict=True))
    assert [by_id[f"s{row}"] for row in range(20)] == loop["suggested"]


def test_labels_come_back_with_their_annotators(loop, tmp_path):
    assert rows_of(loop["JSON"], tmp_path / "a.csv")[1] == loop["given"] | {loop["skipped"]}
    assert rows_of(loop["JSON_MIN"], tmp_path / "b.csv")[1] == loop["given"]


def test_a_model_learns_from_the_export(loop, bridge, tmp_path):
    frame, _ = rows_of(loop["JSON"], tmp_path / "labels.csv", labelled_only=True)
    frame = frame[frame["annotator"] == 1].sort_values("id", key=lambda ids: ids.str[1:].map(int))
    frame.to_csv(tmp_path / "anna.csv", index=False)
    learned = stancekit.read_labelled(tmp_path / "anna.csv")
    again = stancekit.StanceClassifier().fit(learned["text"], learned["label"]).model_
    direct = stancekit.StanceClassifier().fit(bridge.texts[20:], bridge.labels[20:]).model_
    assert again.provenance == direct.provenance


def test_annotated_tasks_can_be_imported_again(server, loop, tmp_path):
    stancekit.convert(loop["JSON"], tmp_path / "again.json", to="label-studio")
    project, found = import_tasks(server, tmp_path / "again.json", loop["config"])
    assert found["annotation_count"] == len(loop["given"])
    export = server.export(project, "JSON", tmp_path / "export.json")
    assert rows_of(export, tmp_path / "labels.csv")[1] == loop["given"]


def test_annotators_may_be_named_by_their_address(server, ben, loop, tmp_path):
    rows = [{"text": "Build it.", "label": "favor", "annotator": BEN}]
    stancekit.convert(rows, tmp_path / "tasks.json", to="label-studio")
    project, _ = import_tasks(server, tmp_path / "tasks.json", loop["config"])
    export = server.export(project, "JSON", tmp_path / "export.json")
    frame = stancekit.convert(export, tmp_path / "labels.csv").to_frame()
    assert frame[["text", "label", "annotator"]].values.tolist() == [["Build it.", "favor", ben]]
