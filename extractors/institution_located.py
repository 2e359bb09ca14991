"""The place an institution is in (guidelines, section 3), read from one mention of its name.

In order: a place right behind the name or at the end of its clause; the place of the institution it is in
(``قسم العمل الاجتماعي بعمالة إقليم بركان``); a place named again by its kind (``بالجماعة نفسها``); the list it stands
in; the frame that opens the clause (``وبجماعة ...، قامت ...``). Ministries, parties and programmes have none.

Rules alone: a logistic model over the pairs of an article, learnt from the 344 annotated ones, did no better by
cross-validation on articles whose errors nobody looked at, neither in their stead nor beside them.
"""

from __future__ import annotations

from corpus.document import BREAK
from corpus.mention import InstitutionKind, PlaceKind, Span
from corpus.normalise import fold
from extractors.country import GULF
from extractors.institution_bound_words import (
    BULLETS,
    FINENESS,
    FORCES,
    FRAMES,
    GOVERNORS,
    NAMED_AFTER,
    PASSIVES,
    UNIT_KINDS,
)
from extractors.institution_known import Name
from extractors.institution_reader import InstitutionReader
from extractors.institution_same import BODIES
from extractors.institution_tokens import gathers
from extractors.phrases import CLOSE, DASHES, STOPS

# Bodies of a whole country: a ب phrase after them says where something happens, not where they are.
NATIONAL = frozenset({InstitutionKind.MINISTRY, InstitutionKind.PROGRAMME, InstitutionKind.PARTY})
# Units that agencies of a Gulf country are divided by (``هيئة الأمر بالمعروف بمنطقة تبوك``).
REGIONAL = frozenset({PlaceKind.REGION, PlaceKind.PROVINCE})
VISIT_REACH = 9  # tokens before a place in which the verb of the visit stands
CLAUSE_REACH = 40  # tokens before a name in which the verb that opens its list stands
LIST_REACH = 150  # tokens before an item in which the line that heads its list ends
RELATIVE_REACH = 14  # tokens of a relative clause in which a place may stand
PLACE_REACH = 9  # tokens after a name within which a place of its clause may stand
BODY_REACH = 3  # likewise for a body that acts: farther off the place is that of the act (`اعتقلت الشرطة شخصا بـ`)


