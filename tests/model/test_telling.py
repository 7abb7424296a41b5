"""The most telling terms, by the coefficients."""

import numpy as np
import pytest

from stancekit import StanceClassifier
from stancekit.model.telling import mean_terms, telling_terms


@pytest.fixture(scope="module")
def models(bridge):
    halves = (slice(10, None), slice(0, 30))
    return [StanceClassifier().fit(bridge.texts[of], bridge.labels[of]).model_ for of in halves]


def weights_of(model, label):
    (part,) = model.parts.values()
    (block,) = part.blocks
    (coef,) = part.block_coefs()
    weights = coef[list(model.labels).index(label)] * block.idf
    return dict(zip(block.terms, weights.tolist(), strict=True))


def test_they_are_the_largest_products_of_coefficient_and_idf(models):
    for label, terms in telling_terms(models[0], most=5).items():
        weights = weights_of(models[0], label)
        assert [weight for _, weight in terms] == sorted(weights.values(), reverse=True)[:5]
        assert all(weights[term] == weight for term, weight in terms)


def test_of_several_models_the_mean_counts_and_an_unknown_term_is_0(models):
    for label, terms in mean_terms(list(map(telling_terms, models)), most=5).items():
        each = [weights_of(model, label) for model in models]
        means = {
            term: np.mean([max(weights.get(term, 0.0), 0.0) for weights in each])
            for term in {*each[0], *each[1]}
        }
        best = sorted(means.values(), reverse=True)[:5]
        assert [weight for _, weight in terms] == pytest.approx(best)
        assert all(means[term] == pytest.approx(weight) for term, weight in terms)


def test_each_target_has_its_own(bridge):
    table = {"text": bridge.texts, "target": ["the bridge", "the road"] * 20}
    halves = ["favor", "against", "against", "favor"] * 10
    model = StanceClassifier(per_target=True).fit(table, halves).model_
    assert set(telling_terms(model)) == {
        f"{label}, {target}" for label in ("favor", "against") for target in model.targets
    }
