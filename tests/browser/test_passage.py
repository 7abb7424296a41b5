"""The article of a stance map: who speaks, which position, how sure, and why."""

from __future__ import annotations

import pytest


@pytest.fixture
def article(opened, pages):
    return opened(pages("stance-map"))


def test_each_sentence_says_its_label_and_whether_that_is_sure(article):
    sentences = article.page.locator(".sentence")
    tags = [tag.inner_text() for tag in article.page.locator(".sentence .tag").all()]
    assert len(tags) == sentences.count() > 5
    for sentence, tag in zip(sentences.all(), tags, strict=True):
        assert tag.endswith("?") == ("unsure" in sentence.get_attribute("class").split())


@pytest.mark.parametrize("way", ["focus", "hover"])
def test_the_words_that_decided_are_seen_with_keyboard_and_mouse(article, way):
    sentence = article.page.locator(".sentence.ok, .sentence.unsure").first
    why = article.page.locator(f"#{sentence.get_attribute('aria-describedby')}")
    assert not why.is_visible()
    getattr(sentence, way)()
    assert why.is_visible()
    assert "For " in why.inner_text()
    assert "Speaks: " in why.inner_text()


def test_evidence_leads_to_its_sentence(article):
    link = article.page.locator(".listing a").first
    said = link.inner_text()
    link.focus()
    article.press("Enter")
    assert said in article.page.locator(".sentence:target").inner_text()


def test_sentences_of_nobody_are_not_hidden(article):
    assert article.texts(".speaker.quiet")
    assert "unattributed" in article.page.locator("tbody th").last.inner_text()
