"""Names of persons: given names known, family names by their shape, and how many words belong to a name.

A family name is a word listed as one (``name_lexicon.py``), a nisba (``العلمي``), a ``بن``, ``آل`` or ``آيت`` compound, or a
word the press hardly uses otherwise.
"""

from __future__ import annotations

from functools import cached_property

from corpus.document import BREAK, Document
from corpus.mention import Gender
from extractors.name_lexicon import load_names
from extractors.name_splits import DEFINITE, HAPAX, RARE, TRUSTED, NameSplits
from extractors.name_tokens import BINDING, CLITICS, HONORIFICS, LINKS
from extractors.office_words import words
from extractors.phrases import CLOSE, DASHES, OPEN, STOPS

TAILS = words("tails")
# An office that also is a family name: one where nothing follows it as a complement (`سالم القاضي، ...`).
OFFICE_NAMES = words("office_names")
# The same without an article, between two names: `يوسف قايد صالح`.
MALE_OFFICES = words("male_offices")
# Blessings and wishes behind a name are no part of it: `حفظه الله`, `طيب الله ثراه`.
BLESSINGS = words("blessings")
# Words in the shape of a nisba that are none: nouns of action and participles.
NO_NISBA = words("no_nisba")
# Function words of Moroccan Arabic, which the tagger takes for names: `سعيد المنصوري | ديال الفدرالية`.
DARIJA = words("darija")
KIN = words("kin")
DESCENT = frozenset({"بن", "بنت", "ولد", "منت"})
MAX_WORDS = 9
SENTENCE_STARTS = frozenset({"\n", BREAK, ".", "و", "كما"})
ADJECTIVE = 700  # a nisba written more often is an ordinary adjective (`الوطني`, `المغربي`)
ACTED_ON = ("speech", "decree", "agreement")  # sets of what office holders give and sign, which follows their names
THIRD = 20  # a third word of a name that no list knows, written more often, is the next word of the clause
LINEAGE = 6000  # the same behind `بن X`, where a family name is due (`فهد بن سعود الهديلق`)
AFTER_NAMES = words("after_names")  # function words behind which an office word right behind a given name is a name
FORMER = words("former")
SHORT_COMPLEMENTS = words("short_complements")
CIVIL = words("civil")  # honorifics behind which a given name has a family name: `السيد جمال المدني`


