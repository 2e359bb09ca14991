"""Events told twice: one statement a speaker, the headline that repeats the lead, the same act with the same target."""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType, Label
from corpus.normalise import fold
from extractors.act import OPENINGS
from extractors.clause_words import load_words
from extractors.event_told import INCLUDES, Told, words_of

REPEATED = frozenset({EventType.OTHER, EventType.SIGNING})
LEAST_SHARED = 2  # words that two names of one thing share
ALIKE = 0.75  # of the words of the shorter one
CLASSES = frozenset(map(fold, ("المشروع", "المرفق", "المنشأة", "البناية", "المعلمة")))  # `دشن هذا المشروع الوالي`


def merge(told: list[Told]) -> list[Told]:
    """Return the events with those told twice made one, headlines last.

    ``وزيرة ... تدشن مركزا`` over ``دشنت الوزيرة ... المركز``: one inauguration, the headline's clause in ``also``.
    """
    kept: list[Told] = []
    for event in sorted(told, key=lambda e: (e.loose, e.headline, e.act.trigger)):
        order = kept[::-1] if event.act.rule == INCLUDES else kept
        twin = _headlined(kept, event) if event.headline else next((k for k in order if same_event(k, event)), None)
        if twin is None:
            kept.append(event)
        elif not event.loose:
            _add(twin, event)
    for event in kept:
        if event.act.type is EventType.STATEMENT:  # `قال تقرير للوكالة إن`: nobody tells himself
            event.targets = [t for t in event.targets if fold(t[0]) not in event.who]
    return _told_singly(kept)


def _told_singly(told: list[Told]) -> list[Told]:
    """Return the events without openings of a class of things whose single ones are told too.

    ``أشرف العامل على تدشين مجموعة من المشاريع ... وهكذا، دشن المركز الصحي ...``: what was opened is the centre.
    """
    single = [e for e in told if e.act.type in OPENINGS and not e.loose and not _is_of_many(e)]
    kept: list[Told] = []
    for event in told:
        same = (e for e in single if _is_of_many(event) and e.act.type is event.act.type and e is not event)
        told_by = next((e for e in same if not e.who or not event.who or e.who & event.who), None)
        if told_by is None or told_by.act.status is not event.act.status:
            kept.append(event)
        else:
            told_by.also += [event.evidence, *event.also]
    return kept


def _is_of_many(event: Told) -> bool:
    """Whether an opening is told of a class of things only (``مجموعة من المشاريع التنموية``, in a headline also
    ``مركزين اجتماعيين``); an indefinite class is a thing of its own (``حزمة من مشاريع اجتماعية``).
    """
    named = any(part.unit is not None for part in event.act.targets)
    heads = [name.split()[0] for name, _ in event.targets]
    many = load_words().sets["many"]
    known = event.headline or all(h.startswith("ال") for h in heads)
    return event.act.type in OPENINGS and bool(heads) and not named and known and all(fold(h) in many for h in heads)


def _add(twin: Told, event: Told) -> None:
    """Give an event what its further telling adds: evidence, names it lacks, a date."""
    includes = event.act.rule == INCLUDES
    twin.also += [event.evidence, *event.also]
    if includes and not any(part.unit for part in twin.act.targets):
        twin.targets = []  # `عدد من المراكز`: told one by one now
    fuller = twin.act.type is EventType.STATEMENT and len(event.agents) == 1 and _is_short(twin, event)
    if (not twin.agents and event.agents) or (fuller and len(event.agents[0].name) > len(twin.agents[0].name)):
        twin.agents, twin.inferred = event.agents, event.inferred
    elif event.act.refers or event.act.type is EventType.SIGNING:
        known = twin.who
        twin.agents += [u for u in event.agents if fold(u.name) not in known and not event.headline]
    known = twin.what
    new = [t for t in event.targets if fold(t[0]) not in known]
    if twin.act.type is EventType.STATEMENT:
        twin.targets += new
        twin.places = twin.places or event.places
        return
    # `التقى المرضى والمواطنين ... وقابل الأطباء والمواطنين`; of a visit the rest is what was looked at there
    more = event.act.type is not EventType.VISIT and bool(known & event.what)
    first = not twin.targets and not event.act.learning
    if includes or (not event.headline and (more or first)):
        twin.targets += new
    if twin.act.date is None and event.act.date is not None:
        twin.act = replace(twin.act, date=event.act.date)
    known = twin.where
    twin.places += [u for u in event.places if fold(u.name) not in known and not event.headline]


