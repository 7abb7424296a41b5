"""A small encoder that several test files use."""


class Letters:
    """How often each of some letters occurs: a small encoder that knows nothing of words."""

    def __init__(self, letters="aeioubn"):
        self.letters = letters

    def encode(self, texts):
        return [[text.lower().count(letter) for letter in self.letters] for text in texts]
