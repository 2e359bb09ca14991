"""Speakers that no list of names knows: read off the tagger, behind the verb or behind an office or profession.

``قال كيفن روبرتس إن``, ``أعلنت مدعية المحكمة فاتو بنسودا أن``, ``أكد رئيس الهيئة، نبيل بفون، أن``.
"""

from __future__ import annotations

from corpus.mention import Gender, Label, PersonValue
from corpus.normalise import fold
from extractors.clauses import ClauseReader, Part
from extractors.name_lexicon import load_names
from extractors.name_tokens import LINKS
from extractors.offices import bare, offices
from extractors.triggers import Form
from extractors.units import Unit

TITLE_REACH = 22  # tokens of an office that may stand between the verb and the name
NAME_WORDS = 5
SPEAKING_FOR = frozenset({"نايب", "نايبه", "ممثل", "ممثله", "مسوول", "مسووله", "مرشح"})  # `النائب عن دائرة ...`
OPENED = frozenset('"«“”»')  # what is said, or a work, stands between them
ONE_OF_THEM = frozenset({"احدهم", "احداهن"})
CLOSING = frozenset({"،", ",", ":", "(", "«", "“", '"', "في", "خلال", "ل", "عن", "عبر", "قايلا", "قايله"})
COMMON = 1500  # a word that no list of names has and that is written more often is a noun, whatever the tagger sees


def unknown_name(clauses: ClauseReader, parts: list[Part], form: Form, end: int) -> tuple[Unit, ...]:
    """Return the speaker that no name list knows: words taken for a name right after the verb, or behind a profession.

    ``parts``: of the clause behind the verb; ``end``: of the sentence.
    """
    head = next((p for p in parts if p.kind == "np"), None)
    if head is None or head is not parts[0] or head.unit is not None or clauses.norms[head.first - 1] == "(":
        return ()
    word = clauses.norms[head.first]
    joined = _joined_name(clauses, parts, end) or _longer_name(clauses, parts)
    if joined:
        return joined
    if is_somebody(clauses, word) and _fits(form, clauses.doc.doc[head.first].text):
        behind = tagged_name(clauses, head.first + 1, end)
        if behind:
            return behind
    for k in range(head.first, min(head.first + 3, end)):
        if not clauses.norms[k].startswith("ال"):
            break
        named = proper_name(clauses, k + 1, end)
        if named:
            return named  # `أوضحت الفنانة الشعبية نجاة اعتابو أن`
    return proper_name(clauses, head.first, end) or _tagged_words(clauses, head)


def _joined_name(clauses: ClauseReader, parts: list[Part], end: int) -> tuple[Unit, ...]:
    """Return the name behind a second office of the same person (``قال الأكاديمي والمحلل السياسي فلان``)."""
    if len(parts) < 2 or parts[1].kind != "np" or parts[1].unit is None:
        return ()
    unit, words = parts[1].unit, clauses.norms[parts[0].first : parts[0].last]
    if not parts[1].joined:
        one = words[0] in ONE_OF_THEM and unit.label is Label.PERSON and parts[1].first <= parts[0].last + 1
        return (unit,) if one else ()  # `قال أحدهم، فلان، إن`
    if clauses.norms[parts[0].last : parts[1].first][:1] != ("و",):
        return ()
    if not (is_somebody(clauses, words[0]) or (words[0].startswith("ال") and words[0].endswith("ي"))):
        return ()
    if unit.label is Label.PERSON and unit.first > parts[0].last + 1:
        return (unit,)  # an office stands between: it is one person
    return name_in_office(clauses, unit, end) if unit.label is Label.ROLE and not unit.inferred else ()


def _longer_name(clauses: ClauseReader, parts: list[Part]) -> tuple[Unit, ...]:
    """Return a name whose first word was left out of the person read behind it (``قال محمد | أمين الخليع``)."""
    head, unit = parts[0], clauses.unit_at.get(parts[0].last)
    if head.last - head.first != 1 or unit is None or unit.label is not Label.PERSON or unit.mention is None:
        return ()
    token = clauses.doc.doc[head.first]
    if (token.norm_,) not in load_names().given or token.pos_ != "PROPN":
        return ()
    last = clauses.doc.token_range(*unit.mention.span)[1]
    return (person(clauses, head.first, last),)


