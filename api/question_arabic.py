"""The words of an Arabic question: who, which office, which institution, where, and which acts.

A question is read from its first word to its last; each step reads a phrase and says what it is. A phrase goes on to the
next word that can only begin another: a verb, ``ب`` or ``في`` before a place, ``مع``, a date.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.question_phrases import IN, PREFIXES, Phrases
from api.question_reading import Asks, Names, Reading
from api.question_words import BAR, QuestionWords, longest
from corpus.mention import EventType, PlaceKind, Status
from corpus.normalise import fold
from extractors.institution_lexicon import load_institution_lexicon
from extractors.offices import bare, offices
from gazetteer.lookup import load_gazetteer
from pipeline.kb.browse.shapes import EntityKind

UNITS = frozenset({PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.PREFECTURE})
GATHERING = "gathering"


def read_arabic(words: Sequence[str], lists: QuestionWords, names: Names) -> Reading:
    """Return what the words of a question say; a ``BAR`` among them ends a phrase."""
    return _Arabic(words, lists, names).read()


class _Arabic(Phrases):
    """A question being read. ``at``: the next word; ``inside``: the last word said was ``في`` or ``ب``."""

    def __init__(self, words: Sequence[str], lists: QuestionWords, names: Names) -> None:
        super().__init__(words, lists, names)
        self.found = Reading()
        self.at, self.inside = 0, False

    def read(self) -> Reading:
        """Read all words."""
        steps = (
            self._status, self._ordered, self._asked, self._named_place, self._act, self._passing, self._kind, self._unit,
            self._institution, self._office, self._place, self._name,
        )  # fmt: skip
        while self.at < len(self.words):
            before = self.at
            inside = self.inside
            if self.norms[self.at] == BAR:
                self.at += 1
            else:
                next(step for step in steps if step())
            assert self.at > before
            if inside and self.norms[before] not in IN:
                self.inside = False
        return self.found

    def _status(self) -> bool:
        known = longest(self.norms, self.at, self.lists.statuses)
        if known:
            self.found.statuses[known[1]] = None
            if not self.verbs(self.at):  # `ستزور` also says what is done
                self.at = known[0]
                return True
        return False

    def _ordered(self) -> bool:
        """How the answer is to be ordered, before an act: ``آخر زيارة``, ``أول مرة زار``."""
        known = longest(self.norms, self.at, self.lists.orders)
        if not known or known[0] >= len(self.norms):
            return False
        if not (self.types(known[0]) or longest(self.norms, known[0], self.lists.types)):
            return False
        self.found.sort = known[1]
        self.at = known[0]
        return True

    def _asked(self) -> bool:
        known = longest(self.norms, self.at, self.lists.asks)
        if (
            known
            and known[1] == Asks.COUNT
            and self.at > 0
            and known[0] == self.at + 1
            and self.norms[self.at] == "عدد"
        ):
            return False  # `زيارة عدد من المراكز`
        if not known or (self._begun() and longest(self.norms, self.at, self.lists.borders)):
            return False
        self.found.asks = self.found.asks or Asks(known[1])
        self.at = known[0]
        return True

    def _named_place(self) -> bool:
        """A place of two or more words: ``عين السبع`` is no verb; what the knowledge base knows better is no place."""
        for prefix in PREFIXES:
            end = self.gazetteer(self.at, prefix)
            if end - self.at > 1:
                name = self.joined(self.at, end, prefix)
                if self.names.kind(" ".join(name)) in (EntityKind.OFFICIAL, EntityKind.INSTITUTION):
                    return False
                self.found.take("place", name)
                self.at = end
                return True
        return False

    def _act(self) -> bool:
        known = longest(self.norms, self.at, self.lists.types)
        opens = self.head(self.at, ("",)) or self.office_head(self.at, "")  # `وزارة` is not `و` + `زاره`
        types = [known[1]] if known else [] if opens else self.types(self.at)
        if not types or (self.inside and not known):
            return False
        if types == [EventType.OTHER] and longest(self.norms, self.at, self.lists.filler):
            return False  # `أحداث`
        after = known[0] if known else self.at + 1
        attends = any(form.lexeme.needs == GATHERING for form in self.forms(self.at)) and after < len(self.words)
        if not (attends and self.types(after)):  # `حضر اجتماع`
            told = types if self.found.asks is not Asks.AMOUNT else [t for t in types if t is not EventType.OTHER]
            self.found.types |= dict.fromkeys(told)  # `كلفة بناء المركز` asks for no act of building
        if self.to_come(self.at):
            self.found.statuses[Status.PLANNED] = None
        self.at = after
        return True

    def _passing(self) -> bool:
        known = longest(self.norms, self.at, self.lists.borders)
        passed = longest(self.norms, self.at, self.lists.filler)
        if known and (not passed or known[0] >= passed[0]):
            self.inside = self.norms[known[0] - 1] in IN
            self.at = known[0]
            return True
        if passed and not self.head(self.at, ("",)):
            self.at = passed[0]
            return True
        if self.light(self.at):
            self.at += 1
            return True
        return False

    def _kind(self) -> bool:
        """A plural (``المستشفيات``), or a bare head noun with nothing after it (``المركز``)."""
        for prefix in PREFIXES:
            if not self.norms[self.at].startswith(prefix):
                continue
            word = self.norms[self.at].removeprefix(prefix)
            known = longest([word, *self.norms[self.at + 1 :]], 0, self.lists.kinds)
            if known is None:
                continue
            size, kind = known
            end = self.end(self.at + size)
            if size == 1 and self.head(self.at, (prefix,)) and end > self.at + 1:
                return False  # `مركز المواكبة`
            self.found.kind = self.found.kind or kind
            self.at += size
            if end > self.at:
                placed = self.gazetteer(self.at, "") == end  # `جمعيات أكادير`
                self.found.take("place" if placed else "institution", self.words[self.at : end])
                self.at = end
            return True
        return False

    def _unit(self) -> bool:
        """A place behind its designator: ``بإقليم تارودانت``, ``جهة سوس ماسة``, ``دوار بوغرمان``."""
        for prefix in PREFIXES:
            designator = self.designator(self.at, prefix)
            if designator is None:
                continue
            end = self.gazetteer(self.at + 1, "")
            if end == self.at + 1 and (designator.naming == "open" or self.inside or prefix == "ب"):
                end = self.end(self.at + 1, stop_at_heads=True)
            if end == self.at + 1:
                continue
            named = self.words[self.at + 1 : end]
            opened = self.joined(self.at, self.at + 1, prefix)
            self.found.take("place", [*opened, *named] if designator.kind in UNITS else named)
            self.at = end
            return True
        return False

    def _institution(self) -> bool:
        lexicon = load_institution_lexicon()
        if self.office_head(self.at, ""):
            return False
        for prefix in PREFIXES:
            if self.head(self.at, (prefix,)):
                end = self.end(self.at + 1)
                name = self.joined(self.at, end, prefix)
                end, name = self._without_town(end, name)
                if lexicon.head(fold(name[0]).removesuffix("ا")):
                    name[0] = name[0].removesuffix("ا")  # `مركزا للأطفال`
                self.found.take("institution", name)
                self.at = end
                return True
        for prefix in PREFIXES:
            norms = [word for word in (self.stripped(self.at, prefix), *self.norms[self.at + 1 :]) if word is not None]
            known = lexicon.known_at(norms, norms, 0, cued=False) if norms and norms[0] else None
            if known and self.stripped(self.at, prefix):
                self.found.take("institution", self.joined(self.at, self.at + known[0], prefix))
                self.at += known[0]
                return True
        return False

    def _office(self) -> bool:
        start = self.at
        prefix = next((p for p in ("", "و", "ل", "ب") if self.office_head(start, p)), None)
        if prefix is None:
            return False
        size = self.office_head(start, prefix)
        end = self.end(start + size, office=True, toward=EventType.VISIT in self.found.types)
        if size == 1 and self.stripped(start, prefix) != bare(self.stripped(start, prefix) or ""):
            end = min(end, self.after_title(start + 1, end))
        first = next((i for i in range(start + size, end) if self.begins_name(i, end)), end)
        if first < end and any(self.head(i, ("", "و")) for i in range(start + size, first)):
            first = end  # `رئيس جامعة محمد الخامس`
        title = self.joined(start, first, prefix)
        if bare(fold(title[0])) not in offices():
            title[0] = title[0].removesuffix("ا")  # `عين واليا`
        unit = self._over_unit(end) if first == end and not self.found.types else end
        if unit > end:
            title, first, end = [*title, *self.words[end + 1 : unit]], unit, unit
        if not (first < end and (fold(title[0]),) in self.lists.titles and len(title) == 1):
            self.found.take("office", title)
        self.found.take("official", self.words[first:end])
        self.at = end
        return True

    def _over_unit(self, at: int) -> int:
        """Return the word after ``على`` and a unit, of which the office before them is: ``كان عاملا على إقليم تارودانت``."""
        designator = self.designator(at + 1, "") if self.norms[at : at + 1] == ["علي"] else None
        end = self.gazetteer(at + 2, "") if designator and designator.kind in UNITS else 0
        return end if end > at + 2 else at

    def _place(self) -> bool:
        """A place of one word: behind ``في``, with ``ب`` or ``ل``, or alone."""
        for prefix in ("ب", "ل", "ف", "و", ""):
            end = self.gazetteer(self.at, prefix)
            name = self.joined(self.at, max(end, self.at + 1), prefix)
            known = self.names.kind(name[0]) if name[0] and (prefix or self.inside) else None
            if end == self.at and not (known is EntityKind.PLACE and name[0] != self.words[self.at]):
                continue
            if not prefix and not self.inside and self.end(end) > end:
                continue  # `عواطف حيار`: one of several bare words; the name as a whole is looked at
            self.found.take("place", name)
            self.at = max(end, self.at + 1)
            return True
        if self.inside:
            end = max(self.end(self.at), self.at + 1)
            self.found.take("place", self.words[self.at : end])
            self.at = end
            return True
        return False

    def _name(self) -> bool:
        """A run of words that nothing announces: what the knowledge base knows by it, else by its words."""
        end = max(self.end(self.at, stop_at_heads=True), self.at + 1)
        run = self.words[self.at : end]
        known = self.names.kind(" ".join(run))
        prefix = next((p for p in ("ب", "ل", "و") if known is None and self.given(self.at, p)), "")
        if prefix:  # `التقى بعواطف حيار`
            run = self.joined(self.at, end, prefix)
            known = self.names.kind(" ".join(run))
        if known is None and len(run) > 1:
            cut = next((i for i in range(self.at + 1, end) if self.gazetteer(i, "") == end), end)
            if cut < end:
                self.found.take("place", self.words[cut:end])
                run = self.words[self.at : cut]
                known = self.names.kind(" ".join(run))
        self.at = end
        if known is not None:
            self.found.take(known, run)
        elif load_gazetteer().candidates(" ".join(run)):
            self.found.take("place", run)
        elif len(run) == 1 and (spelt := _with_teh(run[0])) and load_gazetteer().candidates(spelt):
            self.found.take("place", [spelt])
        elif self.is_person(run):
            self.found.take("official", run)
        elif len(run) == 1 and self.head(end, ("",)):
            self.found.rest.append(run[0])  # `دورة مجلس الجهة`
        elif self.found.types and self.found.asks is Asks.WHO and self.found.institution is None:
            self.found.take("institution", run)
        elif self.found.types and self.found.asks is not None and not (self.found.official or self.found.office):
            self.found.take("official", run)
        else:
            self.found.rest.append(" ".join(run))
        return True

    def _without_town(self, end: int, name: list[str]) -> tuple[int, list[str]]:
        """Return an institution's words without a bare place at their end, where the knowledge base knows the rest."""
        if self.names.kind(" ".join(name)) is None:
            for cut in range(end - 1, max(end - 4, self.at), -1):
                if self.gazetteer(cut, "") == end:
                    rest = name[: len(name) - (end - cut)]
                    if self.names.kind(" ".join(rest)) is EntityKind.INSTITUTION:
                        return cut, rest
        return end, name

    def _begun(self) -> bool:
        """Whether anything but passing words was read."""
        return self.found != Reading(asks=self.found.asks)


def _with_teh(word: str) -> str:
    """Return a word whose last letter is written as it is heard with the one of the written language: ``خنيفرا``."""
    return word[:-1] + "ة" if word.endswith("ا") and len(word) > 3 else ""
