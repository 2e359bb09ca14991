"""Tables of names, offices and pairs with what the rules of linking make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from gazetteer.bodies import body_names, body_of
from gazetteer.tree import load_tree
from pipeline.linking.cluster import Clusters, Edge, Rules
from pipeline.linking.entities import KINDS
from pipeline.linking.institution_names import compare_titles, read_title
from pipeline.linking.institutions import compare_institutions
from pipeline.linking.officials import compare_officials
from pipeline.linking.person_names import compare_names, is_vague
from pipeline.linking.positions import wordings
from pipeline.linking.profile import APART, MERGED, QUEUED, Comparison, Held, Profile, decision
from pipeline.linking.tenures import Holder, holders_at, neighbours


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الجبار الراشدي", "عبدالجبار الراشدي"),
        ("سعيد أمزازي", "سعيد امزازي"),
        ("إسماعيل أبو الحقوق", "اسماعيل ابوالحقوق"),
        ("عبد الإله بنكيران", "عبد الاله ابن كيران"),
        ("خالد آيت الطالب", "خالد ايت طالب"),
        ("سعدالدين العثماني", "سعد الدين العتماني"),
        ("لحسن الداودي", "الحسن الداودي"),
        ("محمد ولد الغزواني", "محمد ولد الشيخ الغزواني"),
        ("عزيز أخنوش", "عزيز أخنووش"),
        ("أمزازي", "سعيد أمزازي"),
        ("هدى الرايس", "هدا الرايس"),
        ("نادية فتاح", "ناديا فتاح"),
        ("محمد ولد عبد العزيز", "محمد أولد عبد العزيز"),
        ("محمد بن عبد القادر", "محمد بنعبد القادر"),
        ("محمد بن عبد القادر", "محمد بنعبدالقادر"),
        ("الدكتورأحمد توفيق", "أحمد التوفيق"),
        ("رضى الشامي", "رضا الشامي"),
        ("أنغيلا ميركل", "أنجيلا ميركل"),
        ("كريستالينا جورجييفا", "كريستالينا غورغييفا"),
        ("فلاديمير بوتين", "فلاديمير بوتن"),
        ("إيمانويل ماكرون", "إيمانويل ماكغون"),
        ("حسن الگنوني", "حسن القنوني"),
        ("إدريس أڭناو", "ادريس أقناو"),
        ("أمينة ماء العينين", "امينة ماءالعينين"),
        ("أورسولا فون دير لاين", "أورسولا فون ديرلاين"),
        ("داود بنزكري", "داوود بن زكري"),
        ("محمد الأمين حرمة الله", "محمد لمين حرمة الله"),
        ("عائشة الكرجي", "عيشة الكرجي"),
        ("م. المرابطي", "محمد المرابطي"),
        ("ف. الزهراء بوطيب", "فاطمة الزهراء بوطيب"),
        ("معالي السفير عبد الله البوصيري", "عبدالله البوصيري"),
        ("ذ. حسن السملالي", "حسن السملالي"),
        ("لفريخ جمال", "جمال لفريخ"),
    ],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert compare_names(one, other).name >= 0.9
    assert compare_names(one, other) == compare_names(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("سعيد أمزازي", "كريم أمزازي"),
        ("حسن بناني", "حسين بناني"),
        ("محمد الخامس", "محمد السادس"),
        ("محمد رشدي", "محمد رشيد"),
        ("أمينة العلوي", "أمين العلوي"),
        ("علي بناني", "علا بناني"),
        ("رشيد بلمختار", "رشيدة بلمختار"),
        ("ع. بوزيان", "ياسين بوزيان"),
        ("عز الدين بلمعطي", "عماد الدين بلمعطي"),
        ("سالم بناني", "سليم بناني"),
        ("عمار بناني", "عمر بناني"),
    ],
)
def test_two_names_do_not(one: str, other: str) -> None:
    assert compare_names(one, other).name < 0.8


@pytest.mark.parametrize(
    ("name", "vague"),
    [("لفتيت", True), ("م. العلمي", True), ("آيت الطالب", True), ("صلاح الدين", True), ("سعيد أمزازي", False)],
)
def test_short_names_are_vague(name: str, vague: bool) -> None:
    assert is_vague(name) is vague


def test_wordings_give_each_office_a_title_of_its_own() -> None:
    both = "والي جهة سوس-ماسة وعامل عمالة أكادير إداوتنان"
    assert [w.title for w in wordings(both)] == ["والي جهة سوس-ماسة", "عامل عمالة أكادير إداوتنان"]
    assert wordings("وزير الصحة", "SA")[0].signature != wordings("وزير الصحة", "MA")[0].signature


@pytest.mark.parametrize(
    ("name", "words", "places", "country"),
    [
        ("المجلس الإقليمي لتارودانت", ("مجلس", "اقليمي"), True, None),
        ("مجلس جهة سوس ماسة", ("مجلس", "جهوي"), True, None),
        ("قسم العمل الاجتماعي بعمالة إقليم تارودانت", ("قسم", "عمل", "اجتماعي"), True, None),
        ("وزارة الداخلية الإسبانية", ("وزاره", "داخليه"), False, "ES"),
        ("حزب الاستقلال", ("استقلال",), False, None),
    ],
)
def test_read_title(name: str, words: tuple[str, ...], places: bool, country: str | None) -> None:
    title = read_title(name)
    assert (title.words, bool(title.places), title.country) == (words, places, country)


def test_part_of_a_body_is_not_the_body() -> None:
    assert compare_titles("المكتب السياسي لحزب الحركة الشعبية", "حزب الحركة الشعبية").level
    assert compare_titles("المديرية الجهوية للصحة", "المديرية الإقليمية للصحة").level


def official(key: str, name: str, office: str, day: str | None = None) -> Profile:
    held = Held(office, date.fromisoformat(day) if day else None, "MA")
    return Profile(key, "official", (name,), offices=(held,), countries=frozenset({"MA"}))


@pytest.mark.parametrize(
    ("one", "other", "came"),
    [
        # moved: another prefecture, another year
        (("يونس التازي", "عامل إقليم قلعة السراغنة", "2019-01-01"), ("يونس التازي", "والي جهة طنجة تطوان الحسيمة", "2023-11-01"), MERGED),
        # two at one time
        (("محمد رشيد", "عامل إقليم الصويرة", "2025-06-01"), ("محمد رشيد", "عامل إقليم طاطا", "2025-06-10"), APART),
        # presidents of two communes: a person decides
        (("محمد العلوي", "رئيس جماعة تيوت", "2019-01-01"), ("محمد العلوي", "رئيس جماعة أولاد تايمة", "2019-03-01"), QUEUED),
        (("لفتيت", "وزير الداخلية", "2020-01-01"), ("عبد الوافي لفتيت", "وزير الداخلية", "2019-01-01"), MERGED),
        # a mayor and a secretary general, each appointed or elected at one time
        (("يونس الصقلي", "عمدة فاس", "2019-01-01"), ("يونس صقلي", "الكاتب العام لعمالة فاس", "2019-01-10"), QUEUED),
        (("محمد الوزاني", "سفير المغرب بالكويت", "2022-01-01"), ("محمد الوزاني", "سفير الكويت بالمغرب", "2022-01-01"), QUEUED),
        # an initial says more than no given name
        (("م. المرابطي", "عامل إقليم زاكورة", "2023-03-01"), ("محمد المرابطي", "عامل إقليم زاكورة", "2023-04-01"), MERGED),
    ],
)  # fmt: skip
def test_same_name_is_decided_by_office_and_days(
    one: tuple[str, str, str], other: tuple[str, str, str], came: str
) -> None:
    assert decision(compare_officials(official("a", *one), official("b", *other))) == came


@pytest.mark.parametrize(
    ("province", "day", "came"),
    [
        ("hcp:09.541", "2023-02-03", MERGED),  # the centre of that week and province
        ("hcp:05.531", "2023-02-03", APART),
        ("hcp:09.541", "2023-09-01", APART),
    ],
)
def test_office_without_its_name_is_the_one_of_there_and_then(province: str, day: str, came: str) -> None:
    one = official("a", "خديجة الرحالي", "مديرة مركز المواكبة لحماية الطفولة بتارودانت", "2023-02-01")
    other = official("b", "الرحالي", "مديرة المركز", day)
    one, other = (replace(p, provinces=frozenset({at})) for p, at in ((one, "hcp:09.541"), (other, province)))
    assert decision(compare_officials(one, other)) == came


def grouped(people: list[Profile], **said: frozenset[tuple[str, str]]) -> set[frozenset[str]]:
    rules = KINDS["official"].rules
    edges = [
        Edge(a.key, b.key, rules.compare(a, b)) for n, a in enumerate(people) for b in people[n + 1 :] if a.key < b.key
    ]
    clusters = Clusters({p.key: p for p in people}, rules, **said).build(edges)
    return {frozenset(members) for members in clusters.members.values()}


def test_short_name_that_fits_two_joins_neither() -> None:
    people = [
        official("a", "مولاي حفيظ العلمي", "وزير الصناعة"),
        official("b", "رشيد العلمي", "وزير الصناعة"),
        official("c", "العلمي", "وزير الصناعة"),
    ]
    assert grouped(people) == {frozenset("a"), frozenset("b"), frozenset("c")}


def test_short_name_joins_no_two_persons() -> None:
    people = [
        official("a", "سعيد أمزازي", "وزير التربية الوطنية"),
        official("b", "كريم أمزازي", "رئيس جماعة تيوت"),
        official("c", "أمزازي", "وزير التربية الوطنية"),
    ]
    assert grouped(people) == {frozenset("ac"), frozenset("b")}


def test_rulings_go_before_rules() -> None:
    people = [official("a", "سعيد أمزازي", "وزير التربية الوطنية"), official("b", "كريم أمزازي", "رئيس جماعة تيوت")]
    assert grouped(people, joined=frozenset({("a", "b")})) == {frozenset("ab")}
    twice = [people[0], official("b", "سعيد امزازي", "وزير التربية الوطنية")]
    assert grouped(twice) == {frozenset("ab")}
    assert grouped(twice, parted=frozenset({("a", "b")})) == {frozenset("a"), frozenset("b")}


def test_clusters_do_not_depend_on_the_order_of_edges() -> None:
    def compare(a: Profile, b: Profile) -> Comparison:
        return Comparison(
            {"ab": 0.9, "bc": 0.8, "ac": 0.1}[a.key + b.key], {}, "far" if a.key + b.key == "ac" else None
        )

    rules = Rules(lambda a, b: compare(*sorted((a, b), key=lambda p: p.key)), lambda _a, _b: False, lambda _p: False)
    people = {key: Profile(key, "official", (key,)) for key in "abc"}
    edges = [Edge("a", "b", compare(people["a"], people["b"])), Edge("b", "c", compare(people["b"], people["c"]))]
    for order in (edges, edges[::-1]):
        members = Clusters(people, rules).build(order).members
        assert {frozenset(m) for m in members.values()} == {frozenset("ab"), frozenset("c")}


TOWN, PROVINCE, REGION = "hcp:09.541.01.07", "hcp:09.541", "hcp:09"
COMPANY = frozenset(("official", "visitor", "association"))


def house(key: str, name: str, place: str | None, **known: frozenset[str]) -> Profile:
    chain = load_tree().chain(place) if place else ()
    profile = Profile(key, "institution", (name,), "centre", place=place, chain=chain, countries=frozenset({"MA"}))
    return replace(profile, **known)


@pytest.mark.parametrize(
    ("name", "place", "known", "came"),
    [
        ("مركز الأمل", TOWN, {}, MERGED),
        ("مركز الأمل", None, {}, QUEUED),
        ("مركز الأمل", "iso:MA", {}, QUEUED),  # which of the country's
        ("مركز الأمل", REGION, {}, QUEUED),
        ("مركز الأمل", PROVINCE, {}, MERGED),
        ("دار الطالبة", PROVINCE, {}, QUEUED),  # a province has several
        ("مركز الأمل", None, {"provinces": frozenset({PROVINCE})}, MERGED),
        ("مركز الأمل", None, {"provinces": frozenset({"hcp:05.531"})}, APART),
        ("مركز الأمل", None, {"companions": COMPANY}, MERGED),  # the same people around it
        ("مركز الأمل", "hcp:05.531", {}, APART),
    ],
)
def test_house_without_its_town_is_decided_by_context(
    name: str, place: str | None, known: dict[str, frozenset[str]], came: str
) -> None:
    one = house("a", name, TOWN, companions=COMPANY)
    other = house("b", name, place, **known)
    assert decision(compare_institutions(one, other)) == came
    assert decision(compare_institutions(other, one)) == came


def holder(name: str, first: str, last: str) -> Holder:
    days = (date.fromisoformat(first), date.fromisoformat(last))
    return Holder(ord(name), name, name, "", *days, None, None, 1)


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2024-02-01", ["a"]),
        ("2024-05-01", ["a"]),  # soon after the last sighting, nobody else near
        ("2024-08-15", []),  # between two holders
        ("2025-01-15", ["b"]),
        ("2026-01-01", []),  # long after
    ],
)
def test_holders_at(at: str, found: list[str]) -> None:
    held = [holder("a", "2024-01-01", "2024-03-01"), holder("b", "2024-12-01", "2025-02-01")]
    assert [h.name for h in holders_at(held, date.fromisoformat(at))] == found


@pytest.mark.parametrize(
    ("name", "country", "body"),
    [
        ("وزارة التضامن والمرأة والأسرة والتنمية الاجتماعية", "MA", "ma:ministry.solidarity"),
        ("وزارة التضامن", "MA", "ma:ministry.solidarity"),
        ("وزارة الصحة", "SA", None),
        ("المندوبية السامية للتخطيط", "MA", None),
    ],
)
def test_body_of(name: str, country: str, body: str | None) -> None:
    assert body_of(name, country) == body


def test_names_of_a_body_follow_each_other() -> None:
    assert all(row.valid_from < row.valid_to for row in body_names() if row.valid_from and row.valid_to)


def test_every_moroccan_unit_has_its_parents_and_a_point() -> None:
    tree = load_tree()
    units = [unit for unit in tree.units if unit.startswith("hcp:")]
    assert len(units) == 12 + 83 + 213 + 1503 + 41
    for unit in units:
        assert tree.parents(unit)[-1] == "iso:MA"
        assert tree.located(unit) is not None
    assert tree.located("hcp:09") == tree.located("hcp:09.001.01.01")


@pytest.mark.parametrize(
    ("one", "other", "forbidden"),
    [
        ("الحكومة الهندية", "حكومة بنكيران", "whose"),
        ("الحكومة الهندية", "حكومة إقليم كردستان", "whose"),
        ("الحكومة الكندية", "الحكومة الأفغانية", "country"),
        ("وكالة الأنباء الإيرانية الرسمية", "وكالة الأنباء اليمنية الرسمية", "country"),
        ("الحكومة الهندية", "الحكومة", None),  # which one, its article knows
        ("الحكومة اليمنية", "الحكومة اليمنية الشرعية", None),
        ("الحكومة الهندية", "حكومة الهند", None),
    ],
)
def test_bodies_of_two_countries_or_of_somebody_else_stay_apart(one: str, other: str, forbidden: str | None) -> None:
    found = compare_institutions(
        *(house(key, name, None, countries=frozenset()) for key, name in (("a", one), ("b", other)))
    )
    assert found.forbidden == forbidden


@pytest.mark.parametrize(
    ("names", "together"),
    [
        (("مركز الأمل", "مركز الأمل لتكوين النساء"), {frozenset("ab")}),
        (("مركز الأمل", "مركز الأمل للمسنين", "مركز الأمل لتصفية الدم"), {frozenset(k) for k in "abc"}),
    ],
)
def test_name_cut_short_in_a_town_joins_the_one_that_goes_on(
    names: tuple[str, ...], together: set[frozenset[str]]
) -> None:
    houses = [house(key, name, TOWN) for key, name in zip("abc", names, strict=False)]
    edges = [Edge(a.key, b.key, compare_institutions(a, b)) for a, b in combinations(houses, 2)]
    clusters = Clusters({h.key: h for h in houses}, KINDS["institution"].rules).build(edges)
    assert {frozenset(members) for members in clusters.members.values()} == together


def test_place_that_ends_a_name_may_be_town_or_province() -> None:
    one, other = house("a", "المستشفى الإقليمي", "hcp:05.301.01.01"), house("b", "المستشفى الإقليمي لخنيفرة", None)
    assert decision(compare_institutions(one, other)) == decision(compare_institutions(other, one)) == MERGED


def test_neighbours_are_who_was_seen_last_and_first() -> None:
    held = [holder("a", "2024-01-01", "2024-03-01"), holder("b", "2024-12-01", "2025-02-01")]
    asked = (("2024-06-01", ("a", "b")), ("2023-01-01", (None, "a")), ("2026-01-01", ("b", None)))
    for at, names in asked:
        found = neighbours(held, date.fromisoformat(at), date.fromisoformat(at))
        assert tuple(h.name if h else None for h in found) == names