def _tagged_words(clauses: ClauseReader, head: Part) -> tuple[Unit, ...]:
    """Return the words of a noun phrase as a name where the tagger takes all of them for one."""
    first = head.first + (clauses.norms[head.first] in ONE_OF_THEM)
    while first < head.last - 2 and clauses.norms[first].startswith("ال") and first < head.first + 3:
        first += 1  # `المدرب الفرنسي هيرفي رونار`
    tokens = clauses.doc.doc[first : min(head.last, first + 4)]
    named = [t for t in tokens if t.ent_type_ == "PER" or t.pos_ == "PROPN"]
    if any(clauses.words.is_in("no_person", t.norm_) for t in tokens):
        return ()
    if len(named) < 2 or len(named) != len(tokens) or any(t.norm_.startswith("ال") for t in tokens[:1]):
        return ()
    quoted = clauses.norms[first - 1] in OPENED
    if quoted and clauses.norms[first + len(tokens) : first + len(tokens) + 1][0] not in OPENED:
        return ()  # what is said, not who
    return (person(clauses, first, first + len(tokens)),)


def is_somebody(clauses: ClauseReader, word: str) -> bool:
    """Whether a noun is an office or profession (``المدعية``, ``نائب``)."""
    known = any(clauses.words.is_in(s, w) for s in ("honorific", "speaker_noun") for w in (word, bare(word)))
    return known or bare(word) in offices()


def _fits(form: Form, word: str) -> bool:
    """Whether a noun of a person can be the subject by its ending: ``تتهم | نجم``, ``قال | والدة`` are no subjects."""
    feminine = word.endswith("ة")
    return form.plural or form.gender is Gender.UNKNOWN or (form.gender is Gender.FEMININE) is feminine


def tagged_name(clauses: ClauseReader, first: int, end: int) -> tuple[Unit, ...]:
    """Return the name the tagger sees behind an office at token ``first`` (``رئيس الهيئة العليا، نبيل بفون``).

    The person known by part of it (``الكاتب الأردني رحيل محمد ...``), else its words; the office ends nowhere before it.
    """
    tokens, norms, trademark = clauses.doc.doc, clauses.norms, 0
    for k in range(first, min(first + TITLE_REACH, end)):
        unit = clauses.cover.get(k)
        due = proper_name(clauses, k, end) if k == first or norms[k - 1] in "،," else ()
        if due:
            return due
        if tokens[k].ent_type_ == "PER" and tokens[k].pos_ == "PROPN" and (unit is None or unit.label is Label.PERSON):
            last = k
            while last < min(k + NAME_WORDS, end) and tokens[last].ent_type_ == "PER":
                last += 1
            known = next((clauses.cover[j] for j in range(k, last) if j in clauses.cover), None)
            if known is not None and known.label is Label.PERSON:
                return (known,)
            named = last - k >= 2 and not norms[k].startswith("ال") and bare(norms[k]) not in offices()
            if named:
                return (person(clauses, k, last),)
            continue
        if unit is not None and unit.label in (Label.INSTITUTION, Label.PLACE, Label.ROLE):
            continue
        if unit is not None or tokens[k].pos_ in ("VERB", "SCONJ", "PRON", "AUX", "NUM") or norms[k] in (":", "."):
            return ()
        descent = norms[k] == "من" and norms[k + 1 : k + 2] in (("اصل",), ("اصول",))
        of_office = (
            descent
            or norms[k] in ("في", "ب", "ل", "لدي")
            or (norms[k] == "عن" and _speaks_for(norms[max(k - 2, 0) : k]))
        )
        if clauses.words.is_in("preposition", norms[k]) and (not of_office or norms[k - 1] in "،,"):
            return ()  # `أعلن رئيس الوزراء | عن ...`, `كشف المتحدث، | في تدوينة`
        if norms[k] in OPENED and k < trademark:
            continue
        if norms[k] in OPENED:
            trademark = next((j + 1 for j in range(k + 1, min(k + NAME_WORDS, end)) if norms[j] in OPENED), 0)
            if trademark < end and tokens[trademark].ent_type_ == "PER":
                continue  # `مؤسس مطاعم «الزيتونة» جون ...`
        if clauses.words.is_in("break_word", norms[k]) or clauses.words.is_in("that", norms[k]) or norms[k] in OPENED:
            return ()
    return ()


