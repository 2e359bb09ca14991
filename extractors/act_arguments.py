"""The other participants of an act: doers behind ``من طرف``, the chair, companions, receivers, places and dates."""

from __future__ import annotations

from corpus.mention import EventType, InstitutionValue, Label
from extractors.act import Act, Arguments, Sentence, Trigger
from extractors.act_phrases import has_head, is_counted_people, is_site
from extractors.act_speakers import counterpart
from extractors.act_subjects import named_agents
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.units import Unit

ABSTRACT = frozenset({"بين", "ضد", "تجاه", "حول"})  # `العلاقات بين المغرب وفرنسا`: no places of the act
OCCASIONS = ("gathering", "communique", "speech")  # nouns of what lends an act its day
CLOSING = STOPS - {":"}  # `27 أبريل: لقاء ...`: a colon goes on
RELATIVE_REACH = 2  # tokens from a relative pronoun to its verb: `الذي قد زار`
OCCASION_REACH = 10  # tokens from such a noun to its day


def build(clauses: ClauseReader, trigger: Trigger, found: Arguments, *, rule: str, passive: bool = False) -> Act:
    """Return the act of a trigger with companions, receivers, places and date of the clause round it.

    ``found``: its phrases, doers and targets. ``زارت الوزيرة المركز يوم الاثنين رفقة الوالي``: a date and a companion.
    """
    kind, parts, agents = trigger.type, found.parts, found.agents
    assert kind is not None
    named = named_agents(parts)
    if named and (passive or not agents) and kind is not EventType.STATEMENT:
        agents, passive = named, True
    if kind is EventType.SIGNING:
        agents = _signatories(parts) or agents
    objects = _targets(clauses, trigger, found, agents)
    chair = _chair(clauses, trigger, parts) if kind is EventType.MEETING and not any(u.acts for u in agents) else None
    if chair is not None:  # `عقدت اللجنة لقاء ترأسه الوزير`: both hold it
        by_verb = clauses.norms[chair.first - 1].endswith(("ه", "ها"))
        agents = (*agents, chair) if by_verb else (chair,)
    along = [o for o in objects[1:] if o.joined and _comes_along(clauses, o)]
    objects = [o for o in objects if o not in along]
    companions = [*along, *(p for p in parts if p.kind == "companion" and p not in objects)]
    recipients: list[Part] = []
    if kind is EventType.DISTRIBUTION:
        objects = [o for o in objects if not (o.unit and o.unit.acts)]
        recipients = [p for p in parts if p.kind == "recipient" and p not in objects]
        recipients += [p for p in parts if p.marker == "ل" and p not in objects and (p.unit or _are_people(clauses, p))]
        recipients += [p for p in parts if p.marker == "الي" and p not in objects and _receives(p)]
    fronted = _fronted(clauses, trigger)
    own = _place_units(clauses, parts, objects)
    framing = [u for u in fronted if not _of_clause_before(clauses, trigger, u)]
    framed = bool(own) or any(u.label is Label.PLACE for u in framing)
    places = [u for u in [*(framing if framed else fronted), *own] if u.label is Label.PLACE]
    if kind is EventType.MEETING and not places:
        places = _seat_places(clauses, parts)
    dates = [p.unit for p in parts if p.unit is not None and p.unit.label is Label.DATE and _dates_clause(clauses, p)]
    dates += [u for u in fronted if u.label is Label.DATE] or occasion_dates(clauses, parts, trigger.sentence)
    return Act(
        kind,
        trigger.at,
        trigger.at,
        max([trigger.at + 1, *(p.last for p in parts)]),
        agents=tuple(u for u in agents if not u.formula),
        targets=tuple(o for o in objects if o.unit is None or o.unit.label is not Label.DATE),
        companions=tuple(companions),
        recipients=tuple(recipients),
        places=tuple(dict.fromkeys(places)),
        date=dates[0] if dates else None,
        rule=rule,
        gender=trigger.form.gender,
        passive=passive,
        pronoun=trigger.form.pronoun,
    )


