"""What is acted on: targets behind a verb or a verbal noun, and lists of them.

Leaves to ``extractors.act_antecedents`` what stands before a relative clause, to ``extractors.act_needs`` whether a target fits its verb, and to ``extractors.act_targets`` what it is called.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.mention import EventType, Label
from extractors.act import Trigger
from extractors.act_owners import owner
from extractors.act_phrases import MARKED, are_bodies, direct_phrases, is_act_noun, is_facility, is_thing
from extractors.act_subjects import Subject
from extractors.clauses import STOPS, ClauseReader, Part
from extractors.triggers import Form

SEEN = ("head_facility", "head_gathering")  # sets of what is visited: `زيارة معرض`, not `زيارة ميدانية`
SIGNALS = frozenset({"الانطلاقه", "الانطلاق"})
BEGINNINGS = frozenset({"بدء", "بدايه", "اعطاء", "مواصله", "استمرار"})
BEHIND_L = frozenset({EventType.SIGNING, EventType.LAUNCH, EventType.INAUGURATION, EventType.OTHER})
AIM = "(?:ال)?ت(?:..ي.|...ه)"  # folded: تعزيز, التعزيه


def verb_objects(clauses: ClauseReader, parts: list[Part], form: Form, reading: Subject) -> list[Part]:
    """Return the target of a verb with its coordinations, by the markers of the lexeme.

    ``reading``: the subject and the noun phrases left. ``صادق المجلس على الاتفاقية`` -> [الاتفاقية].
    """
    subject, direct = reading
    if form.lexeme.type is EventType.MEETING and form.lexeme.needs == "gathering":
        return []
    for marker in form.lexeme.markers:
        start = None
        if marker == "ب" and form.lexeme.type is EventType.MEETING and not meets_by(clauses, parts):
            if direct:
                return list_from(clauses, parts, parts.index(direct[0])) if direct[0] in parts else direct[:1]
            continue
        if marker:
            start = next((k for k, p in enumerate(parts) if p.marker.replace(" ", "") == marker and _governed(p)), None)
        elif direct:
            start = next(
                (k for k, p in enumerate(parts) if p is direct[0] or (p.kind == "np" and p.unit not in subject)), None
            )
            start = parts.index(direct[0]) if direct[0] in parts else start
        if start is not None:
            return finished(clauses, form, list_from(clauses, parts, start))
    return []


def _governed(part: Part) -> bool:
    """Whether a phrase may stand behind a verb's own marker (``توقف عند ورش ...``, where ``عند`` mostly sets a scene)."""
    return part.kind in MARKED or part.marker in ("عند", "داخل")


def meets_by(clauses: ClauseReader, parts: list[Part]) -> bool:
    """Whether the phrase behind ب is somebody met (``التقى بالوالي``), not a room (``التقى بمكتبه وفدا``)."""
    part = next((p for p in parts if p.marker == "ب" and p.kind == "pp"), None)
    if part is None:
        return False
    if part.unit is not None:
        return part.unit.acts or part.unit.label is Label.INSTITUTION
    head = clauses.norms[part.first]
    return not clauses.words.is_in("seat", head) and not head.endswith(("ه", "ها"))


def noun_objects(clauses: ClauseReader, form: Form, after: list[Part], *, led: bool = False) -> list[Part]:
    """Return the targets of a verbal noun: its genitive (``تدشين المركز``), or what follows its marker (``زيارة إلى``).

    ``led``: somebody is named who does it, so a person in the genitive is whom he visits (``قام ... بزيارة المصاب ...``).
    """
    doers = () if led else owner(form, after)
    kind = form.lexeme.type
    direct = direct_phrases(after)
    markers = form.lexeme.markers
    if kind is EventType.VISIT and "" not in markers:  # `جولة لمقر اللجان ... بطريقة ...`: the nearest
        markers = tuple(p.marker for p in after[:6] if p.marker in markers)
    if kind is EventType.MEETING and after and after[0].marker == "ل" and "ل" in markers:
        markers = ("ل",)  # `استقباله للسفير`
    if kind is EventType.VISIT and "" in form.lexeme.markers and after and after[0].kind == "np":
        markers = ("",) if any(clauses.norms[after[0].first] in clauses.words.sets[s] for s in SEEN) else markers
    for marker in markers:
        for k, part in enumerate(after[:6]):
            if marker and part.marker == marker and _governed(part):
                person = part.unit is not None and part.unit.acts  # `زيارة عمل لوزيرة الاقتصاد`: hers
                if marker == "ل" and kind is EventType.VISIT and (person or _is_aim(clauses, part)):
                    continue
                if kind is EventType.MEETING and marker == "ب" and not (part.unit and part.unit.acts):
                    continue
                return finished(clauses, form, list_from(clauses, after, k))
            if not marker and part in direct and part.unit not in doers:
                if kind is EventType.VISIT and part.unit is None and not is_thing(clauses, part):
                    continue
                return finished(clauses, form, list_from(clauses, after, k))
    if form.pronoun or doers:  # `عقب توقيعها لاتفاقية`, `إطلاق الوزارة لبرنامج ...`
        for k, part in enumerate(after[:4]):
            if part.marker == "ل" and kind in BEHIND_L and not (part.unit is not None and part.unit.acts):
                return finished(clauses, form, list_from(clauses, after, k))
    return []