def _speaks_for(words: tuple[str, ...]) -> bool:
    """Whether one of the words before عن is of somebody who stands for others (``النائب البرلماني عن حزب ...``)."""
    return any(bare(word) in SPEAKING_FOR for word in words)


def name_in_office(clauses: ClauseReader, office: Unit, end: int) -> tuple[Unit, ...]:
    """Return the name that was read as the end of an office (``النائب عن حزب المحافظين أليك | شيلبروك``)."""
    settled = {
        k for m in clauses.doc.of(Label.PLACE, Label.INSTITUTION) for k in range(*clauses.doc.token_range(*m.span))
    }
    for k in range(office.first + 1, office.last):
        if clauses.norms[k - 1] in ("ب", "في", "من", "ل") or clauses.words.is_in("units", clauses.norms[k - 1]):
            continue
        tokens = clauses.doc.doc[k : min(k + 2, end)]
        apart = k not in settled or clauses.norms[k - 1].startswith("ال")  # `المتحدث باسم المركز | رأفت ...`
        named = apart and all(t.pos_ == "PROPN" for t in tokens) and len(tokens) == 2
        if named and (tokens[0].ent_type_ == "PER" or load_names().knows(tokens[0].norm_)):
            found = proper_name(clauses, k, end, inside=office.last)
            if found:
                return found
    return ()


def name_before_office(clauses: ClauseReader, parts: list[Part], office: Unit) -> tuple[Unit, ...]:
    """Return the words between a verb and an office as a name, to which the office stands in apposition.

    ``قال امبارك الشلح، رئيس الجماعة، إن``: behind a comma the words need not be known; else a given name opens them.
    """
    head = parts[0]
    if head.kind != "np" or head.unit is not None or not 2 <= head.last - head.first <= NAME_WORDS:
        return ()
    words = clauses.norms[head.first : head.last]
    gap = clauses.norms[head.last : office.first]
    if gap not in ((), ("،",), (",",)) or any(k in clauses.cover for k in range(head.first, head.last)):
        return ()
    given = (words[0],) in load_names().given
    common = words[0].startswith("ال") or is_somebody(clauses, words[0]) or clauses.words.is_in("body", words[0])
    unnamed = any(
        clauses.words.is_in(s, words[0]) for s in ("source", "people", "kin", "no_person", "medium", "quantifier")
    )
    if common or unnamed or not (given or (gap and clauses.doc.doc[head.first].pos_ in ("PROPN", "X"))):
        return ()
    return (person(clauses, head.first, head.last),)


def proper_name(clauses: ClauseReader, first: int, end: int, *, inside: int = 0) -> tuple[Unit, ...]:
    """Return the two to four words at ``first`` that can only be a name where somebody is due to speak.

    Words tagged so or known as names, and behind them a comma, what is said or where (``الناطق ... | عيضة الهذيلي أن``).
    ``inside``: the end of a unit that may hold them.
    """
    last = first
    while last < min(first + NAME_WORDS, end) and (last not in clauses.cover or last < inside):
        after = _after_name_word(clauses, last, first)
        if after == last:
            break
        last = after
    if last == first:
        return ()
    norms, opening = clauses.norms, clauses.doc.doc[first]
    article = norms[first].startswith("ال") and opening.ent_type_ != "PER"
    if last - first == 1 and _is_surname_due(clauses, first):
        last += 1
    if last - first < 2 or last >= end or article or norms[last - 1] in LINKS:
        return ()
    names, tagged = load_names(), any(t.pos_ == "PROPN" for t in clauses.doc.doc[first:last])
    given = (norms[first],) in names.given and norms[first] not in names.weak
    if (norms[first - 1] in OPENED and not inside) or is_somebody(clauses, norms[first]):
        return ()
    if not given and not (tagged and (opening.pos_ == "PROPN" or names.knows(norms[first]))):
        return ()
    closes = norms[last] in CLOSING or clauses.words.is_in("that", norms[last]) or (inside and norms[last] in OPENED)
    closes = closes or (is_somebody(clauses, norms[last]) and not norms[last].startswith("ال"))  # `فلانة ... محامية`
    return (person(clauses, first, last),) if closes else ()


