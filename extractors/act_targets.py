"""What targets, places and companions are called: an entity's name, else the words that name a thing.

``حزمة من مشاريع اجتماعية`` -> ``مشاريع اجتماعية``; ``اتفاقية شراكة لتسيير مركز ...`` -> ``اتفاقية شراكة`` and the centre.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus.document import BREAK, Document
from corpus.mention import EventType, InstitutionKind, InstitutionValue, Label, Span
from corpus.normalise import fold
from extractors.act import OPENINGS, STOPS_OF_A_TOUR, Act
from extractors.act_phrases import has_head
from extractors.act_referents import referent
from extractors.clauses import MORE_OR_LESS, ClauseReader, Part
from extractors.units import Unit

Named = tuple[str, Span]
SIGNED_REACH = 10  # tokens from what is signed to the body it is for
PASSED_ON = frozenset(
    {EventType.MEETING, EventType.DISTRIBUTION}
)  # `مفاتيح المركز`, `طياري التحالف` stay what they are
ISSUED = ("publication", "policy", "decree")  # sets of nouns of what a body issues: `قرار المحكمة` is no court
STAGED = frozenset(
    {"جائزه", "برنامج", "البرنامج", "مبادره", "المبادره", "حمله", "الحمله", "مسابقه", "مشروع", "المشروع"}
    | {"مهرجان", "ملتقي", "معرض", "موسم", "منتدي", "صالون", "بطوله", "دوري", "اسبوع"}
)
PARTIES = frozenset(
    {InstitutionKind.COMPANY, InstitutionKind.AGENCY, InstitutionKind.MINISTRY, InstitutionKind.PARTY}
    | {InstitutionKind.COUNCIL, InstitutionKind.ASSOCIATION}
)
TOURING = frozenset({"تجول", "جال", "طاف"})
TITLE_REACH = 14  # tokens a title in quotation marks may have
WORKS_REACH = 3  # tokens behind the works that may name the body they are of


def target_names(clauses: ClauseReader, part: Part, act: Act) -> Iterator[Named]:
    """Yield (name, span) of a target: an entity's name, else the phrase without vague and works words.

    ``حزمة من مشاريع اجتماعية`` -> ``مشاريع اجتماعية``; ``أشغال بناء ملعب للقرب`` -> ``ملعب للقرب``.
    """
    if part.unit is not None and part.unit.group and act.type is EventType.MEETING:
        head, others = _apart(clauses, part)
        if others:
            yield from [_phrase_text(clauses.doc, head.first, head.last), *others]
            return
    if part.unit is not None:
        listed = part.joined and part.unit.label is Label.PLACE and any(_of_units(clauses, p) for p in act.targets)
        if _is_target(part.unit, act) and not listed:
            yield part.unit.name, part.unit.span
        return
    if act.type is EventType.VISIT and _of_units(clauses, part):
        return  # `زيارة إلى معتمديتي حفوز والعلا`: places
    if act.type is EventType.SIGNING:
        yield from _signed(clauses, part)
        return
    stage = _staged(clauses, part) if act.type in OPENINGS else None
    if stage is not None:
        yield stage
        return
    if act.type is EventType.MEETING:
        part, others = _apart(clauses, part)
        yield from others
    first = _after_vague(clauses, part)
    if act.type is EventType.VISIT:
        first = _after_progress(clauses, _after_tour_part(clauses, first, part.last), part.last)
    if act.type is EventType.LAUNCH:
        first = _after_signal(clauses, first, part.last)
    if act.type is EventType.OTHER:
        first = _after_granting(clauses, first, part.last)
    first, part = _past_quantifier(clauses, first, part)
    bare = _after_works(clauses, first, part.last) if act.type is not EventType.OTHER else first
    reach = 1 if act.type in PASSED_ON else WORKS_REACH
    inner = (clauses.unit_at.get(k) for k in range(bare, min(part.last, bare + reach)))
    body = next((u for u in inner if u is not None and u.label is Label.INSTITUTION), None)
    issued = act.type is EventType.OTHER and any(
        has_head(clauses, replace(part, first=bare, last=bare + 1), s) for s in ISSUED
    )
    staged = act.type in OPENINGS and clauses.norms[bare : bare + 1][:1] and clauses.norms[bare] in STAGED
    if body is not None and not issued and not (staged and body.first > bare):
        yield body.name, body.span
        return
    if act.type not in (EventType.LAUNCH, EventType.VISIT) and bare < part.last:
        first = bare
    served = _serving(clauses, first, part.last) if act.type is EventType.VISIT else None
    if served is not None:
        yield served.name, served.span
        return
    yield from _phrase(clauses, first, part.last, act)


def _serving(clauses: ClauseReader, first: int, last: int) -> Unit | None:
    """Return the body whose services are looked at (``وقفت على الخدمات التي تقدمها | دار المسنين``)."""
    norms = clauses.norms
    work = all(clauses.words.is_in("works", n.removeprefix("ال")) for n in norms[first:last])
    if not work or last + 2 >= len(clauses.doc.doc) or not clauses.words.is_in("relative", norms[last]):
        return None
    unit = clauses.unit_at.get(last + 2)
    by = unit is not None and unit.label is Label.INSTITUTION and norms[last + 1].endswith(("ها", "ه"))
    return unit if by else None


def _apart(clauses: ClauseReader, part: Part) -> tuple[Part, list[Named]]:
    """Tell people apart that one chunk holds (``رؤساء الأقسام والموظفين`` -> ``رؤساء الأقسام``, [``الموظفين``])."""
    norms = clauses.norms
    found: list[Named] = []
    last = part.last
    alike = not norms[part.first].startswith("ال") or _are_people(clauses, part.first)
    for k in range(part.last - 2, part.first, -1):
        if norms[k] == "و" and norms[k + 1].startswith("ال") and _are_people(clauses, k + 1) and alike:
            found.insert(0, _phrase_text(clauses.doc, k + 1, last))
            last = k
    return (replace(part, last=last), found) if found else (part, [])


def _are_people(clauses: ClauseReader, k: int) -> bool:
    """Whether a noun of people in the plural stands at token ``k`` (``المهندسين``, ``الأعيان``)."""
    bare = clauses.norms[k].removeprefix("ال")
    return bare.endswith(("ين", "ون")) or clauses.words.is_in("people", bare)


def _staged(clauses: ClauseReader, part: Part) -> Named | None:
    """Return the programme or body whose stage is launched (``المرحلة الثالثة من برنامج ...``, ``الدورة الخامسة لجائزة ...``)."""
    if not clauses.words.is_in("stage", clauses.norms[part.first]):
        return None
    for k in range(part.first + 1, min(part.last + 2, len(clauses.doc.doc))):
        unit = clauses.unit_at.get(k)
        if unit is not None and clauses.norms[k - 1] in ("من", "ل"):
            return (unit.name, unit.span) if unit.label is Label.INSTITUTION else None
        if clauses.norms[k - 1] in ("من", "ل") and clauses.norms[k] in STAGED:
            return _phrase_text(clauses.doc, k, _with_title(clauses, k, clauses.phrase_end(clauses.doc, k)))
    return None


def _of_units(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is of towns or provinces by name (``معتمديتي حفوز والعلا``)."""
    places = any(u.label is Label.PLACE for k, u in clauses.unit_at.items() if part.first <= k < part.last)
    return part.unit is None and places and clauses.words.is_in("units", clauses.norms[part.first])


