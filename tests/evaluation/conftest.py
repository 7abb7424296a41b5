"""A classifier that is none of ours."""

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline


@pytest.fixture
def classifier() -> Pipeline:
    return make_pipeline(TfidfVectorizer(), LogisticRegression())