def _is_surname_due(clauses: ClauseReader, first: int) -> bool:
    """Whether the word behind a given name can only be a surname: commas round both (``المتحدث ...، نزار القضاة، أن``),
    or a definite noun right behind an office (``المتحدث الرسمي للهيئة رأفت الصباغ في تصريح``).
    """
    norms, token, office = clauses.norms, clauses.doc.doc[first], clauses.cover.get(first - 1)
    given = (norms[first],) in load_names().given and token.pos_ == "PROPN"
    titled = office is not None and office.label is Label.ROLE and office.last == first
    if given and titled and norms[first + 1].startswith("ال") and load_names().counts.get(norms[first + 1], 0) < COMMON:
        return True
    return given and norms[first - 1] in "،," and norms[first + 2 : first + 3] in (("،",), (",",))


def _after_name_word(clauses: ClauseReader, k: int, first: int) -> int:
    """Return the token after the word of a name at ``k``, also one split by mistake (``ب`` + ``ناجح``), else ``k``."""
    if is_name_word(clauses, k, first):
        return k + 1
    offsets, following = clauses.doc.offsets, clauses.norms[k + 1 : k + 3]
    if k == first or clauses.norms[k] != "ب" or len(following) < 2 or k + 1 in clauses.cover:
        return k
    glued = offsets[k][1] == offsets[k + 1][0] and following[0][:1] in "نول"
    return k + 2 if glued and (following[1] in "،," or clauses.words.is_in("that", following[1])) else k


def is_name_word(clauses: ClauseReader, k: int, first: int) -> bool:
    """Whether a word can be of a name: known as one, tagged so and no common noun, or a nisba behind another."""
    names, norm, token = load_names(), clauses.norms[k], clauses.doc.doc[k]
    if clauses.words.is_in("no_person", norm):
        return False  # of the dialect, which the tagger does not know: `قال | ليه راسو`
    if names.knows(norm) and token.pos_ not in ("VERB", "ADP", "SCONJ"):
        return True
    if k > first and norm in LINKS:
        return True
    tagged = token.pos_ == "PROPN" and names.counts.get(norm, 0) < COMMON
    plural = norm.startswith("ال") and norm.endswith(("ين", "ون", "ات"))  # not `روبرتسون`, `بنجامين`
    return tagged and not plural and not token.text.endswith(("ا", "ً"))


def counterpart(clauses: ClauseReader, part: Part) -> Part:
    """Return the part as the person behind a counterpart's country (``نظيره من جزر القمر، سالم ...``)."""
    if part.unit is not None or not clauses.norms[part.first].startswith("نظير"):
        return part
    k = part.last
    place = clauses.unit_at.get(k + 1)
    if clauses.norms[k] in ("من", "ب", "في") and place is not None and place.label is Label.PLACE:
        k = place.last
    k += clauses.norms[k] in ("،", ",")
    named = tagged_name(clauses, k, k + NAME_WORDS)
    return (
        Part("np", "", named[0].first, named[0].last, named[0], part.joined) if named and named[0].first == k else part
    )


def person(clauses: ClauseReader, first: int, last: int) -> Unit:
    """Return the tokens as a person: the one named in full before whose name ends so (``بن كيران``), else by these words."""
    span = clauses.doc.span(first, last)
    words = clauses.norms[first:last]
    name = clauses.doc.text[slice(*span)]
    for mention in clauses.doc.of(Label.PERSON):
        full = fold(mention.value.name).split() if isinstance(mention.value, PersonValue) else []
        if isinstance(mention.value, PersonValue) and len(full) > len(words) and tuple(full[-len(words) :]) == words:
            name = mention.value.name
            break
    return Unit(first, last, Label.PERSON, name, span)