def _headlined(kept: list[Told], headline: Told) -> Told | None:
    """Return the event of the body that a headline repeats: of its type, the one with most in common."""
    same = [k for k in kept if k.act.type is headline.act.type and not k.headline]
    if headline.act.type is EventType.STATEMENT:
        return next((k for k in same if same_event(k, headline)), None)
    named, acting = words_of(n for n, _ in headline.targets), words_of(u.name for u in headline.agents)

    def common(told: Told) -> tuple[int, int]:
        what, who = words_of(n for n, _ in told.targets), words_of(u.name for u in told.agents)
        return 2 * len(what & named) + len(who & acting), -told.act.trigger

    best = max(same, key=common, default=None)
    return best if best is not None and (common(best)[0] or not headline.targets) else None


def same_event(left: Told, right: Told) -> bool:
    """Whether two tellings are of one event (``right`` comes later in the text).

    ``وقع الوزير اتفاقية شراكة`` and ``وقع الاتفاقية الوالي`` are; centres of one kind opened in two towns are not.
    """
    if left.act.type is not right.act.type or left.act.status is not right.act.status:
        return False
    if left.act.type is EventType.STATEMENT:
        return bool(left.who & right.who) or _is_short(left, right)
    if right.act.rule == INCLUDES and left.who & right.who:
        return True
    if right.act.refers and not left.headline:
        return True
    if _is_looked_into(left, right):
        return True
    there, here = left.where, right.where
    if there and here and not there & here and left.act.type in (EventType.VISIT, EventType.INAUGURATION):
        return False  # the same kind of centre in two towns
    agents_fit = not left.who or not right.who or bool(left.who & right.who)
    back = _refers_back(right.what, left.what) or (left.act.type in OPENINGS and bool(right.what & CLASSES))
    if left.what & right.what or back or (right.act.type in REPEATED and _alike(left.what, right.what)):
        return (agents_fit or (back and left.act.type is EventType.SIGNING)) and _dates_fit(left, right)
    if not right.what and not right.act.date:
        return agents_fit and bool(right.who) and (not here or bool(there & here))
    return False


def _is_looked_into(left: Told, right: Told) -> bool:
    """Whether the later tells what somebody looked into on the earlier visit (``زار الوالي المركز ... واطلع على سير العمل``)."""
    named = any(part.unit is not None for part in right.act.targets)
    there, here = left.where, right.where
    apart = bool(here) and not there & here
    return right.act.learning and not left.act.learning and not named and bool(left.who & right.who) and not apart


def _is_short(left: Told, right: Told) -> bool:
    """Whether the one speaker of each is a person named in full and by the last name (``سعد ... الزياني``, ``الزياني``),
    or a body told by a phrase and by its beginning (``السلطات المحلية لإقليم ...``, ``السلطات المحلية``).
    """
    speakers = [*left.agents, *right.agents]
    if len(speakers) != 2 or not (left.agents and right.agents):
        return False
    short, full = sorted((fold(u.name).split() for u in speakers), key=len)
    if all(u.label is Label.PERSON for u in speakers):
        short, full = ([word.removeprefix("ال") for word in name] for name in (short, full))  # `شرفي`, `زهير الشرفي`
        alone = len(short) == 1 and short[0] in (full[0], full[-1])  # `هشام` of `هشام الجوهري`
        return (alone or short[-1] == full[-1]) and set(short) < set(full)
    bodies = all(u.label is Label.INSTITUTION for u in speakers)
    return bodies and 1 < len(short) < len(full) and full[: len(short)] == short


def _dates_fit(left: Told, right: Told) -> bool:
    """Whether two tellings have the same date, or one has none."""
    return left.act.date is None or right.act.date is None or left.act.date.name == right.act.date.name


def _alike(earlier: set[str], later: set[str]) -> bool:
    """Whether a later target is an earlier one with other endings (``مشروع قانون مالي``, ``مشروع القانون المالي الجديد``)."""
    pairs = ((_stems(a), _stems(b)) for a in earlier for b in later)
    return any(len(a & b) >= LEAST_SHARED and len(a & b) >= ALIKE * min(len(a), len(b)) for a, b in pairs)


def _stems(name: str) -> set[str]:
    """Return the words of a name without articles and pronouns (folded)."""
    return {word.removeprefix("ال") for word in name.split()}


def _refers_back(later: set[str], earlier: set[str]) -> bool:
    """Whether a definite target repeats an earlier one by its head noun (``الاتفاقية`` for ``اتفاقية شراكة``)."""
    heads = {name.split()[0] for name in earlier if name}
    return any(name.startswith("ال") and " " not in name and name[2:] in heads for name in later)