class PlaceFinder:
    """Says where the institutions of one document are."""

    def __init__(self, reader: InstitutionReader, names: list[Name]) -> None:
        self.reader = reader
        self.at = reader.at
        self.places = reader.places
        self.words = reader.words
        self.names = {name.first: name for name in names}
        self.kinds = reader.place_kinds
        self.found: dict[int, Span | None] = {}
        self.headline = reader.norms.index(BREAK) if BREAK in reader.norms else 0

    def place_of(self, name: Name) -> Span | None:
        """Return the span of the place of an institution, None for national bodies and where none is stated.

        The headline says it roughly (``كلميم.. إحداث مركز``); what the article says of the same name goes first.
        """
        if name.last <= self.headline:
            body = (n for n in self.names.values() if n.first > self.headline and self._same(n, name))
            stated = next((place for n in body if (place := self._own(n))), None)
            if stated is not None:
                return stated
            return self._own(name) or (self._dateline(name) if name.kind in NAMED_AFTER else None)
        return self._own(name)

    def _dateline(self, name: Name) -> Span | None:
        """Return the town that opens the headline (``جرادة.. افتتاح``, ``تدشين`` after ``بركان:``)."""
        town = self.places.get(0)
        opens = town is not None and self.at(town[0]) in (":", "..", "…", "/", ".")
        return town[1] if town is not None and opens and self.reader.acted_on(name.first) else None

    def _same(self, one: Name, other: Name) -> bool:
        return self.reader.norms[one.first : one.last] == self.reader.norms[other.first : other.last]

    def _own(self, name: Name) -> Span | None:
        """Return the place one mention of the name states."""
        if name.first not in self.found:
            self.found[name.first] = None  # an institution in itself is nowhere
            self.found[name.first] = self._place_of(name)
        return self.found[name.first]

    def _place_of(self, name: Name) -> Span | None:
        if name.rule == "administration":
            inner = self.places.get(name.first + 1) or self.places.get(name.first + 2)
            return inner[1] if inner else self._behind(name.last)
        if name.kind in NATIONAL or name.rule == "council" or name.head in self.words["stateless"]:
            return None
        if name.head in FORCES and self.at(name.first + 1) in self.words["nationality"]:
            return None  # `الشرطة الإسبانية بسبتة`: where she acts
        if name.rule == "known":
            return None if gathers(self.reader.norms[max(0, name.first - 4) : name.first]) else self._near_known(name)
        if name.short and self._of_known(name):
            return None
        if name.short:
            return self._behind(name.last) or self._seat(name)  # `يقع المركز بحي السلام`
        stated = self._called_after(name) or self._inside(name) or self._again(name.last) or self._own_unit(name)
        if stated is not None or not (name.kind in NAMED_AFTER or name.head in self.words["site_head"]):
            return stated or self._later(name)
        return (
            self._bracketed(name)
            or self._later(name)
            or self._relative(name)
            or self._listed(name)
            or self._before(name)
            or self._frame(name)
            or self._list_head(name)
            or self._section(name)
        )

    def _called_after(self, name: Name) -> Span | None:
        """Return the place right behind the name, or the one that ends it (``المركز الصحي القروي أركانة``), if finer."""
        near = self._behind(name.last)
        if name.kind not in NAMED_AFTER or not self.reader.definite(name.first):
            return near
        ends = (self.places[k] for k in range(name.first + 2, name.last) if k in self.places and self.at(k - 1) != "ل")
        called = next((span for end, span in ends if end == name.last), None)
        if called is None or (near is not None and self._fineness(near) > self._fineness(called)):
            return near
        return called

    def _of_known(self, name: Name) -> bool:
        """Whether a short name stands for a well-known body (``الاتحاد`` for ``الاتحاد الوطني للشغل``): ``بـ`` after it
        says where something happens."""
        full = (n for n in self.names.values() if n.head == name.head and not n.short and n.first < name.first)
        last = max(full, key=lambda n: n.first, default=None)
        return last is not None and last.rule == "known"

    def _near_known(self, name: Name) -> Span | None:
        """Return the seat or branch of a well-known body: a place right behind it that is no country."""
        written = fold(self.reader.doc.text[slice(*self.reader.doc.span(name.first, name.last))])
        seated = (
            name.kind in (InstitutionKind.OTHER, InstitutionKind.COUNCIL) and written not in self.words["everywhere"]
        )
        unit = self.places.get(name.last + 1)
        if self.at(name.last) == "ل" and unit is not None and self.at(name.last + 1) in self.words["designator"]:
            return unit[1]  # `النيابة العامة لإقليم X`
        near = self._behind(name.last) or self._again(name.last)
        kind = self.kinds.get(near) if near is not None else None
        if kind is None or kind is PlaceKind.COUNTRY:
            return None
        if seated or written in self.words["branch"]:
            return near
        regional = self.reader.country in GULF and name.kind is InstitutionKind.AGENCY and kind in REGIONAL
        return near if regional and self.at(name.last + 1) in self.words["designator"] else None

    def _seat(self, name: Name) -> Span | None:
        """Return where a verb says that the institution is (``سيشيد المركز على مساحة هكتار بحي السلام``)."""
        if self.at(name.first - 1) not in self.words["seated"]:
            return None
        for k in range(name.last, min(name.last + RELATIVE_REACH, len(self.reader.norms) - 1)):
            if (
                self.at(k) in STOPS
                or self.at(k) == "و"
                or self.reader.is_verb(k)
                or self.reader.lexicon.head(self.at(k))
            ):
                return None
            if self.at(k) in ("ب", "في") and k + 1 in self.places and not self._world(self.places[k + 1][1]):
                return self._behind(k)
        return None

    def _bracketed(self, name: Name) -> Span | None:
        """Return the place in whose brackets the name stands (``بركان (مركز ...)، الناظور (دار ...)``)."""
        if self.at(name.first - 1) != "(":
            return None
        return next((span for end, span in self.places.values() if end == name.first - 1), None)

    def _behind(self, j: int) -> Span | None:
        """Return the place right behind a name; of several in a row the most specific one."""
        near = self.reader.place_near(j)
        return None if near is None else self._finest(near)

    def _finest(self, near: Span) -> Span | None:
        """Return the most specific of the places that follow one another (``بتارودانت بحي أولاد عياد``)."""
        if self._world(near):
            return None
        while True:
            end = self.reader.doc.token_range(*near)[1]
            following = self.places.get(end + 1) if self.at(end) in ("ب", "في") else self.places.get(end)
            if following is None or self._fineness(following[1]) <= self._fineness(near):
                return near
            near = following[1]

    def _world(self, span: Span) -> bool:
        """Whether a place is a continent or part of the world, where nothing is."""
        return fold(self.reader.doc.text[slice(*span)]) in self.words["world"]

    def _relative(self, name: Name) -> Span | None:
        """Return the place in a clause about the name (``المركز، الذي افتتح أمس بحي السلام``, ``المركز، جرى تدشينه بحي``)."""
        k = name.last + (self.at(name.last) == "،")
        if self.at(k) not in ("الذي", "التي", *PASSIVES):
            return None
        for j in range(k + 1, min(k + RELATIVE_REACH, len(self.reader.norms) - 1)):
            if self.at(j) in STOPS or self.reader.lexicon.head(self.at(j)):
                return None
            if self.at(j) in ("ب", "في") and j + 1 in self.places and not self._world(self.places[j + 1][1]):
                return self._behind(j)
        return None

    def _before(self, name: Name) -> Span | None:
        """Return the place named last before in the sentence (``عاين الوالي بحفوز أشغال بناء المستشفى``).

        A place right behind another institution is that one's; of places in a row the most specific one counts.
        """
        if not self._happens(name):
            return None
        ends = {n.last for n in self.names.values()}
        for k in range(name.first - 1, -1, -1):
            if self.at(k) == BREAK:
                return None
            if k not in self.places or not self._reached(k):
                continue
            first = k
            while self.at(first - 1) in ("ب", "في") and any(end == first - 1 for end, _ in self.places.values()):
                first = next(a for a, (end, _) in self.places.items() if end == first - 1)
            aim = any(self.at(j) == "ل" and self.at(j + 1) in self.words["works"] for j in range(k, name.first - 1))
            if ((first - 1 in ends or self._of_another(name, k)) and not aim) or self._world(self.places[k][1]):
                continue  # but `توجه إلى مستشفى X بتازة لتدشين قسم Y`
            return self._finest(self.places[first][1])
        return None

    def _of_another(self, name: Name, k: int) -> bool:
        """Whether the place at ``k`` is that of an institution before it in a list (``مركز X لفائدة المسنين بحي Y،
        والمركز Z``); behind another verb it may be that of both (``زار محكمة X بحي Y، واطلع على فضاء Z``)."""
        if any(self.reader.is_verb(j) for j in range(k + 1, name.first)):
            return False
        before = (n for n in self.names.values() if n.last <= k and n.first != name.first)
        return any(self.found.get(n.first) == self.places[k][1] for n in before)

    def _reached(self, k: int) -> bool:
        """Whether the clause is about the place at ``k``: somebody goes there, or it gets something.

        ``بمدينة X``, ``زار الوزير محافظة X``, ``مدينة X تحتضن مركزا``.
        """
        before = k - 1 - (self.at(k - 1) in self.words["designator"])
        before -= self.at(before) in ("تراب", "نفوذ", "مركز")  # `انتقل إلى تراب جماعة X`
        if self.at(before) in self.words["towards"] or self.reader.is_verb(k - 1):
            return True
        if self.at(before) == "ل" and {"زياره", "جوله"} & set(self.reader.norms[max(before - 3, 0) : before]):
            return True  # `قام بزيارة ميدانية لجماعة X همت تفقد دار Y`
        if self.at(self.places[k][0]) in self.words["hosts"]:
            return True
        if not self.reader.definite(k - 1) or self.at(k) not in self.words["designator"]:
            return False
        verbs = range(k - 2, max(k - VISIT_REACH, -1), -1)
        seen = next((j for j in verbs if self.reader.is_verb(j) or self.at(j) in STOPS), None)
        return seen is not None and self.at(seen) in self.words["visits"]

    def _happens(self, name: Name) -> bool:
        """Whether an act happens to the institution, by itself or in a list (``وشملت الزيارة دار X ومركز Y``)."""
        if self.reader.acted_on(name.first):
            return True
        for k in range(name.first - 1, max(name.first - CLAUSE_REACH, -1), -1):
            norm = self.at(k)
            if norm == BREAK or (norm in STOPS and norm not in ("،", ",", ":")):
                return False
            if norm in self.words["listing"]:
                return True
        return False

    def _section(self, name: Name) -> Span | None:
        """Return the place that is the heading of the section (a line with ``إقليم تارودانت`` and no more)."""
        start = name.first
        while start > 0:
            end = start = self._line_start(start)
            start = self._line_start(end - 1) if end else 0
            k = start
            while k < end and (self.at(k) in DASHES or self.at(k) in BULLETS or self.at(k)[:1].isdigit()):
                k += 1
            found = self.places.get(k)
            if found is not None and all(not self.at(j)[:1].isalnum() for j in range(found[0], end)):
                return found[1] if self.at(k) in self.words["designator"] else None
        return None

    def _line_start(self, k: int) -> int:
        """Return the first token of the line of ``k``."""
        while k > 0 and self.at(k - 1) != BREAK:
            k -= 1
        return k

    def _list_head(self, name: Name) -> Span | None:
        """Return the place in the line that heads a list of lines (``المراكز المدشنة بالعيون: | - دار الطالبة``)."""
        start = name.first
        while start > 0 and self.at(start - 1) != BREAK:
            start -= 1
        if not (self.at(start) in DASHES or self.at(start) in BULLETS or self.at(start)[:1].isdigit()):
            return None
        colon = next((k for k in range(start - 1, max(start - LIST_REACH, 0), -1) if self.at(k) == ":"), None)
        if colon is None or self.at(colon + 1) != BREAK:
            return None
        for k in range(colon - 1, 0, -1):
            if self.at(k) == BREAK:
                return None
            if k in self.places and self.at(k - 1) in ("ب", "في"):
                return self._finest(self.places[k][1])
        return None

    def _fineness(self, span: Span) -> int:
        return FINENESS[self.kinds.get(span, PlaceKind.OTHER)]

    def _inside(self, name: Name) -> Span | None:
        """Return the place of the institution that houses this one (``خلية ... بالمندوبية الإقليمية ... بسيدي سليمان``,
        ``إدارة الترحيل التابعة لجوازات ...``)."""
        belongs = self.at(name.last) in ("التابع", "التابعه") and self.at(name.last + 1) == "ل"
        if not belongs and self.at(name.last) not in ("ب", "في", "داخل"):
            return None
        house = self.names.get(name.last + 1 + belongs)
        if house is not None and house.short:  # `قسم الولادة بالمستشفى`: the one named last; not if only told of
            named = [n for n in self.names.values() if n.last < name.first and n.head == house.head and not n.short]
            named = named if name.kind in NAMED_AFTER or self._happens(name) else []
            house = max(named, key=lambda n: n.first, default=None)
        return self.place_of(house) if house is not None else None

    def _own_unit(self, name: Name) -> Span | None:
        """Return the unit a body is called after by a word for it (``إمارة المنطقة``, ``بلدية المحافظة``)."""
        local = name.head in BODIES and name.last == name.first + 2 and self.at(name.last - 1) in self.words["anaphor"]
        return self._named_unit(name.last - 1) if local else None

    def _again(self, j: int) -> Span | None:
        """Return the place that ``بالمدينة ذاتها``, ``بالمنطقة`` names again: the last one of that kind before."""
        if self.at(j) not in ("ب", "في"):
            return None
        j += 2 if self.at(j + 1) in ("نفس", "ذات") else 1
        return self._named_unit(j) if self.at(j) in self.words["anaphor"] else None

    def _named_unit(self, j: int) -> Span | None:
        """Return the last place before of the kind that the word at ``j`` says, or whose governor was named."""
        unit = self.at(j).removeprefix("ال")
        twice = self.at(j - 1) in ("نفس", "ذات") or self.at(j + 1) in ("نفسها", "ذاتها", "نفسه", "ذاته", "المذكوره")
        before = [(a, span) for a, (_, span) in self.places.items() if a < j]
        for a, span in sorted(before, reverse=True):
            if self.at(a) == unit:
                return span
        wanted = UNIT_KINDS.get(unit, ())
        nearest = [span for _, span in sorted(before, reverse=True)]
        same = next((span for span in nearest if self.kinds.get(span) in wanted), None)
        alike = {"مدينه": PlaceKind.COMMUNE, "جماعه": PlaceKind.CITY, "بلده": PlaceKind.COMMUNE}.get(unit)
        if same is None and unit in GOVERNORS:
            same = next((span for a, span in sorted(before, reverse=True) if self.at(a - 1) == GOVERNORS[unit]), None)
        if same is not None or not twice:
            return same
        return next((span for span in nearest if self.kinds.get(span) is alike), None)  # `بجماعة X ... بذات المدينة`

    def _later(self, name: Name) -> Span | None:
        """Return a place that ends the clause of the institution (``مركز ... لفائدة النساء بحي ...``)."""
        reader = self.reader
        local = name.kind in NAMED_AFTER or name.head in self.words["site_head"]
        reach = PLACE_REACH if local else BODY_REACH
        for k in range(name.last, min(name.last + reach, len(reader.norms) - 1)):
            norm = self.at(k)
            if not local and (norm in reader.phrase_words["stop"] or norm in ("من", "على", "الي", "،")):
                return None
            if norm in STOPS and norm != "،":
                return None
            if reader.is_verb(k) or norm in reader.phrase_words["clause"] or reader.lexicon.head(norm):
                return None
            if norm in ("ب", "في") and k + 1 in self.places:
                return self._behind(k)
        return None

    def _listed(self, name: Name) -> Span | None:
        """Return the place after the list the institution stands in (``المركز ... ودار الطالبة بأركانة``)."""
        j = name.last
        for _ in range(3):
            if self.at(j) == "،":
                j += 1
            if self.at(j) != "و":
                return None
            j += 2 if self.at(j + 1) == "كذا" else 1
            head = self.reader.lexicon.head(self.at(j))
            if head is None:
                return None
            last = self.reader.name_end(j, head)
            place = self._behind(last)
            if place is not None:
                return place
            j = last
        return None

    def _frame(self, name: Name) -> Span | None:
        """Return the place of a frame that opens the clause (``وبجماعة ...، قامت ...``)."""
        start = name.first
        while start > 0 and not self.reader.doc.doc[start].is_sent_start:
            start -= 1
        k = start
        while (
            self.at(k) in self.words["before_frame"]
            or self.at(k) in BULLETS
            or self.at(k) in DASHES
            or self.at(k) == BREAK
        ):
            k += 1
        heading = self.places.get(k)
        town = self.at(k) in self.words["designator"] or self.reader.acted_on(name.first)
        if heading is not None and town and self.at(heading[0]) == ":":
            return heading[1]
        if self.at(k) in ("ب", "في"):
            k += 1
        elif (self.at(k), self.at(k + 1)) in FRAMES:
            k += 2
        else:
            return None
        found = self.places.get(k)
        if found is None:
            return None
        end = found[0]
        closes = self.at(end) in ("،", ",", "(", ":") or self.at(end) in CLOSE or self.at(end) in DASHES
        return found[1] if closes or self.at(end) == "ب" or self.reader.is_verb(end) else None
