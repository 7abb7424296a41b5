"""Small corpora, each with its reason. The sentences are invented; nobody in them exists."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from types import ModuleType

# Before NumPy is imported: on matrices as small as these, each further thread only waits for the
# others, and takes a core for it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd
import pytest
from environments import skip_without
from hypothesis import settings
from strategies import Corpus

from stancekit.exceptions import MissingDependencyError
from stancekit.text import kernel

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Let a test fail that would reach beyond this machine; what runs here may be spoken to."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def checked(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:
            pytest.fail(f"this uses the network: {address}")
        return connect(self, address)

    def local(host, *args, **more):
        if host not in (*_LOOPBACK, None, ""):
            pytest.fail(f"this uses the network: {host}")
        return look_up(host, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked)
        patch.setattr(socket, "getaddrinfo", local)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """Skip a test that needs a package of an extra which is not installed."""
    try:
        return (yield)
    except MissingDependencyError as error:
        skip_without(str(error))
        raise


collect_ignore = ["fuzz_kernel.py", "fuzz_files.py", "fuzz_entries.py"]  # no tests

settings.register_profile("stancekit", deadline=None)
settings.load_profile("stancekit")

FOR = """\
We must build the bridge before winter.
Yes to the bridge, and yes to the new road.
The village needs this bridge more than anything.
Build it now, the bridge will bring us work.
I welcome the bridge without reservation.
The council is right to build the bridge.
A bridge, at last! Let us begin.
Our children deserve a safe bridge to school.
Everybody I know supports the bridge.
Building the bridge is the best decision in years.""".splitlines()

AGAINST = """\
No bridge here, not now, not ever.
The bridge would ruin the valley.
We reject the bridge and the road behind it.
Stop the bridge before it is too late.
Nobody needs this bridge, it is a waste.
I will never vote for the bridge.
The bridge is a mistake that costs millions.
Keep the river free, refuse the bridge.
This bridge serves only the builders.
Do not build the bridge, the fish will die.""".splitlines()

IF = """\
We accept the bridge if it carries a railway.
Only with a toll would the bridge make sense.
The bridge, provided that the valley is protected.
Build the bridge only after the vote.
If the state pays, then the bridge may come.
A bridge is acceptable on condition that ferries stay.
Unless the noise is limited, no support for the bridge.
First the school, then we can talk about the bridge.
The bridge may be built if farmers are compensated.
Support depends on the price of the bridge.""".splitlines()

OTHER = """\
The bakery opens at seven on weekdays.
It rained for three days in the valley.
The choir sings in the old church tonight.
The river is four metres deep near the mill.
A bridge was mentioned in a novel from 1902.
The mayor met the engineers on Tuesday.
Tickets for the ferry cost two crowns.
The school has a new roof and two new teachers.
Farmers expect a good harvest this year.
The next meeting is planned for March.""".splitlines()

WORDS = {
    "against": ["never", "refuse", "reject", "criminal"],
    "favor": ["talk", "call", "welcome", "open"],
    "none": ["weather", "harvest", "football", "train"],
}


@pytest.fixture(scope="session")
def bridge() -> Corpus:
    """Return four labels, ten statements each: enough for every label in every fold."""
    texts, labels = [], []
    for favor, against, conditional, none in zip(FOR, AGAINST, IF, OTHER, strict=True):
        texts += [favor, against, conditional, none]
        labels += ["favor", "against", "conditional", "none"]
    return Corpus(texts, labels)


@pytest.fixture(scope="session")
def two_sides() -> Corpus:
    """Return two labels of unequal size, the case that scikit-learn treats apart."""
    return Corpus([*FOR, *AGAINST, *IF], ["yes"] * 10 + ["no"] * 20)


def corpus(n_per_label: int, seed: int = 0) -> pd.DataFrame:
    """Statements of three labels; one in five holds the words of another label."""
    generator = np.random.default_rng(seed)
    rows = []
    for number in range(n_per_label):
        for label in WORDS:
            said = label if generator.random() < 0.8 else str(generator.choice(list(WORDS)))
            words = generator.choice(WORDS[said], size=3)
            rows.append((f"{' '.join(words)} {number}{label[0]}", label))
    return pd.DataFrame(rows, columns=["text", "label"])


@pytest.fixture
def frame() -> pd.DataFrame:
    """150 statements, in pairs and from three sources."""
    found = corpus(50)
    found["pair_id"] = [f"p{row // 2}" for row in range(len(found))]
    found["source"] = np.repeat(["speech", "wire", "post"], 50)
    return found


@pytest.fixture(scope="module", params=["compiled", "python"])
def active_kernel(request) -> Iterator[ModuleType]:
    """Run a test with each kernel; the compiled one is skipped where it was not built."""
    name = f"stancekit.text.{request.param}_kernel"
    module = pytest.importorskip(name, exc_type=ImportError)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "_active", module)
        yield module