def _is_target(unit: Unit, act: Act) -> bool:
    """Whether an entity is a target by name: a person, an office, a body; of a visit or of works also a site that is no unit."""
    if unit.label is Label.PLACE:
        value = unit.mention.value if unit.mention else None
        if act.type is EventType.STATEMENT:
            return True  # `هنأ الوزير المغرب`: a country addressed
        sited = (EventType.VISIT, EventType.INAUGURATION, EventType.OTHER)
        return act.type in sited and getattr(value, "kind", None) == "other"
    return unit.label in (Label.PERSON, Label.ROLE, Label.INSTITUTION)


def _after_vague(clauses: ClauseReader, part: Part) -> int:
    """Return the token after vague words (``حزمة من مشاريع`` -> ``مشاريع``)."""
    first = part.first
    while first < part.last and (
        clauses.words.is_in("vague", clauses.norms[first]) or clauses.norms[first] in ("من", "ب", "ل", "في", "علي")
    ):
        first += 1
    return first


def _past_quantifier(clauses: ClauseReader, first: int, part: Part) -> tuple[int, Part]:
    """Return where a target begins, and its phrase, if it ends in a quantifier (``انطلاقة مجموعة | من المشاريع التنموية``)."""
    norms = clauses.norms
    if first + 1 != part.last or not clauses.words.is_in("quantifier", norms[first]):
        return first, part
    if norms[part.last : part.last + 1] != ("من",) or part.last + 1 >= len(clauses.doc.doc):
        return first, part
    return part.last + 1, replace(part, last=max(clauses.phrase_end(clauses.doc, part.last + 1), part.last + 2))


