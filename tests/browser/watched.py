"""A page under watch: what it says on the console, asks of the network, or pops up."""

from __future__ import annotations

__all__ = ["Watched"]


class Watched:
    """A page opened from disk, with all that a quiet page never does."""

    def __init__(self, page, path):
        self.page = page
        self.events = []
        url = path.as_uri()
        page.on("console", lambda told: self._note(told.type, told.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))
        page.on("dialog", self._dialog)
        page.on("popup", lambda other: self._note("popup", other.url))
        page.on("request", lambda asked: asked.url != url and self._note("request", asked.url))
        page.goto(url)

    def _note(self, kind, text):
        self.events.append(f"{kind}: {text}")

    def _dialog(self, dialog):
        self._note("dialog", dialog.message)
        dialog.dismiss()

    def width(self):
        """Return how wide the page is, and how wide what one sees of it is."""
        return self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )

    def texts(self, selector):
        """Return the texts of the elements that can be seen."""
        return [one.inner_text() for one in self.page.locator(selector).all() if one.is_visible()]

    def press(self, *keys):
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self, script="element => element.textContent"):
        """Return what a script says of the element that has the keyboard."""
        return self.page.evaluate(f"({script})(document.activeElement)")