def _is_aim(clauses: ClauseReader, part: Part) -> bool:
    """Whether what stands behind ل is what a visit is for, a noun of the form تفعيل (``زيارة الأمير لتعزيز التعاون``)."""
    seen = any(f.lexeme.type is EventType.VISIT for f in clauses.triggers.nouns(clauses.norms[part.first]))
    return part.unit is None and (seen or re.fullmatch(AIM, clauses.norms[part.first]) is not None)


def after_noun(clauses: ClauseReader, trigger: Trigger) -> list[Part]:
    """Return the parts after a verbal noun; adjectives of a visit are stepped over (``زيارة عمل رسمية للمغرب``)."""
    norms, end = clauses.norms, trigger.sentence.end
    start = trigger.at + 1
    if start < end and start not in clauses.cover and clauses.doc.doc[start].pos_ == "VERB":
        if clauses.triggers.verbs(norms[start]):
            return []  # `في نهاية جولته التقى ...`
    if start + 1 < end and norms[start] == "و" and (is_act_noun(clauses, start + 1) or _is_coupled(clauses, start + 1)):
        start += 2  # `تدشين وإعطاء انطلاقة المشاريع ...`
        while start < end - 1 and start not in clauses.cover and is_act_noun(clauses, start):
            start += 1
        return clauses.parts(start, end)
    if trigger.type is EventType.LAUNCH and norms[trigger.at] in SIGNALS:
        behind = _after_adjectives(clauses, start, end)
        start = behind + 1 if norms[behind] == "ل" and "" in trigger.lexeme.markers else behind
    if trigger.type is EventType.VISIT:
        j = start
        while j < min(end, start + 5) and j not in clauses.cover:
            if clauses.words.is_in("preposition", norms[j]) or norms[j] in STOPS or norms[j] in "،,و":
                break
            if "" in trigger.lexeme.markers and any(norms[j] in clauses.words.sets[s] for s in SEEN):
                return clauses.parts(start, end)  # `زيارة معرض للأعمال اليدوية`
            j += 1
        if j < end and norms[j] in trigger.lexeme.markers:
            start = j
    return clauses.parts(start, end)


def _is_coupled(clauses: ClauseReader, k: int) -> bool:
    """Whether a noun joined to a verbal noun shares its genitive (``افتتاح وتشغيل | ثلاثة فنادق``)."""
    norm = clauses.norms[k]
    bare = clauses.doc.doc[k].pos_ == "NOUN" and k not in clauses.cover and k not in clauses.counted
    following = clauses.doc.doc[k + 1].pos_ if k + 1 < len(clauses.doc.doc) else ""
    return bare and norm.startswith("ت") and following in ("NOUN", "NUM", "PROPN")


def _after_adjectives(clauses: ClauseReader, start: int, end: int) -> int:
    """Return the token of the ل behind the adjectives of a signal (``الانطلاقة الرسمية | لأشغال بناء ...``), else ``start``."""
    k = start
    while k < end and _is_adjective(clauses, k):
        k += 1
    return k if k < end and clauses.norms[k] == "ل" else start


def _is_adjective(clauses: ClauseReader, k: int) -> bool:
    """Whether a definite word that opens no unit stands at token ``k``."""
    return clauses.norms[k].startswith("ال") and k not in clauses.cover


