"""Where the proper name behind a designator ends: ``جماعة | أيت يوسف وعلي | بإقليم``, ``شارع | الحسن الثاني | حيث``."""

from __future__ import annotations

from corpus.document import Document
from corpus.mention import Label, PlaceKind
from extractors.date_words import load_date_words
from extractors.name_lexicon import load_names
from extractors.place_lexicon import Designator, PlaceWords
from extractors.triggers import load_triggers
from gazetteer.lookup import DASHES, UNITS, Gazetteer
from gazetteer.usage import ORDINARY, Usage

OPENING, CLOSING = frozenset('«“"„'), frozenset('»”"“')
MAX_QUOTED = 6
MAX_FRAMED = 3  # words of a name that only the unit around it tells
MAX_PHRASE = 5  # words of a site's name (``مسجد قوات الطوارئ الخاصة``)
TRIBES = frozenset({"ايت", "اولاد", "سيدي", "بني"})  # behind them علي is a name, not the preposition
CLITICS = frozenset({"ب", "ل", "ك", "و", "ف"})
POSSESSIVES = ("ه", "ها", "هم", "هما", "هن", "كم", "نا")
RARE = 60  # a word the raw press writes less often is taken for a name
VERY_RARE = 8


class PlaceTokens:
    """The tokens of a document as the place readers see them: norms, lexicons, and simple questions about a token."""

    def __init__(self, doc: Document, gazetteer: Gazetteer, usage: Usage, words: PlaceWords, home: str) -> None:
        self.doc = doc
        self.home = home  # the country of the article, ISO 3166-1
        self.norms = [t.norm_ for t in doc.doc]
        self.gazetteer = gazetteer
        self.usage = usage
        self.words = words
        self.given = load_names().given
        self.dated = {i for mention in doc.of(Label.DATE) for i in range(*doc.token_range(*mention.span))}

    def at(self, i: int) -> str:
        """Return the norm at ``i``, empty outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else ""

    def key(self, first: int, last: int) -> str:
        """Return the folded name of tokens, without dashes; a letter split off inside it is put back (``سيدي بنور``)."""
        name = ""
        for i in range(first, last):
            if self.norms[i] not in DASHES:
                name += self.norms[i] + " " * (not (i > first and self.split_off(i)))
        return name.strip()

    def count(self, i: int) -> int:
        """Return how often the raw press writes the word."""
        return self.usage.words.get(self.at(i), 0)

    def is_word(self, i: int) -> bool:
        """Whether the token is a word of two letters or more."""
        norm = self.at(i)
        return len(norm) > 1 and norm[0].isalpha()

    def is_verb(self, i: int) -> bool:
        """Whether the token is a finite verb, by the tagger, else by the lexicon."""
        if not 0 <= i < len(self.norms):
            return False
        token = self.doc.doc[i]
        if token.pos_:
            return token.pos_ in ("VERB", "AUX")
        return bool(load_triggers().verbs(token.norm_)) and token.norm_[0] in "يتا"

    def is_given(self, i: int) -> bool:
        """Whether the word is a given name of persons (``علي``, not the preposition ``على``, also written ``علي``)."""
        if (self.at(i),) not in self.given:
            return False
        if self.doc.doc[i].text.endswith("ى"):
            return False
        return self.at(i) != "علي" or self.doc.doc[i].pos_ != "ADP" or self.at(i - 1) in TRIBES  # `دوار آيت علي`

    def named(self, i: int) -> bool:
        """Whether the taggers see a name in the token: of a place, or a proper noun."""
        if not 0 <= i < len(self.norms):
            return False
        token = self.doc.doc[i]
        return token.ent_type_ == "LOC" or token.pos_ == "PROPN"

    def starts_name(self, i: int) -> bool:
        """Whether a proper name may start at ``i`` at all."""
        norm = self.at(i)
        if not self.is_word(i) or norm in self.words["not_name"] or norm in self.words["preposition"]:
            return False
        return norm not in self.words.designators or norm in self.words["link"]

    def _imperfect(self, i: int) -> bool:
        """Whether a word that no list knows is a verb: the press writes it for he and for she (``تعارض``, ``يعارض``)."""
        norm = self.at(i)
        other = {"ت": "ي", "ي": "ت"}.get(norm[:1])
        return other is not None and len(norm) > 3 and self.usage.words.get(other + norm[1:], 0) > 0

    def split_off(self, i: int) -> bool:
        """Whether the token is a letter the tokeniser took for a proclitic of the next (``آيت و`` + ``لال``)."""
        if i < 0 or i + 1 >= len(self.norms) or self.at(i) not in CLITICS:
            return False
        return self.doc.offsets[i][1] == self.doc.offsets[i + 1][0]


class NameEnds(PlaceTokens):
    """Finds the end of the name behind a designator."""

    def end(self, start: int, designator: Designator) -> tuple[int, bool]:
        """Return the token after the name at ``start`` (``start`` for none), and whether the gazetteer knows it."""
        known = self.gazetteer.longest(self.norms, start) if start < len(self.norms) else start
        if known > start and self._fits(start, known, designator):
            if designator.kind in (PlaceKind.NEIGHBOURHOOD, PlaceKind.DOUAR) or designator.naming == "site":
                known = self.adjectives(known, designator)
            elif designator.kind is PlaceKind.OTHER and self.gazetteer.longest(self.norms, known) > known:
                known = self.gazetteer.longest(self.norms, known)  # `دائرة بزو واويزغت`
            return self.dashed(known), True
        local = designator.kind in (PlaceKind.NEIGHBOURHOOD, PlaceKind.DOUAR)
        if local and self.at(start) in self.words.designators and self._idafa(start):
            return start + 2, False  # `حي جامع المزواق`
        if self._is_day(start) and designator.naming in ("site", "person", "open"):
            return start + 2, False  # `حي 20 غشت`
        if self._torn_name(start, designator):
            return start + 2, False
        if designator.kind is PlaceKind.COUNTRY or not self.starts_name(start):
            return start, False
        if self.is_verb(start) and not (designator.naming in ("open", "site") and self.count(start) < VERY_RARE):
            return start, False  # the tagger takes an unknown `تيرت` for a verb
        if designator.naming == "known" and designator.kind is PlaceKind.OTHER and self.is_given(start):
            body = self.at(start - 1) in self.words["body"]  # `بقيادة أحمد`, `مركز محمد السادس`
            return (start if body else self._site(start, True)), False  # `سد إدريس الأول`
        if designator.naming in ("site", "person"):
            return self._site(start, designator.naming == "person"), False
        last = self._unknown(start, designator)
        led = designator.kind is PlaceKind.OTHER and self.at(last) in ("بن", "ابن")  # `بقيادة بسر بن أرطأة`
        return (start if led else last), False

    def _torn_name(self, start: int, designator: Designator) -> bool:
        """Whether the first letter of an unknown name was taken for a proclitic: ``محافظة ب`` + ``ارق``."""
        if designator.naming != "open" or not self.split_off(start) or self.at(start) == "و":
            return False
        rest = start + 1
        word = self.is_word(rest) and not self.at(rest).startswith("ال") and not self.is_verb(rest)
        word = word and self.gazetteer.longest(self.norms, rest) == rest and not self._possessed(rest)
        whole = self.usage.words.get(self.at(start) + self.at(rest), 0)
        return word and self.count(rest) < min(RARE, whole) and self.at(rest) not in self.words["not_name"]

    def framed(self, start: int, designator: Designator) -> int:
        """Return the end of a name told by the unit it lies in; ``start`` for none.

        ``مركز الهلالية بمنطقة القصيم``, ``مركز بحر أبو سكينة التابع لمحافظة محايل``, ``طريق الشرم بمحافظة ينبع``.
        """
        if designator.naming not in ("known", "person") or designator.kind is not PlaceKind.OTHER or designator.plural:
            return start
        if not self.starts_name(start) or self._possessed(start) or self._generic(start):
            return start
        for last in range(start + 1, start + MAX_FRAMED + 1):
            unit = last + 2 if self.at(last) in ("التابع", "التابعه") else last + 1
            if self.at(unit - 1) in ("ب", "ل") and self._unit(unit):
                return last if self.count(last - 1) < RARE and self.named(last - 1) else start
            if not self._continues(last) or self.at(last) in CLITICS:
                break
        return start

    def _unit(self, i: int) -> bool:
        """Whether ``محافظة``, ``منطقة`` with a known name stands there."""
        designator = self.words.designators.get(self.at(i))
        if designator is None or designator.plural or designator.kind not in UNITS or i + 1 >= len(self.norms):
            return False
        return self.gazetteer.longest(self.norms, i + 1) > i + 1

    def quoted(self, start: int) -> int:
        """Return the token after the quotation at ``start``; ``start`` if none opens there or it is long."""
        if self.at(start) not in OPENING:
            return start
        for i in range(start + 2, start + 2 + MAX_QUOTED):
            if self.at(i) in CLOSING:
                return i + 1
        return start

    def dashed(self, last: int) -> int:
        """Return the end of a compound name that goes on after a dash (``إنزكان – آيت ملول``, ``الرباط-سلا``)."""
        while self.at(last) in DASHES and self.is_word(last + 1):
            gap = self.doc.offsets[last + 1][0] - self.doc.offsets[last - 1][1]
            known = self.gazetteer.longest(self.norms, last + 1)
            if gap > 1 and not (gap == 2 and known > last + 1):
                break
            last = max(known, last + 2)
        return last

    def _fits(self, start: int, known: int, designator: Designator) -> bool:
        """Whether the known name may follow: not an ordinary word behind an ordinary noun (``منطقة الشمال``)."""
        name = self.key(start, known)
        sense = self.usage.sense(name)
        if designator.naming in ("site", "person"):
            return sense not in ORDINARY and self.at(known) not in self.words["trailing"]
        if designator.naming == "open" and designator.kind not in UNITS:
            return name not in self.words["not_name"]
        kinds = {e.kind for e in self.gazetteer.candidates(name)}
        if kinds == {PlaceKind.COUNTRY}:
            return designator.kind is PlaceKind.COUNTRY
        if designator.kind in kinds or (designator.kind in UNITS and kinds & UNITS):
            return True
        return sense not in ORDINARY or (name.startswith("ال") and designator.naming == "open" and not kinds & UNITS)

    def _unknown(self, start: int, designator: Designator) -> int:
        """Return the end of a name the gazetteer does not have."""
        first, linked = self.at(start), self.at(start) in self.words["link"]
        rare = self.count(start) < RARE or (self.named(start) and self.count(start) < 20 * RARE)
        definite = first.startswith("ال")
        local = designator.kind in (PlaceKind.NEIGHBOURHOOD, PlaceKind.DOUAR)
        village = designator.kind is PlaceKind.OTHER and designator.naming == "open"  # `قرية حسن شامي`
        if linked and not self.split_off(start + 1):  # `آيت و` + `لال`
            son = self.at(start) in TRIBES and self.is_given(start + 1)
            if not self.is_word(start + 1) or (self.at(start + 1) in self.words["not_name"] and not son):
                return start
        if not definite and self.at(start + 1) in self.words["site_adjective"] and start + 1 not in self.dated:
            return start + 2  # `قرية كاف التراثية`: between designator and adjective stands a name
        if designator.naming == "known" and (definite or not linked) and not (local and self.is_given(start)):
            if self._possessed(start):
                return start
            heard = 2 if definite else 1 if self.doc.doc[start].pos_ == "NOUN" else VERY_RARE
            unheard = self.count(start) < heard and self.doc.doc[start].pos_ != "ADJ"  # not `مركز تثمين`
            if not unheard and not (rare and self.named(start)):
                return start
        if designator.kind in UNITS and not rare and not linked:
            return start
        if self._imperfect(start) and not linked:
            return start  # `أوساط محافظة تعارض التغيير`
        if (
            designator.kind is PlaceKind.COMMUNE
            and self.doc.doc[start].text.endswith("ة")
            and self.at(start + 1) == "ل"
        ):
            return start  # `جماعة مؤيدة للسلام`
        if designator.kind is PlaceKind.COMMUNE and definite and (not rare or first.endswith(("ين", "ون"))):
            return start  # `جماعة الجهاد`, `جماعة التقدميين`: people
        given = (local or village) and self.is_given(start) and self.doc.doc[start].pos_ != "ADJ"  # not `قرية هادئة`
        if not (linked or rare or local or definite or given):
            return start
        if not linked and not rare and not definite and not given and not (local and self._idafa(start)):
            return start  # `حي سكني`, `مدينة جميلة`
        last = start + 1
        while last < start + 4 and self.norms[last - 1] in self.words["link"]:
            if self._continues(last):
                last += 1
            elif self.split_off(last):
                last += 2
            else:
                break
        if last == start + 1 and not definite and local and not linked and not rare and self._idafa(start):
            last += 1  # `حي جامع المزواق`
        elif last == start + 1 and village and given and self.is_word(last) and self.doc.doc[last].ent_type_ == "LOC":
            last += 1  # `قرية حسن شامي`
        elif last == start + 1 and rare and not definite and self.count(start) < VERY_RARE and self._foreign(last):
            last += 1  # `مدينة كليرمون فيران`
        if self.at(last) == "و" and self._berber(start, last):
            last += 2  # `جماعة أيت يوسف وعلي`
        if self.at(last) in self.words["trailing"] and last not in self.dated:
            last += 1
        return self.dashed(last)

    def _site(self, start: int, person: bool) -> int:
        """Return the end of the phrase that names a site: ``متنزه الردف العام``, ``مسجد الإمام علي``.

        With ``person`` only a name of a person makes one: ``طريق الملك فهد``, not ``طريق النجاح``.
        """
        first = self.at(start)
        if self.is_given(start) or first in self.words["link"]:
            last = start + 1
        elif person or self._generic(start):
            return start
        elif first.startswith("ال") or self.count(start) < RARE or self.named(start):
            last = start + 1
        elif self._idafa(start):
            last = start + 2
        else:
            return start
        while last < start + MAX_PHRASE and self._continues(last) and self._in_phrase(last):
            last += 1
        while last > start + 1 and self.at(last - 1) in self.words["link"]:
            last -= 1
        if first in self.words["link"] and last == start + 1:
            return start
        return self.dashed(last)

    def _in_phrase(self, i: int) -> bool:
        """Whether a word goes on the name of a site: of a person, or an adjective of sites."""
        norm = self.at(i)
        if self.is_given(i) or norm in self.words["link"] or self.at(i - 1) in self.words["link"]:
            return True
        if norm in self.words["site_adjective"] or norm in self.words["trailing"]:
            return True
        return norm.startswith("ال") and (self.is_given(i - 1) or self.count(i) < RARE)

    def adjectives(self, last: int, designator: Designator) -> int:
        """Return the end after adjectives that belong to the name (``متنزه الردف الجديد``)."""
        allowed = self.words["trailing"]
        if designator.naming == "site":
            allowed |= self.words["site_adjective"]
        while self.at(last) in allowed and last not in self.dated:
            last += 1  # `مدينة فيرغسون` + `العام الماضي`
        return last

    def _continues(self, i: int) -> bool:
        """Whether the token may be a further word of a name."""
        if self.at(i - 1) in TRIBES and self.is_given(i):
            return True
        return (
            self.is_word(i) and self.at(i) not in self.words["not_name"] and not self.is_verb(i) and i not in self.dated
        )  # fmt: skip

    def _possessed(self, i: int) -> bool:
        """Whether the word is a noun with a pronoun (``مناطق نزوحهم``, ``دائرة اختصاصه``)."""
        token = self.doc.doc[i]
        return token.pos_ == "NOUN" and not token.ent_type_ and token.text.endswith(POSSESSIVES)

    def _idafa(self, i: int) -> bool:
        """Whether an indefinite word is followed by a definite one: ``باب العين``."""
        return not self.at(i).startswith("ال") and self.at(i + 1).startswith("ال") and self._continues(i + 1)

    def _foreign(self, i: int) -> bool:
        """Whether a second rare word goes on a foreign name."""
        return (
            self.is_word(i) and not self.at(i).startswith(("ال", "و")) and self.count(i) < VERY_RARE and not self.is_verb(i)
            and self.named(i)
        )  # fmt: skip

    def _berber(self, start: int, i: int) -> bool:
        """Whether و joins two words of one name: both are known together, or after ``أيت``."""
        return self.at(start) == "ايت" and self.is_given(i + 1) and self.doc.offsets[i][1] == self.doc.offsets[i + 1][0]

    def _is_day(self, i: int) -> bool:
        """Whether a day of a month stands there: streets and quarters are named after one."""
        return self.at(i).isdigit() and self.at(i + 1) in load_date_words()["gregorian"]

    def _generic(self, i: int) -> bool:
        """Whether the definite word is one of the things every town has (``ساحة المدرسة``)."""
        return self.at(i) in self.words.designators or self.at(i).removeprefix("ال") in self.words.designators
