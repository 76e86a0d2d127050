"""What is wrong with a link, a file or a remembered lesson, in the learner's words."""

from __future__ import annotations

from explain import Prose


class DocumentError(ValueError):
    """A document cannot be opened. `key` names the sentence keep.error.<key>, `names` are what it mentions."""

    def __init__(self, key: str, **names: object) -> None:
        super().__init__(f"{key}: {names}")
        self.key = key
        self.names = names

    def said(self, prose: Prose) -> str:
        """The sentence."""
        return prose.say(f"keep.error.{self.key}", **self.names)
