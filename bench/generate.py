"""Invented articles with their facts, of realistic shape and any number, to try the knowledge base at size.

Who is written of follows Zipf-Mandelbrot (a few officials, centres and towns are in the news every day, most once a
year); their number grows with that of the articles, as Heaps has it. An article has three events, told in sentences of
a small grammar; a third tell what another article told. The same seed gives the same articles.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from corpus.document import Document

Item = dict[str, Any]
FIRST_DAY, DAYS = date(2015, 1, 1), 4000
SHIFT = 10.0  # of Zipf-Mandelbrot: the first of all has about a hundredth of the mentions, as in the annotated press
HEAPS = 0.45  # exponent of growth of distinct names
RETOLD = 1 / 3  # articles that tell what another told
GIVEN = [
    "محمد",
    "أحمد",
    "ليلى",
    "سعيد",
    "خديجة",
    "عمر",
    "نادية",
    "يوسف",
    "فاطمة",
    "حسن",
    "كريم",
    "سلوى",
    "رشيد",
    "أمينة",
    "عثمان",
    "زينب",
    "كمال",
    "هند",
    "طارق",
    "مريم",
    "إدريس",
    "سناء",
    "جمال",
    "لطيفة",
    "نبيل",
    "وفاء",
    "سمير",
    "عائشة",
    "مصطفى",
    "حنان",
]
FAMILY = [
    "المرابط",
    "الناصري",
    "بنموسى",
    "العلوي",
    "التازي",
    "الفاسي",
    "الإدريسي",
    "بنعلي",
    "الحسني",
    "الوردي",
    "الزياني",
    "بوعزة",
    "السملالي",
    "أمزيان",
    "الراشدي",
    "الكتاني",
    "بنجلون",
    "الشرقي",
    "العمراني",
    "المنصوري",
    "حمداوي",
    "لحلو",
    "بركاش",
    "القادري",
    "الصقلي",
    "بلحاج",
    "الوزاني",
    "أيت",
    "بنسعيد",
    "الهاشمي",
]
BRANCH = [
    "الأول",
    "الثاني",
    "الأكبر",
    "بن",
    "سالم",
    "بن",
    "عمر",
    "بن",
    "يوسف",
    "الجبلي",
    "الساحلي",
    "الصغير",
    "بن",
    "عيسى",
]
TITLES = ["وزير", "وزيرة", "والي", "عامل", "مدير", "مديرة", "رئيس", "رئيسة", "كاتب", "مندوب"]
FIELDS = [
    "الصحة",
    "التربية الوطنية",
    "التضامن والأسرة",
    "الفلاحة",
    "التعاون الوطني",
    "الشباب والرياضة",
    "الداخلية",
    "التجهيز والماء",
    "الثقافة",
    "السياحة",
    "التشغيل",
    "الصيد البحري",
]
CENTRES = [
    "مركز الأمل لرعاية الطفولة",
    "دار الطالبة",
    "مركز المواكبة لحماية الطفولة",
    "المركز الصحي",
    "مركز التكوين المهني",
    "دار الأمومة",
    "المركب الثقافي",
    "مركز الاستقبال النهاري للمسنين",
    "مدرسة النور",
    "مستشفى القرب",
    "مركز تصفية الدم",
    "دار الشباب",
    "المركز السوسيو رياضي",
    "مركز إيواء النساء",
    "قاعة الرياضات",
]
TOWNS = [
    "النخيل",
    "الواحة",
    "تيزي",
    "أولاد سعيد",
    "سيدي علي",
    "عين الشق",
    "بني ملول",
    "آيت يوسف",
    "وادي الرمل",
    "الزيتون",
    "تمسمان",
    "أغبالو",
    "القصيبة",
    "الرمان",
    "المنزل",
    "الجرف",
    "تافوغالت",
    "بوزنيقة",
    "الصخيرات",
    "المحمدية",
    "الدشيرة",
    "إمزورن",
    "العيون الشرقية",
    "زاوية الشيخ",
]
SIDES = ["", "الشرقية", "الغربية", "العليا", "السفلى", "الجديدة", "القديمة", "الشمالية", "الجنوبية", "الوسطى"]
THINGS = [
    "محفظة مدرسية",
    "كرسي متحرك",
    "قفة غذائية",
    "حاسوب",
    "نظارة طبية",
    "دراجة",
    "آلة خياطة",
    "حافلة للنقل المدرسي",
]
PEOPLE = [
    "تلاميذ المؤسسة",
    "نساء الجماعة",
    "أطفال القرى المجاورة",
    "الأشخاص في وضعية إعاقة",
    "شباب المنطقة",
    "المسنين المستفيدين",
    "أسر الضحايا",
]
MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]
OUTLETS = tuple(f"جريدة المثال {n}" for n in range(1, 41))
VERBS = (
    ("visit", "قام {0}، {1}، {2}، بزيارة إلى {3} ب{4}"),
    ("inauguration", "أشرف {0}، {1}، {2}، على تدشين {3} ب{4}"),
    ("launch", "أعطى {0}، {1}، {2}، انطلاقة أشغال {3} ب{4}"),
    ("meeting", "ترأس {0}، {1}، {2}، لقاء تواصليا ب{3} في {4}"),
    ("distribution", "وزع {0}، {1}، {2}، {5} على {6} ب{3} في {4}"),
)
WEIGHTS = (40, 20, 10, 20, 10)
STATUSES = ("past", "past", "past", "past", "past", "past", "planned", "planned", "postponed", "denied")


@dataclass(frozen=True)
class Made:
    """An article and what an extractor would put out of it."""

    document: Document
    facts: Item


class Ranked:
    """Names of which the n-th is drawn with a weight of 1 / (n + SHIFT)."""

    def __init__(self, names: list[Any]) -> None:
        self.names = names
        self._sums = list(accumulate(1 / (rank + SHIFT) for rank in range(1, len(names) + 1)))

    def draw(self, chance: random.Random) -> Any:
        """Return one."""
        return self.names[bisect(self._sums, chance.random() * self._sums[-1])]


class World:
    """Officials, centres and towns for so many articles.

    An official is (name, office), a centre (name, kind of entity, town), a town its name.
    """

    def __init__(self, articles: int, seed: int = 1) -> None:
        chance = random.Random(seed)
        growth = max(articles, 100) ** HEAPS
        names = [f"{g} {f}{b}" for b in ["", *(f" {b}" for b in BRANCH)] for f in FAMILY for g in GIVEN]
        towns = [f"{t} {s}".strip() for s in SIDES for t in TOWNS]
        chance.shuffle(names)
        number = int(40 * growth)
        people = [names[i % len(names)] + (f" {FAMILY[i // len(names) % len(FAMILY)]}" if i >= len(names) else "") for i in range(number)]  # fmt: skip
        offices = [f"{chance.choice(TITLES)} {chance.choice(FIELDS)}" for _ in people]
        self.officials = Ranked(list(zip(people, offices, strict=True)))
        self.towns = Ranked(towns)
        some = [(f"{c} {n}".strip(), t) for n in ["", *range(2, 40)] for t in towns for c in CENTRES]
        chance.shuffle(some)
        self.centres = Ranked(some[: int(60 * growth)])


def articles(number: int, seed: int = 1, world: World | None = None, days: int = DAYS) -> Iterator[Made]:
    """Yield so many articles with their facts, of so many days."""
    world = world or World(number, seed)
    chance = random.Random(seed + 1)
    stories: list[list[Item]] = []
    for index in range(number):
        retold = stories and chance.random() < RETOLD
        at = chance.randrange(max(0, len(stories) - 500), len(stories)) if retold else len(stories)
        if not retold:
            stories.append(_story(world, chance, days))
        yield _article(index, at, stories[at], chance)


def _story(world: World, chance: random.Random, days: int) -> list[Item]:
    """Return what happened: two to four events of one official on one day."""
    (name, office), day = world.officials.draw(chance), FIRST_DAY + timedelta(chance.randrange(days))
    events = []
    for _ in range(chance.choice((2, 3, 3, 3, 4))):
        kind, pattern = chance.choices(VERBS, WEIGHTS)[0]
        centre, town = world.centres.draw(chance)
        count = chance.randrange(5, 500)
        gift, receivers = f"{count} {chance.choice(THINGS)}", chance.choice(PEOPLE)
        event = {"type": kind, "pattern": pattern, "name": name, "office": office, "day": day, "centre": centre}
        event |= {"town": town, "count": count, "gift": gift, "receivers": receivers, "sum": chance.randrange(1, 900)}
        companion = world.officials.draw(chance) if chance.random() < 0.4 else None
        events.append(event | {"companion": companion, "status": chance.choice(STATUSES)})
    return events


class _Text:
    """A text that grows by pieces and knows where each piece came to stand."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, words: str) -> Item:
        """Add words and return their span."""
        start = self.length
        self.parts.append(words)
        self.length += len(words)
        return {"start": start, "end": self.length, "surface": words}