def list_from(clauses: ClauseReader, parts: list[Part], start: int) -> list[Part]:
    """Return the part at ``start`` and what is coordinated with it (``المركز ... ودار الطالبة``).

    Of work on a site the site is meant: ``سير العمل في منفذ الوديعة`` -> ``منفذ الوديعة``.
    """
    head = parts[start]
    site = _worked_at(clauses, parts[start:])
    if site is not None:
        return [site]
    items, located = [head], False
    for part in parts[start + 1 :]:
        if part.first >= part.last:
            break
        if part.joined and part.unit is None and is_act_noun(clauses, part.first):
            break
        if part.joined and clauses.norms[part.first] in BEGINNINGS:
            break  # `انطلاق المسابقة وبدء استقبال الطلبات`
        if part.joined and part.unit is None and _goes_on_aiming(clauses, items[-1], part):
            break  # `فريق لتحليل المعطيات وتقصي أسبابها`
        if clauses.words.is_in("participle", clauses.norms[part.first]) and part.unit is None:
            break  # `المقر الجديد للمركز، والكائن بحي ...`
        located = located or (part.unit is not None and part.unit.label is Label.PLACE)
        if located and _is_unlisted_place(clauses, part):
            continue
        same = part.kind == "np" or (part.kind == "pp" and part.marker == head.marker)
        if (part.joined and same) or (part.kind == "np" and part.after_comma and are_bodies(items[-1], part)):
            items.append(part)  # `مركز ...، دار ... ونادي ...`
        elif part.kind in ("pp", "date") and not part.joined:
            if part.kind == "pp" and part.unit is None and part.marker not in ("ب", "في", "ل"):
                break
        else:
            break
    return items


def _goes_on_aiming(clauses: ClauseReader, before: Part, part: Part) -> bool:
    """Whether a joined noun goes on with what the thing before it is for: both of the form تفعيل."""
    norms, word = clauses.norms, clauses.norms[part.first]
    aims = (k for k in range(before.first + 1, before.last - 1) if norms[k] == "ل")
    aimed = any(re.fullmatch(AIM, norms[k + 1]) for k in aims)
    return aimed and re.fullmatch(f"{AIM}|ت..ي|ت..ل|تفا.{{1,2}}", word) is not None and not word.startswith("ال")


def _is_unlisted_place(clauses: ClauseReader, part: Part) -> bool:
    """Whether a joined part is one proper name that no gazetteer has (``بكل من أنزي وتيغمي | وأكلو``)."""
    alone = part.unit is None and part.kind == "np" and part.joined and part.last - part.first == 1
    return alone and clauses.doc.doc[part.first].pos_ == "PROPN" and not clauses.norms[part.first].startswith("ال")


def _worked_at(clauses: ClauseReader, parts: list[Part]) -> Part | None:
    """Return the named place or body where work is done, if the phrases before it are only work.

    ``سير وآلية العمل | في مركز ...``, ``سير العمل | بمنفذ ...``, ``تقدم الأشغال | بورش بناء دار ...``.
    """
    for k, part in enumerate(parts):
        unit = part.unit
        if k and part.marker in ("ب", "في") and unit is None and is_facility(clauses, part):
            return part
        if k and part.marker in ("ب", "في") and unit is not None:
            return part if unit.label in (Label.PLACE, Label.INSTITUTION) else None
        words = clauses.norms[part.first : part.last]
        if unit is not None or not all(_is_work(clauses, n) for n in words) or (k and not part.joined):
            return None
    return None


def _is_work(clauses: ClauseReader, norm: str) -> bool:
    """Whether a word is of work on a site (``سير``, ``آلية``), or a joiner."""
    known = clauses.words.is_in("works", norm) or clauses.words.is_in("progress", norm)
    return norm == "و" or known or norm in clauses.words.sets["head_site_work"]


def purpose(clauses: ClauseReader, trigger: Trigger, parts: list[Part]) -> list[Part]:
    """Return the institution an arrival is for (``وصل ... لتفقد مركز ...``); its noun counts as told."""
    for part in parts:
        noun = part.first
        if part.marker != "ل" or part.unit is not None:
            continue
        if any(f.lexeme.type is EventType.VISIT for f in clauses.triggers.nouns(clauses.norms[noun])):
            trigger.sentence.taken.add(noun)
            aim = clauses.parts(noun + 1, trigger.sentence.end)[:1]
            return [p for p in aim if p.unit is not None and p.unit.label is Label.INSTITUTION]
    return []


def finished(clauses: ClauseReader, form: Form, objects: list[Part]) -> list[Part]:
    """Return what works are of (``الانتهاء من أشغال بناء مدرسة ...`` -> ``مدرسة ...``), none where they are no works."""
    if form.lexeme.needs != "works_done":
        return objects
    found: list[Part] = []
    for part in objects:
        first = part.first
        while first < part.last - 1 and part.unit is None and _is_works(clauses, first):
            first += 1
        if first > part.first or found:
            found.append(replace(part, first=first, unit=clauses.unit_at.get(first, part.unit)))
    return found


def _is_works(clauses: ClauseReader, k: int) -> bool:
    """Whether a word is of works on a thing (``أشغال``, ``تأهيل``), or joins two such (``بناء وتجهيز``)."""
    norm = clauses.norms[k]
    joins = norm in ("و", "ب", "ل") and _is_works(clauses, k + 1)
    return joins or norm in clauses.words.sets["head_works_done"]
