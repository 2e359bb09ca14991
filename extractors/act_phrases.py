"""What a phrase of a clause can be in an act: a site, a gathering, a delegation, goods, a verbal noun.

Word lists are the head nouns of ``gazetteer/data/object_heads.csv`` and the sets of ``clause_words.csv``.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, InstitutionKind, InstitutionValue, Label
from extractors.clauses import ClauseReader, Part
from extractors.units import Unit

SITES = frozenset({InstitutionKind.CENTRE, InstitutionKind.HOSPITAL, InstitutionKind.SCHOOL})
MARKED = frozenset({"pp", "companion", "recipient"})  # kinds whose marker may be the verb's own (`صادق على`)
WIDER = {
    "creation": ("creation", "facility"),
    "built": ("creation", "facility"),
    "realised": ("creation", "facility", "publication"),
}  # sets that take in others
HEAD_REACH = 4  # words of a phrase that may be its head: `عددا من الهدايا`


def direct_phrases(parts: list[Part]) -> list[Part]:
    """Return the noun phrases of the clause itself: not those coordinated with a companion, receiver or setting.

    ``زار الوزير المركز رفقة الوالي والعامل`` -> [الوزير] [المركز].
    """
    found: list[Part] = []
    own = True
    for part in parts:
        beside = part.kind in ("companion", "agent", "setting", "recipient")
        if beside or not part.joined:
            own = not beside  # `برئاسة الوالي وبحضور الأعضاء ومديري الإدارات`
        if part.kind == "np" and (own or not part.joined):
            found.append(part)
    return found


def is_adverbial(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase without a preposition says where a place lies, or at what time of a day that is no date
    (``بمدينة وجدة، | شرق المغرب |، ...``, ``استقبل الوالي | صباح أول أيام العيد | ...``).
    """
    if part.unit is not None or part.kind != "np":
        return False
    word = clauses.norms[part.first]
    return (part.after_comma and clauses.words.is_in("direction", word)) or clauses.words.is_in("time_of_day", word)


def singular(word: str) -> str:
    """Return the folded singular a dual may be of (``مستشفيين`` -> ``مستشفي``, ``اتفاقيتين`` -> ``اتفاقيه``)."""
    stem = word.removesuffix("ين") if word.endswith("ين") else word.removesuffix("ان")
    return stem[:-1] + "ه" if stem.endswith("ت") else stem


def has_head(clauses: ClauseReader, part: Part, needs: str) -> bool:
    """Whether one of the first words of the phrase is of the needed set (``عددا من الهدايا`` of ``goods``)."""
    heads = frozenset().union(
        *(clauses.words.sets.get(f"head_{name}", frozenset()) for name in WIDER.get(needs, (needs,)))
    )
    window = clauses.norms[part.first : min(part.last, part.first + HEAD_REACH)]
    return any(w in heads or {w.removesuffix("ا"), w.removesuffix("هم"), singular(w)} & heads for w in window)


def is_site(unit: Unit) -> bool:
    """Whether a unit is a centre, hospital or school: visited or opened, hardly ever somebody who acts (``مركز ...``)."""
    value = unit.mention.value if unit.mention else None
    return isinstance(value, InstitutionValue) and value.kind in SITES


def are_bodies(left: Part, right: Part) -> bool:
    """Whether two phrases are named centres, schools or hospitals (``مركز ...، دار ...``)."""
    return all(p.unit is not None and is_site(p.unit) for p in (left, right))


def is_facility(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is a place people go to: a named body or site, or a noun of such a place (``ملعب للقرب``)."""
    if part.unit is not None:
        return part.unit.label in (Label.INSTITUTION, Label.PLACE)
    return has_head(clauses, part, "facility")


def works_on_site(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is of work or services at a named place (``خدمات مركز ...``, ``أشغال بناء المسبح``)."""
    named = any(
        u.label in (Label.INSTITUTION, Label.PLACE)
        for k, u in clauses.unit_at.items()
        if part.first < k < part.last + 3
    )
    facilities = clauses.words.sets["head_facility"]
    built = any(n.removeprefix("ال") in facilities for n in clauses.norms[part.first : part.last])
    return has_head(clauses, part, "site_work") and (named or built)


def is_gathering(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is a gathering: ``أشغال المؤتمر``, not ``أشغال إيصال الغاز``."""
    first = part.first
    while first < part.last - 1 and clauses.norms[first] in ("اشغال", "فعاليات", "اعمال"):
        first += 1
    opens = clauses.norms[first] not in ("اشغال", "اعمال")
    return has_head(clauses, replace(part, first=first), "gathering") and opens


def is_delegation(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase without a name is a body that acts (``وفد مغربي``, ``فريق العمل``)."""
    opening = clauses.norms[part.first : min(part.last, part.first + 2)]
    unnamed = part.unit is None or part.unit.label is Label.INSTITUTION
    return unnamed and any(clauses.words.is_in("delegation", n) for n in opening)


def is_counted_thing(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase opens with a number of things (``22 جرارا``, not ``500 طفل``)."""
    end = clauses.counted.get(part.first)
    if end is None or (part.unit and part.unit.acts):
        return False
    if any(clauses.words.is_in("no_name", n) or n == "المايه" for n in clauses.norms[part.first : end + 1]):
        return False  # `عشرة أيام`, `40 في المائة`
    words = clauses.norms[part.first : end + 1]
    return not any(clauses.words.is_in("people", n) or (n.endswith("يين") and n != "ملايين") for n in words)


def is_counted_people(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase opens with a number of people (``أربعة أطباء``)."""
    end = clauses.counted.get(part.first)
    return end is not None and any(clauses.words.is_in("people", n) for n in clauses.norms[part.first : end + 1])


def is_thing(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase after ``زيارة`` is a thing visited (``المعرض``, ``أروقة المعرض``), not an adjective (``تفقدية``)."""
    opening = clauses.norms[part.first : part.last]
    return len(opening) > 2 or any(norm.startswith("ال") for norm in opening[:2])


def is_act_noun(clauses: ClauseReader, k: int) -> bool:
    """Whether the word at token ``k`` is a verbal noun that tells an act of its own (``وتوزيع 1193 هدية``)."""
    nouns = clauses.triggers.nouns(clauses.norms[k])
    return any(f.lexeme.type is not None and f.lexeme.needs != "participle" for f in nouns) and not any(
        f.lexeme.needs == "gathering" or f.lexeme.type is EventType.MEETING for f in nouns
    )


def appoints(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is about appointments (``مقترحات تعيين في مناصب عليا``)."""
    return any(
        f.lexeme.type is EventType.APPOINTMENT
        for n in clauses.norms[part.first : min(part.last, part.first + HEAD_REACH)]
        for f in clauses.triggers.nouns(n)
    )


def may_speak(unit: Unit) -> bool:
    """Whether a unit can be a speaker: a person, an office holder, an institution; not a group (``الوزراء``)."""
    return (unit.acts and not unit.group) or unit.label is Label.INSTITUTION


def phrase_unit(clauses: ClauseReader, part: Part) -> Unit:
    """Return a unit for a noun phrase that is no mention (``وفد مغربي``): a group, named verbatim."""
    if part.unit is not None:
        return part.unit
    span = clauses.doc.span(part.first, part.last)
    return Unit(part.first, part.last, Label.ROLE, clauses.doc.text[span[0] : span[1]], span, group=True)
