"""Dates: every rule with its examples, sentences as a table, and the property that every written form parses back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.mention import DateValue, Mention, Weekday
from corpus.normalise import FoldedText, fold
from extractors.date_patterns import DateRule
from extractors.date_words import load_date_words
from extractors.dates import DateExtractor, date_rules, readings

RULES = date_rules(load_date_words())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_have_examples_and_counterexamples(rule: DateRule) -> None:
    assert rule.examples
    assert rule.counterexamples


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule in RULES for example in rule.examples])
def test_rules_read_their_examples(rule: DateRule, example: tuple[str, str, str]) -> None:
    sentence, surface, value = example
    text = FoldedText(sentence).text
    found = [(text[f.start : f.end].strip("( )"), str(f.expression)) for f in readings(rule, text)]
    assert (fold(surface).strip("( )"), value) in found


@pytest.mark.parametrize(("rule", "sentence"), [(rule, text) for rule in RULES for text in rule.counterexamples])
def test_rules_leave_their_counterexamples(rule: DateRule, sentence: str) -> None:
    assert list(readings(rule, FoldedText(sentence).text)) == []


# -- whole sentences, resolved -------------------------------------------------------------------------------------

TUESDAY = date(2024, 3, 12)


EXTRACTOR = DateExtractor.load()


def extract(text: str, published: date | None = TUESDAY, country: str | None = None) -> list[Mention]:
    return list(EXTRACTOR.extract(Document("x", text, published=published, country=country)))


def bounds(text: str, published: date | None = TUESDAY) -> list[tuple[str, str | None, str | None]]:
    out = []
    for mention in extract(text, published):
        assert isinstance(mention.value, DateValue)
        start, end = mention.value.start, mention.value.end
        out.append((mention.surface, start.isoformat() if start else None, end.isoformat() if end else None))
    return out


@pytest.mark.parametrize(
    ("text", "surface", "start", "end"),
    [
        # relative to the day of writing
        ("افتتح الوزير اليوم المركز", "اليوم", "2024-03-12", "2024-03-12"),
        ("افتتح صباح أمس المركز", "صباح أمس", "2024-03-11", "2024-03-11"),
        ("زار أول أمس الأحد القرية", "أول أمس الأحد", "2024-03-10", "2024-03-10"),
        ("وصل الليلة الماضية", "الليلة الماضية", "2024-03-11", "2024-03-11"),
        ("يلتقي بعد غد الخميس نظيره", "بعد غد الخميس", "2024-03-14", "2024-03-14"),
        ("اجتمعت اللجنة الجمعة الماضي", "الجمعة الماضي", "2024-03-08", "2024-03-08"),
        ("اجتمعت اللجنة الثلاثاء الماضي", "الثلاثاء الماضي", "2024-03-05", "2024-03-05"),
        ("تجتمع اللجنة الثلاثاء المقبل", "الثلاثاء المقبل", "2024-03-19", "2024-03-19"),
        ("وقع مساء السبت اتفاقا", "مساء السبت", "2024-03-09", "2024-03-09"),
        ("سيوقع الخميس اتفاقا", "الخميس", "2024-03-14", "2024-03-14"),
        ("خلال الأسبوع الماضي", "الأسبوع الماضي", "2024-03-04", "2024-03-10"),
        ("الأربعاء من الأسبوع الماضي", "الأربعاء من الأسبوع الماضي", "2024-03-06", "2024-03-06"),
        ("خلال الشهر الجاري", "الشهر الجاري", "2024-03-01", "2024-03-31"),
        ("في 5 من الشهر الماضي", "5 من الشهر الماضي", "2024-02-05", "2024-02-05"),
        ("منذ السنة الماضية", "السنة الماضية", "2023-01-01", "2023-12-31"),
        ("الربع الأول من السنة الجارية", "الربع الأول من السنة الجارية", "2024-01-01", "2024-03-31"),
        # a month or day whose year the day of writing gives
        ("منذ مارس الماضي", "مارس الماضي", "2023-03-01", "2023-03-31"),
        ("منذ فبراير الماضي", "فبراير الماضي", "2024-02-01", "2024-02-29"),
        ("في 5 مارس الماضي", "5 مارس الماضي", "2024-03-05", "2024-03-05"),
        ("في 20 نيسان المقبل", "20 نيسان المقبل", "2024-04-20", "2024-04-20"),
        ("في 3 يناير المقبل", "3 يناير المقبل", "2025-01-03", "2025-01-03"),
        ("إلى غاية 28 دجنبر", "28 دجنبر", "2023-12-28", "2023-12-28"),
        ("من 28 مارس إلى 3 أبريل", "28 مارس إلى 3 أبريل", "2024-03-28", "2024-04-03"),
        ("في 3 أكتوبر من السنة الماضية", "3 أكتوبر من السنة الماضية", "2023-10-03", "2023-10-03"),
        ("رمضان الماضي", "رمضان الماضي", "2023-03-23", "2023-04-20"),
        # one day in two calendars
        ("في 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م", "26 شوال 1436 هـ الموافق 11 أغسطس 2015 م", "2015-08-11", "2015-08-11"),
        ("الأحد 18/1/1445هـ (5 غشت 2023)", "الأحد 18/1/1445هـ (5 غشت 2023)", "2023-08-05", "2023-08-05"),
        ("افتتح عام 1356هـ/1937م", "عام 1356هـ/1937م", "1937-01-01", "1937-12-31"),
        # spans told by two full days
        ("من 15/03/2024 إلى 20/03/2024", "15/03/2024 إلى 20/03/2024", "2024-03-15", "2024-03-20"),
        ("من 1/9/1445هـ حتى 5/9/1445هـ", "1/9/1445هـ حتى 5/9/1445هـ", "2024-03-11", "2024-03-15"),
    ],
)  # fmt: skip
def test_dates_are_resolved_against_the_day_of_publication(text: str, surface: str, start: str, end: str) -> None:
    assert bounds(text) == [(surface, start, end)]


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("افتتح أمس الاثنين المركز", "monday"), ("اجتمع الخميس الماضي", "thursday"), ("وصل يوم الجمعة", "friday"),
        ("يوم الأحد 3 مارس", "sunday"), ("خلال الأسبوع الماضي", None), ("أحدث مؤخرا", None), ("منذ 3 مارس", None),
        ("يوم 27 رمضان", None), ("شهر ماي المقبل", None),
    ],
)  # fmt: skip
def test_dates_without_an_anchor_stay_open_with_their_weekday(text: str, weekday: str | None) -> None:
    (mention,) = extract(text, published=None)
    assert isinstance(mention.value, DateValue)
    assert (mention.value.start, mention.value.end, mention.value.weekday) == (None, None, weekday)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("اليوم الثلاثاء 12 مارس 2024، افتتح", "2024-03-12"), ("أمس الاثنين 11 مارس 2024", "2024-03-12"),
        ("يوم غد الأربعاء 13 مارس 2024", "2024-03-12"), ("يومه الثلاثاء 12 مارس 2024", "2024-03-12"),
    ],
)  # fmt: skip
def test_dates_with_today_show_the_day_of_publication(text: str, published: str) -> None:
    (mention,) = extract(text, published=None)
    assert isinstance(mention.value, DateValue)
    assert str(mention.value.published) == published


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the text's own anchor: today with a full date, or a dateline
        ("اليوم الثلاثاء 12 مارس 2024.\nوكان قد زار أمس القرية", ["2024-03-12", "2024-03-11"]),
        ("الرباط في 12 مارس 2024\nزار الوزير أمس القرية النائية", ["2024-03-12", "2024-03-11"]),
        # days told before
        ("زار يومي 4 و5 مارس 2024 الإقليم.\nاليوم الأول: القرية\nاليوم الثاني: البلدة", ["2024-03-04", "2024-03-04", "2024-03-05"]),
        ("زار الاثنين 4 مارس 2024 القرية. وفي اليوم الموالي زار البلدة، وفي اليوم نفسه عاد", ["2024-03-04", "2024-03-05", "2024-03-05"]),
        ("منذ شهر ماي 2021 وفي الشهر ذاته، ثم في 3 غشت من العام نفسه", ["2021-05-01", "2021-05-01", "2021-08-03"]),
        ("زاره في يونيو 2016 ثم في أكتوبر من نفس السنة", ["2016-06-01", "2016-10-01"]),
        # a list takes the year at its end, or that of its heading
        ("في 12 يناير و3 فبراير 2023", ["2023-01-12"]),
        ("زاره في 12 يناير، 9 ماي و3 شتنبر 2023", ["2023-01-12"]),
        ("حصيلة سنة 2022:\n• يناير: توزيع\n• 8 مارس: حفل", ["2022-01-01", "2022-01-01", "2022-03-08"]),
        # without an anchor: the only year of the text that fits the weekday
        ("دستور 2011 وقانون سنة 2019. وصل أمس الثلاثاء (12 فبراير)", ["2011-01-01", "2019-01-01", "2019-02-12"]),
        # not the year a plan runs to, the only one with such a Tuesday
        ("أوضح اليوم الثلاثاء 21 ماي أن الرؤية تمتد من 2015 إلى 2030", [None]),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_order_of_the_text(text: str, expected: list[str | None]) -> None:
    assert [start for _, start, _ in bounds(text, published=None)][: len(expected)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "أجندة 2030 للتنمية", "مونديال 2030 بالمغرب", "رؤية 2030 السعودية", "القانون رقم 2.19.424", "المرسوم رقم 2015",
        "الهاتف 0522 20 15", "استفاد 2015 تلميذا", "بلغ 2000 مستفيد", "17/20", "القانون 13-103", "اليوم العالمي للمرأة",
        "اليوم الوطني للصناعة التقليدية", "خطبة الجمعة", "بسوق الأربعاء", "هذا العام", "هذا اليوم", "حركة 20 فبراير",
        "مارس مهامه", "إليزا ماي", "كل جمعة", "يومية الصباح", "الغد الأفضل", "النائب العام السابق", "سنة ونصف", "عام كامل", "رمضان صائما",
    ],
)  # fmt: skip
def test_dates_leave_names_counts_and_laws(text: str) -> None:
    assert bounds(text) == []


@pytest.mark.parametrize("text", ["اليوم العالمي للمرأة الذي يصادف 8 مارس", "يحتفل به في 30 مارس من كل سنة"])
def test_dates_of_every_year_have_no_bounds(text: str) -> None:
    assert {start for _, start, _ in bounds(text)} == {None}


def test_dates_keep_a_weekday_that_disagrees_and_say_so() -> None:
    (mention,) = extract("يوم الجمعة 12 مارس 2024")
    assert isinstance(mention.value, DateValue)
    assert (mention.value.start, mention.value.weekday) == (date(2024, 3, 12), "friday")
    assert mention.value.note


def test_years_are_hijri_where_the_country_counts_so() -> None:
    (saudi,) = extract("أسس عام 1420", country="SA")
    (moroccan,) = extract("سقطت سنة 1415", country="MA")
    assert isinstance(saudi.value, DateValue)
    assert isinstance(moroccan.value, DateValue)
    assert (saudi.value.start, moroccan.value.start) == (date(1999, 4, 17), date(1415, 1, 1))


# -- properties ----------------------------------------------------------------------------------------------------

WORDS = load_date_words()
MONTHS = sorted(WORDS["gregorian"].items())
NAMES = {number: [form for form, month in MONTHS if month == str(number)] for number in range(1, 13)}
WEEKDAYS = {day: [form for form, value in WORDS["weekday"].items() if value == day] for day in Weekday}
ORDINALS = {
    number: [form for form, value in WORDS["ordinal"].items() if value == str(number)] for number in range(1, 32)
}
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def written(draw: st.DrawFn, day: date) -> str:
    """Return a way the press writes a day."""
    if draw(st.booleans()):
        number = draw(st.sampled_from([str(day.day), f"{day.day:02}", *ORDINALS[day.day]]))
        of = draw(st.sampled_from([" ", " من ", " من شهر "]))
        year = draw(st.sampled_from([" ", " سنة ", "، ", " من عام "])) + str(day.year)
        text = number + of + draw(st.sampled_from(NAMES[day.month])) + year
    else:
        a, b, c = draw(st.sampled_from([(day.day, day.month, day.year), (day.year, day.month, day.day)]))
        text = draw(st.sampled_from(["{}/{}/{}", "{:02}/{:02}/{:02}", "{}-{:02}-{:02}", "{} / {} / {}"])).format(
            a, b, c
        )
    weekday = draw(st.sampled_from(["", *WEEKDAYS[list(Weekday)[day.weekday()]]]))
    lead = draw(st.sampled_from(["", "يوم "]))
    text = lead + (weekday + draw(st.sampled_from([" ", "، "])) if weekday else "") + text
    return text.translate(EASTERN) if draw(st.booleans()) else text


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_every_written_form_of_a_day_parses_back(data: st.DataObject) -> None:
    day = data.draw(DATES)
    text = data.draw(written(day))
    found = bounds(f"وصل الوفد في {text}، ثم عاد", published=None)
    assert [(start, end) for _, start, end in found] == [(str(day), str(day))]


@given(DATES, DATES)
@settings(deadline=None, max_examples=100)
def test_every_written_range_parses_back(first: date, last: date) -> None:
    assume(first < last)
    text = (
        f"من {first.day} {NAMES[first.month][0]} {first.year} إلى غاية {last.day} {NAMES[last.month][-1]} {last.year}"
    )
    assert [(start, end) for _, start, end in bounds(text, None)] == [(str(first), str(last))]


@given(st.text(alphabet="ابتمسن 0123456789/-.:،()\n", max_size=80))
@settings(deadline=None, max_examples=200)
def test_no_text_breaks_the_extractor(text: str) -> None:
    for mention in extract("يوم الأحد " + text + " مارس 2024 إلى"):
        assert mention.surface.strip() == mention.surface