def _after_progress(clauses: ClauseReader, first: int, last: int) -> int:
    """Return the token after the progress of works that are inspected (``تقدم أشغال تعبيد الطريق`` -> ``أشغال ...``)."""
    k = first
    while k < last - 1 and clauses.words.is_in("progress", clauses.norms[k]):
        k += 1
    return k if clauses.norms[k] in ("اشغال", "الاشغال", "اعمال") else first


def _after_tour_part(clauses: ClauseReader, first: int, last: int) -> int:
    """Return the token after what one walks through of a site (``تجول في أروقة | المعرض``)."""
    through = clauses.words.is_in("tour_part", clauses.norms[first]) if first < last - 1 else False
    return (
        first + 1 if through and (clauses.norms[first + 1].startswith("ال") or first + 1 in clauses.unit_at) else first
    )


def _after_signal(clauses: ClauseReader, first: int, last: int) -> int:
    """Return the token after the signal of a launch (``الانطلاقة الرسمية للنسخة``, ``إشارة انطلاق القافلة``)."""
    norms = clauses.norms
    if not clauses.words.is_in("signal", norms[first]):
        return first
    k = first + 1
    while k < last and (clauses.words.is_in("signal", norms[k]) or norms[k].startswith("ال")) and norms[k] != "ل":
        if not clauses.words.is_in("signal", norms[k]) and not norms[first].startswith("ال"):
            break  # `إشارة انطلاق القافلة`: a genitive, no adjective of the signal
        k += 1
    return min(k + 1, last) if k < last and norms[k] == "ل" else k


def _after_works(clauses: ClauseReader, first: int, last: int) -> int:
    """Return the token after the words of works on a thing (``أشغال بناء ملعب`` -> ``ملعب``, ``المقر الجديد للمركز``)."""
    norms = clauses.norms
    while first < last and (clauses.words.is_in("works", norms[first]) or norms[first] in ("ب", "ل", "في", "من", "و")):
        following = norms[first + 1] if first + 1 < last else ""
        if all(n.startswith("ال") and n != "الجديد" for n in (norms[first], following)):
            break  # `أعمال الدورة التدريبية`, `العمل السريري`: a noun with its adjective
        first += 1
    return first


def _after_granting(clauses: ClauseReader, first: int, last: int) -> int:
    """Return the token after the noun of a decided act (``اقتناء 36 حافلة`` -> ``36 حافلة``)."""
    while first < last - 1 and clauses.words.is_in("granting", clauses.norms[first]):
        first += 1
    return first


def _phrase(clauses: ClauseReader, first: int, last: int, act: Act) -> Iterator[Named]:
    """Yield the name of a phrase: what a definite noun refers back to, else its words without loose ends."""
    words, norms = clauses.words, clauses.norms
    if last - first == 2 and norms[first] in ("ذلك", "تلك"):
        first += 1  # `زار ذلك المرآب`
    if act.type in STOPS_OF_A_TOUR and last - first == 2 and words.is_in("demonstrative", norms[first]):
        known = referent(clauses, first + 1, last, act.type)
        if known is not None:  # `أعطى انطلاقة هذه القافلة الوالي`
            yield known, clauses.doc.span(first + 1, last)
            return
    if act.type is EventType.VISIT and last - first == 1 and words.is_in("realm", norms[first]):
        return  # `وصل إلى المملكة`: a country without its name
    last = _before_verb(clauses, first, last)
    if first < last and (
        words.is_in("no_name", norms[first]) or (act.type is EventType.VISIT and _owned(clauses, first, last))
    ):
        return
    while last > first and words.is_in("loose_end", norms[last - 1]):
        last -= 1
    if act.type is EventType.OTHER:
        last = _with_title(clauses, first, last)
    if act.type is EventType.DISTRIBUTION:
        last = _with_material(clauses, _before_receiver(clauses, first, last))
    if first < last:
        name, span = _phrase_text(clauses.doc, first, last)
        yield referent(clauses, first, last, act.type) or name, span


