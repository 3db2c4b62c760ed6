"""The names that a page gives to its elements: one look at the tree tells what need not be looked for."""

from __future__ import annotations

from lxml.html import HtmlElement

NAMING = ("id", "class", "itemtype")
FORM = ("action", "name")


class Names:
    """The names of the elements under one, as they were when this was made."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._named: list[tuple[HtmlElement, str]] = []
        for element in root.iter():
            attributes = element.attrib
            tag = element.tag
            if attributes or "-" in tag:
                parts = [value for one in NAMING if (value := attributes.get(one))]
                if tag == "form":
                    parts += [value for one in FORM if (value := attributes.get(one))]
                elif "-" in tag:
                    parts.append(tag)
                if parts:
                    self._named.append((element, "\n".join(parts).casefold()))
        self._all = "\n".join(names for _, names in self._named)

    def mention(self, *words: str) -> bool:
        """Whether one of these is part of a name of any element; in lower case."""
        return any(word in self._all for word in words)

    def mentioning(self, *words: str) -> list[HtmlElement]:
        """The elements with a name that has one of these in it, in reading order, but those that have left the tree."""
        used = [word for word in words if word in self._all]
        if not used:
            return []
        found = [element for element, names in self._named if any(word in names for word in used)]
        return [one for one in found if one is self._root or any(above is self._root for above in one.iterancestors())]