class NameReader(NameSplits):
    """Tells where names of persons stand in one document."""

    @cached_property
    def surnames_here(self) -> frozenset[str]:
        """The last words of the full names of the document, by which it calls its persons (``الوالي الفلاني``)."""
        found: set[str] = set()
        for i in range(len(self.norms)):
            if self.norms[i] in self.lexicon.weak or not self.starts(i):
                continue
            last = self.end(i)
            word = self.norms[last - 1]
            if last - i >= 2 and word not in TAILS and word not in LINKS and word not in self.offices:
                found.add(word)
        return frozenset(found - SHORT_COMPLEMENTS)

    def starts(self, i: int, *, due: bool = False) -> bool:
        """Whether a person's name starts at ``i`` by itself: a given name, and after it another word of a name.

        ``due``: an office beside it makes a name likely, so that given names that mostly are words count too.
        """
        after = self.given_end(i)
        if after == i and self.at(i + 1) in ("بن", "بنت") and self.at(i - 1) in HONORIFICS:
            return i not in self.blocked and self.is_name_word(i)  # `الشيخة موزا بنت ناصر`
        if after == i or i in self.blocked or self.is_preposition(i):
            return False
        if self.norms[i] in BLESSINGS and self.at(i + 1) == "الله":
            return False  # `الملك الفيصل | رحمه الله`
        if self._orders(i, after):
            return False
        if self.norms[i] == "عمر" and self.at(i - 1) in ("عن", "من"):
            return False  # `عن عمر ناهز السبعين`
        compound = after - i == 2 and self.norms[i] == "عبد"
        linked = self.at(after) in LINKS and after not in self.blocked
        if after - i >= 2 and self.norms[i] in ("للا", "مولاي", "لاله"):
            return True
        if after - i == 1 and not due and self.norms[i] in self.lexicon.weak and self.at(i - 1) not in HONORIFICS:
            word = self._whole(after) if self.glued(after) else self.at(after)
            count = self.lexicon.counts.get(word, 0)
            rare = (self.doc.doc[min(after, len(self.norms) - 1)].pos_ == "PROPN" and count < RARE) or (
                self.doc.doc[i].pos_ == "PROPN" and count < HAPAX and word.isalpha()
            )
            named = word in BINDING or rare or (self.lexicon.knows(word) and word not in self.lexicon.weak)
            if not (named and (rare or self.doc.doc[i].pos_ in ("PROPN", "X", ""))) and not self._rare_nisba(after):
                return False
        if self.word_end(after, limit=TRUSTED, glue=True, due=due) > after or self._office_name(after):
            return True
        return compound or linked or self._article_name(i)

    def descends(self, i: int) -> bool:
        """Whether a word that no list knows is followed by whose child its bearer is: ``النعمة ولد فلان``, ``موزا بنت ناصر``."""
        linked = self.at(i + 1) in DESCENT and i not in self.blocked and self.norms[i] not in self.offices
        return linked and self._seldom(i) and (self.given_end(i + 2) > i + 2 or self._seldom(i + 2))

    def _seldom(self, i: int) -> bool:
        """Whether a word that is no verb or preposition is hardly ever written."""
        norm = self.at(i)
        named = norm.isalpha() and len(norm) > 2 and self.doc.doc[i].pos_ not in ("VERB", "AUX", "ADP", "SCONJ", "PRON")
        return named and self.lexicon.counts.get(norm, 0) < DEFINITE

    def _orders(self, i: int, after: int) -> bool:
        """Whether a verb spelled like a given name has its subject behind it: ``أشرف | السيد العامل على تدشين ...``,
        at the beginning of a sentence also a name (``أشرف | محمد العلوي، عامل الإقليم، على``).
        """
        opens = self.at(i - 1) in SENTENCE_STARTS and self.doc.doc[i].pos_ == "VERB" and self.given_end(after) > after
        if opens and bool(self.triggers.verbs(self.norms[i])):
            return True
        addressed = self.at(after) in HONORIFICS and after not in self.blocked
        subject = self.at(after + 1) in self.offices or self.given_end(after + 1) > after + 1
        return bool(self.triggers.verbs(self.norms[i])) and addressed and subject

    def _article_name(self, i: int) -> bool:
        """Whether two definite words are a name: ``رئيس الحكومة | الحبيب الصيد``, ``رئيس الجمهورية | الباجي``.

        A given name with an article, no adjective of the word before as that is feminine or no noun.
        """
        if not self.definite(i) or self.norms[i] in self.offices or self.norms[i] in HONORIFICS:
            return False
        feminine = i > 0 and self.doc.doc[i - 1].text.endswith("ة") and not self.doc.doc[i].text.endswith("ة")
        apart = feminine and self.definite(i - 1)
        word = self.definite(i + 1) and self.at(i + 1) not in SHORT_COMPLEMENTS and i + 1 not in self.blocked
        noun = word and self.at(i + 1) not in self.offices and not self.at(i + 1).endswith("ه")
        return noun and (apart or self.doc.doc[i].pos_ == "PROPN") and self.at(i + 1) not in self.words["stop"]

    def end(self, i: int, *, due: bool = False) -> int:
        """Return the token after the name that starts at ``i``; ``due``: a title or honorific makes one expected."""
        j = max(self.given_end(i), i + 1)
        known = self.given_end(i) > i
        while j < min(len(self.norms), i + MAX_WORDS):
            if self.norms[j] in DASHES and self._double_name(j):
                j = max(self.word_end(j + 1, glue=True), j + 2)
                continue
            if j - i > 2 and self.norms[j - 2] == "ال" and self.doc.doc[j].ent_type_ != "PER":
                break  # `سلمان بن عبدالعزيز آل سعود | جدة`
            limit = RARE if j - i < 2 else THIRD
            if self.at(j - 2) in BINDING and self.at(j).startswith("ال") and self.doc.doc[j].text.endswith("ي"):
                limit = LINEAGE  # `فهد بن سعود الهديلق`
            elif known and (j - i < self._first_words(i) or (j - i == 2 and self.norms[j - 1] in LINKS)):
                limit = TRUSTED
            after = self.word_end(j, limit=limit, glue=known, due=due and j == self.given_end(i))
            if after == j and self.norms[j] in LINKS and j not in self.blocked and self._name_like(j + 1):
                after = j + 1
            if after == j and (known or (j == i + 1 and self.at(i - 1) in HONORIFICS)) and self._office_name(j):
                after = j + 1
            if after == j and j == i + 1 and known and (self._article_name(i) or self._addressed_nisba(i)):
                after = j + 1
            if after == j or (
                after == j + 1
                and j - i > 1
                and (self._deed(j) or self._adjective(i, j) or self._told(i, j) or self._thing(j))
            ):
                break
            j = after
        return j

    def _first_words(self, i: int) -> int:
        """Return how many words a name has with its first family name: ``عبد الفتاح السيسي`` | ``يخت`` has three."""
        return 3 if self.norms[i] == "عبد" else 2

    def _deed(self, j: int) -> bool:
        """Whether a word behind a whole name is a noun with its genitive: ``أكد عامر بن يحيى العربي | افتخار القبيلة``."""
        word = self.doc.doc[j]
        noun = word.pos_ == "NOUN" and word.ent_type_ != "PER" and not self.definite(j)
        known = self.lexicon.knows(self.norms[j]) and self.norms[j] not in self.lexicon.words
        whole = self.definite(j - 1) and self.norms[j - 1].endswith("ي")
        following = self.doc.doc[j + 1].pos_ if j + 1 < len(self.norms) else ""
        return noun and not known and whole and following == "NOUN" and not self.lexicon.knows(self.at(j + 1))

    def _thing(self, j: int) -> bool:
        """Whether a definite word behind a family name with its article is what the person does something with (``رعى
        المحافظ علي بن محمد الزياني | الحفل``): no nisba, and the tags of the name end before it."""
        word, before = self.doc.doc[j], self.doc.doc[j - 1]
        apart = word.ent_type_ != "PER" and before.ent_type_ == "PER"
        family = self._behind_family(j) and self.definite(j)
        return apart and family and not self.lexicon.knows(self.norms[j]) and not word.text.endswith(("ي", "ى"))

    def _told(self, i: int, j: int) -> bool:
        """Whether a common word stands behind a name whose tags end before it (``الملك محمد السادس | مصنوع من الشمع``)."""
        word, before = self.doc.doc[j], self.doc.doc[j - 1]
        common = word.pos_ in ("NOUN", "ADJ", "VERB", "ADV") or self.lexicon.counts.get(self.norms[j], 0) > ADJECTIVE
        apart = word.ent_type_ != "PER" and before.ent_type_ == "PER" and j - i >= self._first_words(i)
        known = self.lexicon.knows(self.norms[j]) or self.definite(j) or before.norm_ in LINKS or before.norm_ == "عبد"
        return common and apart and not known

    def _adjective(self, i: int, j: int) -> bool:
        """Whether a feminine word behind a man's whole name is of the noun before it: ``حكومة بنيامين نتنياهو | الائتلافية``."""
        feminine = self.definite(j) and self.doc.doc[j].text.endswith("ية") and not self.lexicon.knows(self.norms[j])
        return feminine and self.norms[j - 1] not in LINKS and self.gender(i) is not Gender.FEMININE

    def _addressed_nisba(self, i: int) -> bool:
        """Whether an ordinary word ends a name behind an honorific (``السيد جمال المدني،``)."""
        j = i + 1
        nisba = self.definite(j) and j not in self.blocked and self.at(j) not in self.words["stop"] | self.offices
        closed = self.at(j + 1) in STOPS or self.at(j + 1) in CLOSE or self.at(j + 1) in ("و", "ب", "ان", "الذي")
        return nisba and self.at(i - 1) in CIVIL and (closed or self.at(j + 1) in self.offices)

    def word_end(self, j: int, *, limit: int = RARE, glue: bool = False, due: bool = False) -> int:
        """Return the token after the word of a name at ``j``, ``j`` itself if it is none.

        ``glue``: a proclitic may be the first letter of the name (``ب`` + ``نطاهر`` for ``بنطاهر``); ``due``: also
        where what is left is an ordinary word, if the clause ends behind it (``سناء شروق،``).
        """
        if glue and self.glued(j) and j not in self.blocked and self.split(j, due=due):
            return j + 2
        if self.lexicon.given_at(self.norms, j) == j + 2 and not {j, j + 1} & self.blocked:
            return j + 2  # `باسم عوض الله`
        if self.is_name_word(j, limit=limit):
            return j + 1
        closed = self.at(j + 1) in STOPS or self.at(j + 1) in CLOSE
        plain_word = due and closed and self.at(j) not in self.offices and self._name_like(j) and j not in self.blocked
        plain_word = plain_word and self.at(j) not in self.words["stop"] and not self.at(j).startswith("ال")
        return j + 1 if plain_word and self.doc.doc[j].pos_ not in ("VERB", "ADP") and len(self.at(j)) > 2 else j

    def is_name_word(self, j: int, *, limit: int = RARE) -> bool:
        """Whether a token can be a further word of a name; ``limit``: how often an unknown one may be written."""
        if j >= len(self.norms):
            return False
        norm = self.norms[j]
        bound = j > 0 and self.norms[j - 1] in BINDING
        if j and self.norms[j - 1] == "عبد" and self.definite(j):
            return True  # `بن عبد الملك`
        if j in self.blocked and not (bound and norm in OFFICE_NAMES):
            return False
        if norm == "علي":
            return not self.is_preposition(j)
        joined = len(norm) > 5 or self.doc.doc[j].text[1:2] in ("أ", "إ", "آ")
        if norm[:1] == "و" and joined and not self.lexicon.knows(norm):
            return False  # `ومرافقوه`, `وأخيه`: a conjunction left on its word
        if norm in STOPS or len(norm) < 2 or not norm[0].isalpha() or norm in BLESSINGS:
            return False
        if bound and j > 1 and norm not in self.words["clause"]:
            return True
        if norm in self.words["stop"] or norm in self.words["clause"] or norm in DARIJA:
            return False
        if (norm[:-1] in self.offices and norm.endswith("ا")) or (norm in KIN and norm not in LINKS):
            return False  # `نايف البكري | محافظا`, `طارق العلمي | حفيد ...`
        if norm in self.offices and not norm.startswith("ال") and j and self._between_names(j):
            return True
        if norm in self.offices or norm in HONORIFICS or norm in CLITICS or norm in ("في", "من"):
            return False
        if self.lexicon.knows(norm):
            sure = norm not in self.lexicon.weak or norm in self.lexicon.family
            return sure or limit > RARE or self.doc.doc[j].pos_ == "PROPN" or self.at(j + 1) in STOPS
        if norm in LINKS or norm in TAILS or (j and self.norms[j - 1] in LINKS):
            return True
        return self._unknown_word(j, limit)

    def _unknown_word(self, j: int, limit: int) -> bool:
        """Whether a word no list knows may be a name: by its tag, and by how seldom the press writes it."""
        norm, pos = self.norms[j], self.doc.doc[j].pos_
        count = self.lexicon.counts.get(norm, 0)
        if self.at(j - 2) in ("بن", "بنت") and not self.definite(j) and count >= THIRD:
            return False  # `الأمير سلمان بن فهد | مساء`
        written = self.doc.doc[j].text
        if written.endswith(("ته", "تها", "يها", "تهم", "تنا", "اره", "اً", "ًا")) or (
            written.endswith("ا") and pos in ("ADJ", "NOUN")
        ):
            return False  # `كاميرون | استقالته`, `حمدان | حاضرا`
        if written.endswith("ا") and self._behind_family(j) and self.lexicon.counts.get(norm[:-1], 0) >= RARE:
            return False  # `عزيز العلوي | مرسوما`: what the verb before has for its object
        acted_on = any(norm in self.triggers.heads[kind] for kind in ACTED_ON)
        if (self.triggers.forms.get(norm) or acted_on) and not self.definite(j):
            return False  # `بعث الرئيس فلان | برقية`
        if norm[:1] in "يت" and len(norm) > 3 and self._imperfect(norm):
            return False  # `الوزير خالد الناصري | يولي`
        if self._counts_two(norm):
            return False  # `دشن الوزير خالد الزياني | مركزي الأمل والنور`
        if pos == "PROPN" and count < 5 * ADJECTIVE:
            return True
        if pos in ("VERB", "ADP", "SCONJ", "CCONJ", "PRON", "DET"):
            return False
        if self.definite(j):
            nisba = norm.endswith("ي") and norm not in NO_NISBA
            return (nisba and count < max(ADJECTIVE, limit)) or (count < min(limit, DEFINITE) and norm not in NO_NISBA)
        return count < limit

    def _behind_family(self, j: int) -> bool:
        """Whether a family name with its article stands before, which mostly ends a name (not ``عبد الرحيم``)."""
        norm = self.at(j - 1)
        return self.definite(j - 1) and self.at(j - 2) not in BINDING and (norm,) not in self.lexicon.given

    def _counts_two(self, norm: str) -> bool:
        """Whether a word is the dual of a place people go to before its genitive (``مركزي``, ``مدرستي``)."""
        stem = norm.removesuffix("ي")
        single = stem[:-1] + "ه" if stem.endswith("ت") else stem
        return stem != norm and single in self.triggers.heads["facility"]

    def surname(self, j: int) -> bool:
        """Whether a single word behind a short title is a family name (``الوزير مبديع``, ``الرئيس ماكرون``)."""
        norm = self.at(j)
        if j >= len(self.norms) or j in self.blocked or norm in self.offices or norm in self.lexicon.weak:
            return False
        if (
            norm in self.words["stop"]
            or norm in self.words["clause"]
            or norm in DARIJA
            or self.triggers.forms.get(norm)
        ):
            return False
        count = self.lexicon.counts.get(norm, 0)
        if norm in self.lexicon.family or norm in self.surnames_here:
            return count < TRUSTED
        foreign = self.doc.doc[j].pos_ == "PROPN" and not self.definite(j) and count < RARE
        return foreign and not norm.endswith("ا") and len(norm) > 3 and not norm.startswith(("و", "ي", "ت"))

    def foreign(self, j: int) -> bool:
        """Whether two words that no list knows, each tagged a proper name, stand at ``j``: a foreign name."""
        return all(
            self.at(k)[:1].isalpha()
            and k not in self.blocked
            and (not self.definite(k) or self.lexicon.counts.get(self.at(k), 0) < HAPAX)
            and self.doc.doc[min(k, len(self.norms) - 1)].pos_ in ("PROPN", "X")
            and self.lexicon.counts.get(self.at(k), 0) < RARE
            and self.at(k) not in self.offices
            and self.is_name_word(k)
            for k in (j, j + 1)
        )

    def _rare_nisba(self, j: int) -> bool:
        """Whether a nisba hardly ever written stands at ``j`` (``بشرى الزمروني``): a family name, no adjective."""
        norm = self.at(j)
        return norm.startswith("ال") and norm.endswith("ي") and self.lexicon.counts.get(norm, 0) < RARE

    def _name_like(self, j: int) -> bool:
        """Whether anything but a function word stands at ``j``, behind ``بن`` or ``آل``."""
        norm = self.at(j)
        return norm[0].isalpha() and len(norm) > 1 and norm not in self.words["clause"] and norm not in BLESSINGS

    def _between_names(self, j: int) -> bool:
        """Whether an office word stands between two names: a name too (``يوسف قايد صالح``, ``الباجي قايد السبسي``)."""
        before, after = self.norms[j - 1], self.at(j + 1)
        if self.norms[j] not in MALE_OFFICES or (before,) not in self.lexicon.given or j + 1 in self.blocked:
            return False
        if before in self.lexicon.weak and not self.definite(j - 1):
            return False
        listed = after in self.lexicon.family or {(after,), (after.removeprefix("ال"),)} & self.lexicon.given.keys()
        return (bool(listed) and after not in self.lexicon.weak) or (
            self.definite(j + 1)
            and after.endswith("ي")
            and after not in NO_NISBA
            and self.lexicon.counts.get(after, 0) < ADJECTIVE
        )

    def _office_name(self, j: int) -> bool:
        """Whether an office at ``j`` is a family name: it has no complement (``سالم القاضي، ...``)."""
        following = self.at(j + 1)
        if self.at(j) not in OFFICE_NAMES:
            alone = following in STOPS or following in CLOSE or following == "و" or following in self.offices
            due = self.at(j - 2) == "عبد" or (self.at(j - 2) in HONORIFICS and (self.at(j - 1),) in self.lexicon.given)
            return alone and due and self.at(j) in MALE_OFFICES  # `عبد القادر قاضي،`, `اللواء محمد أمين مدير الأمن`
        if following in self.offices and not following.startswith("ال"):
            return True  # `حسن الشريف قائد المنطقة`
        given = (self.at(j - 1),) in self.lexicon.given and self.at(j - 1) not in self.lexicon.weak
        closed = not following.endswith(("ي", "يه")) and following not in self.words["stop"] | TAILS | FORMER
        if given and self.definite(j + 1) and closed:
            return self.definite(j)  # `افتتح أمين المنطقة سالم القاضي المعرض`
        return following in STOPS or following in CLOSE or following in AFTER_NAMES

    def within_name(self, i: int) -> bool:
        """Whether the office word at ``i`` belongs to the name before it (``بن مساعد``, ``آل الشيخ``)."""
        before = self.at(i - 1)
        if before == "عبد" or (i and self._between_names(i)):
            return True
        if before in BINDING and i > 1 and self.at(i - 2) not in STOPS:
            return before not in ("ابن", "ولد") or self.given_end(i - 2) > i - 2
        given = i > 0 and (self.norms[i - 1],) in self.lexicon.given and before not in self.lexicon.weak
        given = given or self.at(i - 2) == "عبد" or self.at(i - 2) in HONORIFICS
        return given and self._office_name(i) and not self.starts(i + 1)

    def _double_name(self, j: int) -> bool:
        """Whether a dash joins two words of a double name (``ليدل - غرينجر``), not a name and what is said of it."""
        if not self.at(j + 1)[0].isalpha() or self.at(j + 1) in BLESSINGS or self.at(j + 1) in HONORIFICS:
            return False
        pos = self.doc.doc[j + 1].pos_
        return self.word_end(j + 1) > j + 1 and pos == "PROPN" and self.at(j + 2) not in DASHES


def trailing_name(doc: Document, first: int, last: int) -> int:
    """Return where a person's name begins that ends the phrase of tokens ``first`` to ``last``, ``last`` without one.

    ``جمعية «الأمل» | فلان الفلاني``, ``المجلس الإقليمي لميدلت | فلان الفلاني``: behind a quotation or a complement a name
    is no part of the institution; right behind its head it is (``مؤسسة محمد الخامس``).
    """
    reader = NameReader(doc, load_names(), frozenset(), frozenset())
    norms = reader.norms
    for k in range(first + 2, last - 1):
        apart = (
            norms[k - 1] in CLOSE
            or norms[k - 1] in OPEN
            or (norms[k - 1] not in LINKS and any(n in ("ل", "ب") for n in norms[first : k - 1]))
        )
        if not apart or not reader.starts(k) or doc.doc[k].pos_ not in ("PROPN", "X", ""):
            continue
        if reader.end(k) >= last - (norms[k - 1] in OPEN):
            return k - (norms[k - 1] in OPEN)
    return last