def _before_verb(clauses: ClauseReader, first: int, last: int) -> int:
    """Return where a phrase ends before a clause that tells of it (``ثمانية أضرحة | دمرها مسلحون``); titles may hold one."""
    norms = clauses.norms
    for k in range(first + 1, last):
        if norms[k] in '«“"(':
            return last
        told = clauses.doc.doc[k].pos_ == "VERB" and norms[k].endswith(("ه", "ها", "هم")) and len(norms[k]) > 3
        if told and k not in clauses.cover and not norms[first].startswith("ال"):
            return k - (norms[k - 1] in ("،", ",", "لا", "لم"))
    return last


def _owned(clauses: ClauseReader, first: int, last: int) -> bool:
    """Whether a phrase is only a part of what is visited, told by its pronoun (``تفقد خلالها مرافقه``)."""
    word = clauses.norms[first]
    stem = word.removesuffix("ها") if word.endswith("ها") else word.removesuffix("ه")
    stem = stem[:-1] + "ء" if stem.endswith("اي") else stem  # folded: أرجائه
    part = any(
        clauses.words.is_in("works", s)
        or clauses.words.is_in("tour_part", s)
        or s in clauses.words.sets["head_site_work"]
        for s in (stem, stem[:-1] + "ه")
    )
    return last - first == 1 and stem != word and not word.startswith("ال") and part


def is_toured(clauses: ClauseReader, act: Act) -> bool:
    """Whether somebody walks round what was told of before (``دشن المعرض، ثم تجول في أرجائه``)."""
    part = next(iter(act.targets), None)
    lemmas = {form.lexeme.lemma for form in clauses.triggers.verbs(clauses.norms[act.trigger])}
    alone = part is not None and part.unit is None and part.last - part.first == 1
    return alone and bool(lemmas & TOURING) and clauses.norms[act.targets[0].first].endswith(("ه", "ها"))


def _with_title(clauses: ClauseReader, first: int, last: int) -> int:
    """Return the end of what is published with its title (``كتاب`` -> ``كتاب بعنوان «تاريخ المدن»``)."""
    norms = clauses.norms
    if norms[last : last + 1] == ('"',) and '"' in norms[first:last]:
        return last + 1
    at = last + 2 if norms[last : last + 2] in (("ب", "عنوان"), ("تحت", "عنوان")) else last
    if norms[at : at + 1] not in (('"',), ("«",), ("“",), ("(",)) or at == last:
        return last
    closing = (k for k in range(at + 1, min(at + TITLE_REACH, len(clauses.doc.doc))) if norms[k] in '"»”“)')
    return next(closing, last - 1) + 1


def _before_receiver(clauses: ClauseReader, first: int, last: int) -> int:
    """Return where what is given ends before who receives it (``الجوائز للمتسابقين`` -> ``الجوائز``)."""
    norms = clauses.norms
    for k in range(first + 1, last - 1):
        if norms[k] != "ل":
            continue
        receiver, word = clauses.unit_at.get(k + 1), norms[k + 1]
        people = word.endswith(("ين", "ون")) or clauses.words.is_in("receiver", word)
        bound = word.endswith("ي") and not word.startswith("ال") and len(word) > 4
        if people or bound or (receiver is not None and receiver.acts):
            return k
    return last


