"""A page read as a browser reads it, and judged: well formed, loading nothing, doing nothing."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser

EMPTY = {"br", "meta", "input", "line", "circle", "polygon", "polyline"}


class Reader(HTMLParser):
    """Reads a page as a browser does, and keeps what matters here."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.data = [], [], [], []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.data.append(data)

    def values_of(self, name):
        return [value for _, attribute, value in self.attributes if attribute == name]


def judge(html):
    """Return what was read, or fail where it is not well formed or could act or load."""
    read = Reader(html)
    assert not {"img", "iframe", "object", "link", "base", "form"} & set(read.tags)
    data = read.attributes.count(("script", "type", "application/json"))
    assert read.tags.count("script") == data + len(known_scripts(html))
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]
    assert not read.values_of("src")
    assert all(value.startswith("#") for value in read.values_of("href"))
    ids = read.values_of("id")
    assert len(set(ids)) == len(ids)
    assert not re.search(
        r"url\(|@import|@font-face", "".join(re.findall("<style>.*?</style>", html))
    )
    html.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", html)
    return read


def known_scripts(html):
    """Return the scripts that a page holds, all of which its policy has to know, and no others."""
    scripts = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    policy = re.findall("script-src (.*?);", unescape(html))
    expected = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    assert policy[:1] in ([expected or "'none'"], [])
    return scripts