def _article(index: int, story: int, told: list[Item], chance: random.Random) -> Made:
    text, out = _Text(), _Facts()
    first = told[0]
    text.add(f"{first['town']}: {first['name']} يحل ب{first['centre']}\n")
    text.add(chance.choice(("", "أفاد بلاغ توصلت به الجريدة أن الزيارة تندرج في إطار تتبع المشاريع. ", "و م ع - ")))
    for number, event in enumerate(told, 1):
        _tell(text, out, event, f"e{number}")
    text.add(
        f"{chance.choice(PEOPLE)} عبروا عن ارتياحهم لهذه المبادرة، حسب تصريحات متفرقة استقتها الجريدة رقم {index}."
    )
    body, outlet = "".join(text.parts), chance.choice(OUTLETS)
    published = first["day"] + timedelta(chance.randrange(3))
    address = f"https://example.org/{outlet.split()[-1]}/{index}"
    head = {"id": f"s{story}-{index}", "url": address, "source": outlet, "country": "MA"}
    head |= {"published_meta": published.isoformat(), "title": body[: body.index("\n")], "schema_version": "1"}
    document = Document(head["id"], body, url=address, outlet=outlet, country="MA", published=published)
    return Made(document, {**head, "extractor_version": "0", **out.items()})


class _Facts:
    """The facts of an article as it is told, each thing once with all its spans."""

    def __init__(self) -> None:
        self.things: dict[str, dict[Any, Item]] = {
            k: {} for k in ("officials", "institutions", "places", "dates", "amounts", "quantities")
        }
        self.events: list[Item] = []

    def add(self, section: str, key: Any, span: Item, /, **cells: Any) -> None:
        """Add a mention of a thing, and the thing where it is new."""
        made = {**cells, "mentions": [], "confidence": 0.9, "provenance": {"extractor": section, "rule": f"{section}.made", "version": "0"}}  # fmt: skip
        self.things[section].setdefault(key, made)["mentions"].append(span)

    def items(self) -> Item:
        """Return the lists of the output object."""
        return {k: list(v.values()) for k, v in self.things.items()} | {"events": self.events, "unnamed_officials": []}


