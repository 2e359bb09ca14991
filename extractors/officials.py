"""Persons, their offices, and who is meant by a role alone: labels PERSON and ROLE.

A person is a name beside a title, behind an honorific, or a known given name with a family name. A title is linked to
the person it stands beside; ``الوزيرة``, ``عامل الإقليم`` to the last holder of such an office, agreeing in gender; a full
title that nobody in the article holds is an unnamed official.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.document import Document
from corpus.mention import Label, Mention
from extractors.name_lexicon import NameLexicon, load_names
from extractors.offices import CHARGED
from extractors.official_features import weighed_officials
from extractors.official_roles import Roles
from extractors.titles import Title
from models.entity_judge import EntityJudge


class OfficialExtractor:
    """Finds persons and offices; places, institutions and dates must be known before."""

    name = "officials"
    labels = frozenset({Label.PERSON, Label.ROLE})
    requires = frozenset({Label.PLACE, Label.INSTITUTION, Label.DATE})

    def __init__(self, names: NameLexicon, judge: EntityJudge | None = None) -> None:
        self.names = names
        self.judge = judge

    @classmethod
    def load(cls, judge: EntityJudge | None = None) -> OfficialExtractor:
        """Return the extractor with the project's name lists; ``judge``: the model of how sure an official is."""
        return cls(load_names(), judge)

    def extract(self, doc: Document) -> Iterable[Mention]:
        """Yield persons and offices in text order."""
        found = _Reader(doc, self.names, self.name).mentions()
        return found if self.judge is None else weighed_officials(doc, found, self.judge)


class _Reader(Roles):
    """Reads the persons and offices of one document."""

    def mentions(self) -> list[Mention]:
        """Return all mentions."""
        titles = self._titles()
        holders = self._beside(titles)
        self.people.add_free_names(titles)
        self.people.add_short_names(titles)
        self._careers(titles, holders)
        return sorted(self.people.mentions() + self._roles_out(titles, holders), key=lambda m: (m.start, -m.end))

    def _titles(self) -> list[Title]:
        """Return the titles, not overlapping, in text order."""
        found: list[Title] = []
        i = 0
        while i < len(self.norms):
            title = self.titles_reader.title(i)
            if title is None or title.last <= i:
                i += 1
                continue
            i = title.last
            if found and self._charge(found[-1], title):
                found[-1] = replace(found[-1], last=title.last)
            else:
                found.append(title)
        return found

    def _charge(self, left: Title, right: Title) -> bool:
        """Whether a title is the charge of the one before it (``كاتب الدولة لدى وزير ...، المكلف بالتنمية``)."""
        gap = self.norms[left.last : right.first]
        return right.full and self.norms[right.first] in CHARGED and gap in ([], ["،"], [","]) and not left.group
