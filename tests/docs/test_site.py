"""The site leaves nothing public out."""

import re

import pytest
from documents import REPOSITORY

import stancekit
import stancekit.spark

API = REPOSITORY / "docs" / "api" / "index.md"


@pytest.mark.skipif(not API.is_file(), reason="the tests run outside a clone")
def test_every_public_name_has_its_place_in_the_reference():
    named = set(re.findall(r"^   ([\w.]+)$", API.read_text(encoding="utf-8"), re.MULTILINE))
    public = set(stancekit.__all__) - {"__version__"}
    public |= {f"spark.{name}" for name in stancekit.spark.__all__} | {"encoders.open_encoder"}
    assert named == public