def _tell(text: _Text, out: _Facts, event: Item, name: str) -> None:
    """Add an event to the text in a sentence or two, and its facts."""
    day: date = event["day"]
    shown = f"يوم {day.day} {MONTHS[day.month - 1]} {day.year}"
    fill = [event["name"], event["office"], shown, event["centre"], event["town"], event["gift"], event["receivers"]]
    began, spans, arguments = text.length, {}, []
    rest = event["pattern"]
    while rest:
        before, brace, rest = rest.partition("{")
        if before:
            trigger = text.add(before)
            spans.setdefault("trigger", {**trigger, "end": trigger["end"] - 1, "surface": before[:-1]})
        if brace:
            spans[int(rest[0])] = text.add(fill[int(rest[0])])
            rest = rest[2:]
    evidence = {"start": began, "end": text.length, "surface": "".join(text.parts)[began:]}
    out.add("officials", event["name"], spans[0], name=event["name"], aliases_in_text=[], roles=[{"title": event["office"], "mentions": [spans[1]]}])  # fmt: skip
    out.add("dates", shown, spans[2], text=shown, start=day.isoformat(), end=day.isoformat())
    out.add("institutions", event["centre"], spans[3], name=event["centre"], kind="centre", aliases_in_text=[], place=event["town"])  # fmt: skip
    out.add("places", event["town"], spans[4], name=event["town"], kind="commune", aliases_in_text=[])
    gift = 5 in spans
    if gift:
        out.add("quantities", spans[5]["start"], spans[5], text=event["gift"], value=event["count"], unit=event["gift"].split()[1])  # fmt: skip
    roles = [("agent", 0), ("recipient", 6), ("target", 5), ("place", 4)] if gift else [("agent", 0), ("target", 3), ("place", 4)]  # fmt: skip
    arguments = [{"role": r, "name": fill[i], "start": spans[i]["start"], "end": spans[i]["end"], "confidence": 0.9} for r, i in roles]  # fmt: skip
    if event["companion"]:
        who, office = event["companion"]
        text.add("، مرفوقا ب")
        span = text.add(who)
        text.add("، ")
        role = {"title": office, "mentions": [text.add(office)]}
        out.add("officials", who, span, name=who, aliases_in_text=[], roles=[role])
        arguments.append({"role": "companion", "name": who, "start": span["start"], "end": span["end"], "confidence": 0.8})  # fmt: skip
    text.add("، بغلاف مالي قدره ")
    money = f"{event['sum']} ألف درهم"
    span = text.add(money)
    out.add("amounts", span["start"], span, text=money, value=event["sum"] * 1000, currency="MAD")
    text.add(". ")
    lists = {f"{r}s": [a["name"] for a in arguments if a["role"] == r] for r in ("agent", "companion", "target", "recipient", "place")}  # fmt: skip
    out.events.append({
        "id": name, "type": event["type"], "status": event["status"], "date_start": day.isoformat(),
        "date_end": day.isoformat(), "date_text": shown, **lists, "evidence": evidence["surface"],
        "evidence_mention": evidence, "evidence_also": [], "arguments": arguments, "mentions": [spans["trigger"]],
        "confidence": 0.85, "provenance": {"extractor": "events", "rule": "events.made", "version": "0"},
    })  # fmt: skip