def _comes_along(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase is of those who come with a guest (``استقبل الوزير السفير | والوفد المرافق له``)."""
    return any(n.startswith(("المرافق", "مرافقي", "مرافقو")) for n in clauses.norms[part.first : part.last + 1])


def _are_people(clauses: ClauseReader, part: Part) -> bool:
    """Whether a phrase opens with a noun of people in the plural (``سلمت للمستفيدين كراس متحركة``)."""
    head = clauses.norms[part.first]
    return head.endswith(("ين", "ون")) or clauses.words.is_in("receiver", head)


def _receives(part: Part) -> bool:
    """Whether somebody stands behind إلى, not a place the goods go to (``سلمت الوزيرة الشهادات إلى الخريجات``)."""
    return part.kind == "pp" and (part.unit is None or part.unit.acts or part.unit.label is Label.INSTITUTION)


def _signatories(parts: list[Part]) -> tuple[Unit, ...]:
    """Return who signs for the parties (``وقع الاتفاقية عن الوزارة فلان، وعن الجمعية فلانة``)."""
    if not any(p.marker == "عن" for p in parts):
        return ()
    last = next((k for k, p in enumerate(parts) if p.kind == "companion"), len(parts))
    signing = [p for p in parts[:last] if p.kind == "np" and p.unit is not None and p.unit.acts and not p.unit.group]
    return tuple(p.unit for p in signing if p.unit is not None)


def _targets(clauses: ClauseReader, trigger: Trigger, found: Arguments, agents: tuple[Unit, ...]) -> list[Part]:
    """Return the targets: of a visit with the house they are in, of an appointment the persons appointed."""
    if trigger.type is EventType.VISIT:
        return _with_house(found.parts, found.objects)
    if trigger.type is EventType.APPOINTMENT:
        return appointed(clauses, trigger, found.objects, agents)
    return [counterpart(clauses, o) for o in found.objects] if trigger.type is EventType.MEETING else found.objects


def _with_house(parts: list[Part], objects: list[Part]) -> list[Part]:
    """Return the targets of a visit with the house they are in (``زيارة للمرضى بمستشفى ...``)."""
    if not objects or any(o.unit is not None and o.unit.label is Label.INSTITUTION for o in objects):
        return objects
    last = max(o.last for o in objects)
    for part in parts:
        near = part.first >= last and part.marker in ("ب", "في", "داخل") and part.unit is not None
        if near and part.unit and part.unit.label is Label.INSTITUTION and is_site(part.unit):
            return [*objects, part]
    return objects


def appointed(clauses: ClauseReader, trigger: Trigger, objects: list[Part], agents: tuple[Unit, ...]) -> list[Part]:
    """Return the persons appointed: the target, and those of a list after it (``تعيين ... بمنصب ...، السيد ...``)."""
    norms = clauses.norms
    people = [p for p in objects if (p.unit is not None and p.unit.acts) or is_counted_people(clauses, p)]
    if people and not any(norms[p.last : p.last + 1] in ((",",), ("،",), ("و",)) for p in people[-1:]):
        return people
    named: list[Part] = []
    begin = people[0].first if people and clauses.norms[people[0].first - 1] == "من" else trigger.at + 1
    for k in range(begin, trigger.sentence.end):  # `أعفى الوزير فلان | كلا من مدير ... ورئيس ...`
        if clauses.words.is_in("succession", norms[k]):
            break  # `خلفا ل`: who went before
        if clauses.doc.doc[k].pos_ == "VERB" and k not in clauses.cover and clauses.triggers.verbs(norms[k]):
            break
        unit = clauses.unit_at.get(k)
        if unit is not None and unit.label is Label.PERSON and unit not in agents and not unit.formula:
            named.append(Part("np", "", unit.first, unit.last, unit))
    return named or objects


def _chair(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> Unit | None:
    """Return the person behind ``برئاسة`` in a clause, or past what its gathering is devoted to.

    ``اجتماع خصص لتتبع المشاريع الاجتماعية، برئاسة الوالي``.
    """
    end = parts[-1].last if parts else trigger.sentence.end
    if end < trigger.sentence.end and clauses.words.is_in("devoted", clauses.norms[end]):
        parts = [*parts, *clauses.parts(end + 1, trigger.sentence.end)]
    for part in parts:
        unit = part.unit if part.unit is not None and part.unit.acts else None
        if unit is not None:
            if part.kind == "chair" or clauses.words.is_in("headed_by", clauses.norms[unit.first - 1]):
                return unit
        inner = next((u for k, u in clauses.unit_at.items() if part.first < k <= part.last and u.acts), None)
        if inner is not None and clauses.words.is_in("headed_by", clauses.norms[part.first]):
            return inner
    return None


def _dates_clause(clauses: ClauseReader, part: Part) -> bool:
    """Whether a date is that of the act: not a limit, not the term of a name in brackets (``مخطط ... (2015-2020)``),
    not the year of a thing (``دورته لشهر أكتوبر``, ``الملتقى الثاني 1436``)."""
    if part.unit is None or (part.kind != "date" and not clauses.words.is_in("time_frame", part.marker)):
        return False
    if part.marker in ("منذ", "الي", "حتي", "ل") or (
        part.kind == "date" and not part.marker and _is_bare_year(clauses, part.unit)
    ):
        return False
    before = clauses.norms[max(part.unit.first - 2, 0) : part.unit.first]
    if before[-1:] in (("(",), ("ل",)) or any(clauses.words.is_in("term", n) for n in before):
        return False
    return not (len(before) == 2 and before[1] in ("الماليه", "الدراسي", "الدراسيه"))  # `السنة المالية 2026`


def _is_bare_year(clauses: ClauseReader, unit: Unit) -> bool:
    """Whether a date is only the number of a year, written behind a name."""
    return clauses.norms[unit.first][:1].isdigit() and all(
        n[:1].isdigit() or n in ("ه", "م") for n in clauses.norms[unit.first : unit.last]
    )


def occasion_dates(clauses: ClauseReader, parts: list[Part], sentence: Sentence) -> list[Unit]:
    """Return the date of the session or communique an act is told in (``خلال دورة عقدها في 17 ماي``)."""
    norms = clauses.norms
    for part in parts:
        told = part.kind == "setting" or part.marker in ("في", "ب")
        if not told or part.unit is not None or not any(has_head(clauses, part, s) for s in OCCASIONS):
            continue
        if part.last >= sentence.end or clauses.doc.doc[part.last].pos_ not in ("VERB", "ADJ"):
            continue
        for k in range(part.last, min(part.last + OCCASION_REACH, sentence.end)):
            if norms[k] in STOPS or norms[k] == "ان":
                break
            unit = clauses.unit_at.get(k)
            if unit is not None and unit.label is Label.DATE:
                return [unit]
    return []


def _place_units(clauses: ClauseReader, parts: list[Part], objects: list[Part]) -> list[Unit]:
    """Return the places of the clause's own phrases: opened by a preposition, or inside the target's phrase."""
    found: list[Unit] = []
    between = False
    for part in parts:
        if (
            found
            and part.marker == "ل"
            and part.unit is None
            and clauses.words.is_in("topic", clauses.norms[part.first])
        ):
            break  # `زار باريس لمناقشة الوضع في لبنان`
        between = part.marker in ABSTRACT or (between and part.joined)
        if between or (part.kind in ("companion", "recipient", "setting") and part.unit is None):
            continue
        if part.unit is not None and part.unit.label is Label.PLACE:
            found.append(part.unit)
            continue
        if part.unit is None and (part.kind == "pp" or part in objects):
            inside = [u for k, u in clauses.unit_at.items() if part.first <= k < part.last]
            found += [u for u in inside if u.label is Label.PLACE]
    return found


def _seat_places(clauses: ClauseReader, parts: list[Part]) -> list[Unit]:
    """Return the places of the houses a gathering is held in (``بمقر عمالة إقليم ...`` -> the province)."""
    found: list[Unit] = []
    for part in (p for p in parts if p.kind == "pp" and p.marker in ("ب", "في", "داخل")):
        for k in range(part.first, part.last):
            unit = clauses.unit_at.get(k)
            value = unit.mention.value if unit is not None and unit.mention else None
            if isinstance(value, InstitutionValue) and value.place:
                located = clauses.cover.get(clauses.doc.token_range(*value.place)[0])
                found += [located] if located is not None and located.label is Label.PLACE else []
    return found


def _of_clause_before(clauses: ClauseReader, trigger: Trigger, unit: Unit) -> bool:
    """Whether a place stands behind a noun of an act told before (``زار دار الطالبة بجماعة تيغمي، كما دشن ... بجماعة أنزي``).

    Not one that opens a clause: ``زار المركز، وبمدينة أكادير دشن ... بحي النهضة``.
    """
    sentence, k = trigger.sentence, unit.first - 2
    told = any(j in sentence.taken and j not in sentence.asides for j in range(sentence.first, unit.first))
    return told and clauses.norms[k] not in ("و", "،", ",", "علي")


def _fronted(clauses: ClauseReader, trigger: Trigger) -> list[Unit]:
    """Return places and dates of a frame before the trigger (``وبجماعة ...، قامت``, ``ويوم الجمعة، زار``)."""
    found: list[Unit] = []
    sentence = trigger.sentence
    j = trigger.at - 1
    while j >= sentence.first and (j not in sentence.taken or j in sentence.asides):
        unit = clauses.cover.get(j)
        own = clauses.words.is_in("relative", clauses.norms[j]) and trigger.at - j <= RELATIVE_REACH
        if own or clauses.norms[j] in CLOSING or clauses.words.is_in("frame_end", clauses.norms[j]):
            break  # `أكد، أمس، أن الوزير زار`, `الوزير الذي زار`
        if unit is None:
            j -= 1
            continue
        before = clauses.norms[unit.first - 1] if unit.first > sentence.first else ""
        framed = before == "(" or clauses.words.is_in("frame_preposition", before)
        term = before == "(" and "-" in unit.name.replace("–", "-")  # `مخطط ... (2015-2020)`: its term
        if (unit.label is Label.DATE and not term) or (unit.label is Label.PLACE and framed):
            found.append(unit)
        j = unit.first - 1
    goes_on = clauses.norms[max(trigger.at - 1, 0)] in ("و", "كما")
    if goes_on and (trigger.type is EventType.STATEMENT or j not in sentence.taken):
        found = [u for u in found if u.label is not Label.DATE]  # `توفي سنة 1967، وأسس ابنه ...`: of the clause before
    return found[::-1]