def _with_material(clauses: ClauseReader, last: int) -> int:
    """Return the end of what is given with what it is of (``ستة صناديق`` -> ``ستة صناديق من الأدوية``)."""
    norms = clauses.norms
    if last < len(clauses.doc.doc) - 1 and norms[last] == "من":
        whole = not clauses.words.is_in("agency", norms[last + 1]) and last + 1 not in clauses.unit_at
        return clauses.phrase_end(clauses.doc, last + 1) if whole else last
    return last


def _phrase_text(doc: Document, first: int, last: int) -> Named:
    """Return a phrase as written and its span; the article after ل is restored (``للمرضى`` -> ``المرضى``)."""
    span = doc.span(first, last)
    text = doc.text[span[0] : span[1]]
    norm = doc.doc[first].norm_
    restored = norm.startswith("ال") and text.startswith("ل") and fold("ا" + doc.doc[first].text) == norm
    return ("ا" + text if restored else text), span


def _signed(clauses: ClauseReader, part: Part) -> Iterator[Named]:
    """Yield what is signed, cut before what it is for, and the institution or programme it is for.

    ``اتفاقية شراكة لتسيير مركز ...`` -> ``اتفاقية شراكة`` and the centre.
    """
    doc, norms, words = clauses.doc, clauses.norms, clauses.words
    first = part.first
    while first < part.last and (words.is_in("vague", norms[first]) or norms[first] in ("من", "ب", "ل", "علي")):
        first += 1
    more = norms[first] in MORE_OR_LESS and norms[first + 1] == "من"  # `أكثر من 40 عقدا`
    last = first + 2 if more else first
    while last < part.last and not words.is_in("contract_end", norms[last]):
        if norms[last] == "ل" and not norms[min(last + 1, len(clauses.doc.doc) - 1)].startswith("ال"):
            break  # `اتفاقية لتسيير مركز`: what it is for; `بروتوكول للتعاون` is its name
        if last in clauses.unit_at and last > first and clauses.unit_at[last].label is not Label.DATE:
            break
        last += 1
    if first < last:
        yield _phrase_text(doc, first, last)
    for k in range(last, min(part.last + SIGNED_REACH, len(clauses.doc.doc))):
        if (norms[k] in ("و", "،", ".", BREAK, "مع", "بين") or doc.doc[k].pos_ == "VERB") and k not in clauses.cover:
            return  # `عريضة نشرتها صحيفة ...`: not signed for
        unit = clauses.unit_at.get(k)
        if unit is not None and unit.label is Label.INSTITUTION and norms[k - 1] not in ("من", "مع", "عن"):
            if not _is_party(unit):
                yield unit.name, unit.span
            return


def _is_party(unit: Unit) -> bool:
    """Whether an institution rather signs or adopts than is what a contract is for (``اتفاقية اليونسكو``)."""
    value = unit.mention.value if unit.mention else None
    return isinstance(value, InstitutionValue) and value.kind in PARTIES


def places_of(clauses: ClauseReader, act: Act) -> list[Unit]:
    """Return the places of an act: of its clause, of its place-like targets, and where its target institutions are.

    ``دشن المركز الصحي بجماعة ...`` -> the commune.
    """
    spoken = act.type is EventType.STATEMENT
    places = [p.unit for p in act.targets if p.unit is not None and p.unit.label is Label.PLACE and not spoken]
    places += act.places
    for part in act.targets:
        for k in range(part.first, part.last):
            unit = clauses.unit_at.get(k)
            value = unit.mention.value if unit is not None and unit.mention else None
            if isinstance(value, InstitutionValue) and value.place:
                located = clauses.cover.get(clauses.doc.token_range(*value.place)[0])
                if located is not None and located.label is Label.PLACE:
                    places.append(located)
    unique: dict[str, Unit] = {}
    for place in places:
        unique.setdefault(fold(place.name), place)
    return list(unique.values())


def part_name(doc: Document, part: Part) -> Named | None:
    """Return (name, span) of a companion or receiver: the entity's name, else the words (``وفد رسمي``), None if empty."""
    if part.unit is not None:
        return part.unit.name, part.unit.span
    if part.first >= part.last:
        return None
    name, span = _phrase_text(doc, part.first, part.last)
    return (name, span) if name and name.strip() == name else None
