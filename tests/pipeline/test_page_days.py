"""What pages say of their day, author, agency, section and headline, in all the ways newspapers have."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from corpus.page import PageFixes, PageReading, read_page
from corpus.page_date import DateReading, DaySource
from corpus.page_head import page_head, part_number, whole_address
from pipeline.crawl.outlets import Outlet
from pipeline.crawl.reading import Readings, zone_of
from pipeline.page_days import visible_day
from pipeline.page_moments import told_day

TITLE = "افتتاح دار الثقافة بمدينة النخيل"
BODY = (
    "<p>أشرف عامل الإقليم على افتتاح دار الثقافة بمدينة النخيل، بحضور عدد من المنتخبين وممثلي جمعيات المدينة.</p>"
    "<p>وتضم هذه المؤسسة قاعة للعروض ومكتبة وورشات للفنون، وقد كلف إنجازها 12 مليون درهم من ميزانية الجماعة.</p>"
)
STATE = {  # as the scripts of a page keep it: other articles beside its own
    "latest": [{"title": "خبر آخر من أخبار اليوم", "publishedAt": "2024-05-30T10:00:00Z"}],
    "post": {"title": TITLE, "createdAt": "2024-03-01", "publishedAt": "2024-03-05T09:00:00.000Z", "author": {"name": "سعاد البستاني"},
             "related": [{"title": "خبر ثان من أخبار اليوم", "publishedAt": "2024-05-31T10:00:00Z"}]},
}  # fmt: skip
BY_HAND = (
    f'<html dir=rtl><head><meta http-equiv=Content-Type content="text/html; charset=windows-1256"><title>{TITLE}</title></head><body><table><tr>'
    f"<td><b>{TITLE}</b><br>{{}}<br>{re.sub('</?p>', '<br>', BODY)}</td></tr></table></body></html>"
)
FETCHED = datetime(2024, 6, 1, 3, 0, tzinfo=UTC)
CASABLANCA = ZoneInfo("Africa/Casablanca")
MOROCCO = DateReading(visible_day, zone=CASABLANCA, fetched=FETCHED, told=told_day)
MARCH = date(2024, 3, 5)


def page(head: str = "", under: str = "", *, before: str = "", after: str = "", title: str = TITLE) -> bytes:
    """Return a page with something in its head, above its headline, under it, and after its text."""
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'{before}<div class="art"><h1>{TITLE}</h1>{under}<div class="txt">{BODY}</div></div>{after}</body></html>'
    ).encode()


def day(
    raw: bytes, reading: DateReading = MOROCCO, url: str = "https://nakhil.example.org/a/1"
) -> tuple[str | None, str | None]:
    """Return the day of a page and what it was read from."""
    found = read_page(raw, url, PageReading(reading))
    return found.published, found.day_source


def ld(**values: object) -> str:
    """Return JSON-LD of an article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **values}, ensure_ascii=False)}</script>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نشر في 5 مارس 2024", MARCH),
        ("٠٥ آذار ٢٠٢٤", MARCH),
        ("الثلاثاء 5 آذار/مارس 2024 - 12:30", MARCH),
        ("05/مارس/2024", MARCH),
        ("2024 مارس 05 10:30", MARCH),
        ("24 شعبان 1445 هـ", MARCH),
        ("الثلاثاء 24 شعبان 1445هـ الموافق 5 مارس 2024م", MARCH),
        ("15 غشت 2023", date(2023, 8, 15)),
        ("12 جويلية 2023", date(2023, 7, 12)),
        ("30 نونبر 2023", date(2023, 11, 30)),
        ("18 تشرين الثاني 2023", date(2023, 11, 18)),
        ("03 شباط 2023", date(2023, 2, 3)),
        ("05/03/2024", MARCH),
        ("2024-03-05 10:20", MARCH),
        ("Mar 5, 2024 10:20 AM", MARCH),
        ("mardi 5 mars 2024", MARCH),
        ("1 يناير 2024", date(2024, 1, 1)),
        ("مارس 2024", None),
        ("2024", None),
        ("جميع الحقوق محفوظة 2003 - 2024", None),
        ("31/02/2024", None),
        ("أضيف يوم أمس", None),
        ("من 5 مارس 2024 إلى 9 أبريل 2024", None),
        ("أضيف في 5/3/2024 الساعة 10:20 - عدد المشاهدات 120", MARCH),
        ("12 كانون2/يناير 2014 10:33", date(2014, 1, 12)),
        ("الأربعاء, 01 تشرين1 2014", date(2014, 10, 1)),
        ("ثلاثاء, 03/05/2024 - 11:20", MARCH),  # the weekday tells the month, as in Drupal
        ("الجمعة 03/05/2024", date(2024, 5, 3)),
        ("الاثنين 03/05/2024", date(2024, 5, 3)),  # it fits neither
    ],
)
def test_visible_day_reads_all_month_systems(text: str, expected: date | None) -> None:
    found = visible_day(text)
    assert (found and found[0]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("منذ 3 ساعات", "06-01"),
        ("منذ ٣ ساعات", "06-01"),
        ("قبل ثلاث ساعات", "06-01"),
        ("منذ 4 ساعات", None),  # half past eleven, or midnight
        ("منذ 6 ساعات", "05-31"),
        ("منذ ساعة واحدة", "06-01"),
        ("منذ ساعتين", "06-01"),
        ("الوكالة | قبل 25 دقيقة", "06-01"),
        ("قبل لحظات", "06-01"),
        ("أمس 21:40", "05-31"),
        ("يوم أمس الساعة 18:25", "05-31"),
        ("أول أمس", "05-30"),
        ("اليوم 03:10", "06-01"),
        ("اليوم", None),  # the name of a section or a newspaper
        ("منذ يوم واحد", "05-31"),
        ("قبل يومين 540 مشاهدة", "05-30"),
        ("نشر منذ 5 أيام", "05-27"),
        ("منذ 11 يوما", None),
        ("منذ أسبوع واحد", None),
        ("منذ 3 أشهر", None),
        ("وقع الحادث قبل يومين", None),  # a sentence
        ("الأربعاء 15 مايو", "05-15"),
        ("الثلاثاء 15 مايو", None),  # of no near year
        ("السبت 1 يونيو", "06-01"),
    ],
)
def test_day_is_told_from_the_moment_of_fetching_where_it_is_certain(text: str, expected: str | None) -> None:
    found = told_day(text, FETCHED, CASABLANCA)  # four in the morning there
    assert (found and found[0].isoformat()) == (expected and f"2024-{expected}")


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("منذ ساعتين", "Asia/Riyadh", "2024-06-01"),
        ("منذ ساعتين", "Africa/Nouakchott", None),  # midnight lies between
        ("منذ ساعتين", None, None),  # one in Muscat, another in Nouakchott
        ("منذ 10 ساعات", None, "2024-05-31"),
    ],
)
def test_day_is_told_in_the_time_zone_of_the_outlet(text: str, zone: str | None, expected: str | None) -> None:
    found = told_day(text, datetime(2024, 6, 1, 2, 45, tzinfo=UTC), ZoneInfo(zone) if zone else None)
    assert (found and found[0].isoformat()) == expected


@pytest.mark.parametrize(
    ("raw", "expected", "source"),
    [
        (page(ld(datePublished="2024-03-05T10:00:00+01:00", dateModified="2024-05-01")), "2024-03-05", "json-ld"),
        (page(ld(datePublished="2024-03-05T23:30:00Z")), "2024-03-06", "json-ld"),  # the next day in Casablanca
        (page(ld(datePublished="2024-03-15T23:30:00Z")), "2024-03-15", "json-ld"),  # Ramadan: an hour behind
        (page(ld(datePublished="2024-03-06T00:30:00+03:00")), "2024-03-05", "json-ld"),
        (page(ld(datePublished="2024-03-05")), "2024-03-05", "json-ld"),
        (page(ld(datePublished=1709632800)), "2024-03-05", "json-ld"),
        (page(ld(datePublished="5 مارس، 2024")), "2024-03-05", "json-ld"),
        (page('<meta property="article:published_time" content="2024-03-05T10:00:00+01:00">'), "2024-03-05", "meta"),
        (page('<meta name="DC.date.issued" content="2024/03/05">'), "2024-03-05", "meta"),
        (page('<meta name="pubdate" content="Tue, 05 Mar 2024 23:30:00 +0000">'), "2024-03-06", "meta"),
        (page('<meta name="date" content="20240305T101500Z">'), "2024-03-05", "meta"),
        (page(under='<span itemprop="datePublished">٥ آذار ٢٠٢٤</span>'), "2024-03-05", "meta"),
        (page(under='<time datetime="2024-03-05T10:00">قبل شهر</time>'), "2024-03-05", "time"),
        (page(under='<span class="d" data-timestamp="1709632800"></span>'), "2024-03-05", "time"),
        (page(under='<p class="meta">الثلاثاء 5 مارس 2024</p>'), "2024-03-05", "visible"),
        (page(under="<p>5 مارس 2024</p>"), "2024-03-05", "visible"),
        (page(under='<span class="fa fa-clock-o"> 5 مارس 2024</span>'), "2024-03-05", "visible"),
        (page(under="<p>5 مارس 2024</p>").replace(b'class="art"', b'class="content-sidebar-wrap"'), "2024-03-05", "visible"),
        (page(under="<i>بقلم سعاد البستاني | 5 مارس 2024 - 10:20</i>"), "2024-03-05", "visible"),
        (page(after='<div class="end">نشر بتاريخ 2024/03/05</div>'), "2024-03-05", "visible"),
        (page(under="<b><i>05</i> <i>مارس</i> <i>2024</i></b>"), "2024-03-05", "visible"),
        (BY_HAND.format("5 مارس 2024 - 15:40").encode("cp1256"), "2024-03-05", "visible"),
        (page(under='<span class="ago">منذ 3 ساعات</span>'), "2024-06-01", "told"),
        (page(under='<span class="ago">منذ 3 ساعات</span>', before='<i class="topbar">السبت 1 يونيو 2024</i>'), "2024-06-01", "told"),
        (page(under='<span>الثلاثاء 5 مارس</span>'), "2024-03-05", "told"),
        (page(after=f'<script>window.__STATE__={{a:{{title:"{TITLE}",published_at:"2024-03-05 10:00"}}}}</script>'), "2024-03-05", "json-ld"),
        (page(after=f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(STATE)}</script>'), "2024-03-05", "json-ld"),
        (page(after=f"<script>self.__next_f.push([1,{json.dumps(json.dumps(STATE))}])</script>"), "2024-03-05", "json-ld"),
    ],
)  # fmt: skip
def test_day_is_read_where_it_stands(raw: bytes, expected: str, source: str) -> None:
    assert day(raw) == (expected, source)


@pytest.mark.parametrize(
    "raw",
    [
        page(),
        page('<meta name="date" content="2024"><meta name="copyright" content="© 2024">'),
        page(ld(datePublished="0000-00-00", dateModified="2024-03-05T10:00:00Z")),
        page(ld(datePublished="1970-01-01T00:00:00Z")),
        page(ld(datePublished="2031-03-05T00:00:00Z")),  # after it was fetched
        page('<meta property="article:published_time" content="2024-13-45">'),
        page('<meta name="date" content="05/03/2024">'),  # nobody can say which is the month
        page('<meta property="article:modified_time" content="2024-03-05T10:00:00Z">'),
        page(before='<div class="topbar">الثلاثاء 5 مارس 2024</div>'),
        page(before='<ul class="ticker"><li>عاجل 5 مارس 2024</li></ul>'),
        page(after='<div class="comments"><p>5 مارس 2024</p></div>'),
        page(after='<div class="related"><h3>اقرأ أيضا</h3><span class="date">5 مارس 2024</span></div>'),
        page(after='<footer><p>آخر تحديث للموقع: 5 مارس 2024</p></footer>'),
        page(after="<ul><li><a href='/2'>خبر آخر</a> <span>5 مارس 2024</span></li></ul>"),
        page(after="<p>© 2024 جميع الحقوق محفوظة</p>"),
        page(after='<div id="comments"><time datetime="2024-03-05T10:00:00Z">5 مارس 2024</time></div>'),
        page(after='<div class="related"><span class="date">منذ 3 ساعات</span></div>'),
        page(under="<p>منذ 3 أشهر</p>"),
        page(after=f"<script>var s={json.dumps({'latest': STATE['latest']})}</script>"),
        page(under="<p>سيقام الحفل الختامي لهذه التظاهرة الكبرى بحضور ضيوف كثر يوم 20 مايو 2024</p>"),
    ],
)  # fmt: skip
def test_day_of_something_else_is_not_taken(raw: bytes) -> None:
    assert day(raw) == (None, None)


def test_first_of_january_counts_where_it_is_stated() -> None:
    assert day(page('<meta property="article:published_time" content="2024-01-01T09:00:00+01:00">')) == (
        "2024-01-01",
        "meta",
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://nakhil.example.org/2024/03/05/khabar/", "2024-03-05"),
        ("https://nakhil.example.org/2024/3/5/khabar", "2024-03-05"),
        ("https://nakhil.example.org/khabar-2024-03-05.html", "2024-03-05"),
        ("https://nakhil.example.org/20240305-khabar", "2024-03-05"),
        ("https://nakhil.example.org/2024/03/khabar", None),
        ("https://nakhil.example.org/2024/13/45/khabar", None),
        ("https://nakhil.example.org/a?id=20240305", None),
        ("https://nakhil.example.org/news/120240305", None),
    ],
)
def test_day_in_the_address_is_read_when_it_is_whole(url: str, expected: str | None) -> None:
    assert day(page(), url=url) == (expected, DaySource.ADDRESS if expected else None)


def test_what_is_stated_goes_before_what_is_shown_and_that_before_the_address() -> None:
    url = "https://nakhil.example.org/2024/03/01/a"
    shown = "<p>4 مارس 2024</p>"
    assert day(page(ld(datePublished="2024-03-05"), shown), url=url)[0] == "2024-03-05"
    assert day(page(under=shown), url=url)[0] == "2024-03-04"


def test_pattern_of_the_outlet_goes_first() -> None:
    pattern = re.compile(r"عدد (?P<day>\d+) من (?P<month>\S+) لسنة (?P<year>\d+)")
    reading = DateReading(visible_day, (pattern,), fetched=FETCHED)
    raw = page(ld(datePublished="2024-04-04"), after="<p>عدد ٥ من مارس لسنة ٢٠٢٤</p>")
    assert day(raw, reading) == ("2024-03-05", "pattern")


@pytest.mark.parametrize(
    ("country", "zone"),
    [("MA", "Africa/Casablanca"), ("EG", "Africa/Cairo"), ("SA", "Asia/Riyadh"), ("US", None), ("", None)],
)
def test_zone_of_a_country_is_known_where_it_has_one(country: str, zone: str | None) -> None:
    assert zone_of(country) == (ZoneInfo(zone) if zone else None)


def test_article_of_the_graph_is_told_from_others() -> None:
    others = {
        "@type": "NewsArticle",
        "headline": "خبر آخر",
        "datePublished": "2020-01-02",
        "author": {"name": "غيره هو"},
    }
    graph = {
        "@graph": [
            {"@type": "ItemList", "itemListElement": [others]},
            {"@type": "WebPage", "datePublished": "2024-03-01"},
            {"@type": ["Article"], "headline": TITLE, "datePublished": "2024-03-05", "author": [{"name": "سعاد البستاني"}],
             "articleSection": ["مجتمع"], "comment": [{"@type": "Comment", "datePublished": "2024-03-09"}]},
        ]
    }  # fmt: skip
    scripts = f"{ld(**others)}<script type='application/ld+json'>{json.dumps(graph)}</script>"
    found = read_page(page(scripts), "https://nakhil.example.org/a/1", PageReading(MOROCCO))
    assert (found.published, found.author, found.section) == ("2024-03-05", "سعاد البستاني", "مجتمع")


def test_json_ld_that_is_broken_gives_its_plain_values() -> None:
    broken = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"قال "نعم" أمس","datePublished":"2024-03-05"}</script>'
    assert day(page(broken)) == ("2024-03-05", "json-ld")


@pytest.mark.parametrize(
    ("under", "author", "agency"),
    [
        ('<p class="author">سعاد البستاني</p>', "سعاد البستاني", None),
        ('<p class="byline">بقلم: سعاد البستاني</p>', "سعاد البستاني", None),
        ('<div class="submitted">أرسله سعيد بلحاج في ثلاثاء, 03/05/2024 - 11:20</div>', "سعيد بلحاج", None),
        ("<p>5 مارس 2024<br>بقلم: سعاد البستاني<br></p>", "سعاد البستاني", None),
        ('<div class="submitted">قدّم من قبل سعاد البستاني بتاريخ 6 آذار 2024</div>', "سعاد البستاني", None),
        ("<p>كتب - كريم الحداوي</p>", "كريم الحداوي", None),
        ("<p>متابعة/ كريم الحداوي</p>", "كريم الحداوي", None),
        ('<p class="author">و م ع</p>', None, "و م ع"),
        ('<p class="author">جريدة النخيل - رويترز</p>', None, "رويترز"),
        ('<p class="author">admin</p>', None, None),
        ('<p class="author">هيئة التحرير</p>', None, None),
        ('<div class="related"><p class="author">هدى العامري</p></div>', None, None),
        ("<p>كتب رسالة إلى الوزير</p>", None, None),
        ("", None, None),
    ],
)
def test_author_is_told_from_agency_desk_and_account(under: str, author: str | None, agency: str | None) -> None:
    site = '<meta property="og:site_name" content="جريدة النخيل">'
    found = read_page(page(site, under), "https://nakhil.example.org/a/1")
    assert (found.author, found.agency) == (author, agency)


@pytest.mark.parametrize(
    ("head", "before", "section"),
    [
        ('<meta property="article:section" content="اقتصاد">', "", "اقتصاد"),
        ("", '<ol class="breadcrumb"><li><a href="/">الرئيسية</a></li><li><a href="/c">جهات</a></li></ol>', "جهات"),
        ("", f'<ol class="breadcrumb"><li><a href="/">الرئيسية</a></li><li><a href="/a">{TITLE}</a></li></ol>', None),
        ("", '<a rel="category tag" href="/c">رياضة</a>', "رياضة"),
        ("", '<p class="arbo"><a href="/">الاستقبال</a> &gt; <a href="/r4">حوادث</a></p>', "حوادث"),
        ("", '<div class="itemCategory">منشور في <a href="/s">سياسة</a></div>', "سياسة"),
        ("", '<span class="cat">ثقافة</span>', "ثقافة"),
        ("", "", None),
    ],
)
def test_section_is_stated_or_shown(head: str, before: str, section: str | None) -> None:
    assert read_page(page(head, before=before), "https://nakhil.example.org/a/1").section == section


@pytest.mark.parametrize(
    ("title", "head", "expected"),
    [
        (f"{TITLE} | جريدة النخيل", "", TITLE),
        (f"{TITLE} - جريدة النخيل", '<meta property="og:site_name" content="جريدة النخيل">', TITLE),
        (f"{TITLE} - النخيل", "", TITLE),  # the heading has no such end
        ("جريدة النخيل", "", TITLE),
        (f"السفينة :: {TITLE}", "", TITLE),
        (f"السفينة » جهات » {TITLE}", "", TITLE),
        (f"{TITLE} :: السفينة", "", TITLE),
    ],
)
def test_headline_is_without_the_name_of_the_site(title: str, head: str, expected: str) -> None:
    assert read_page(page(head, title=title), "https://nakhil.example.org/a/1").title == expected


def test_fixes_of_the_outlet_are_used() -> None:
    outlet = Outlet(
        key="nakhil", name="النخيل", name_latin="Nakhil", country="MA", home="https://nakhil.example.org/",
        time_zone="Asia/Riyadh",
        fixes={"title_suffixes": (" ~ النخيل",), "furniture": ("تابعونا على الواتساب",), "furniture_patterns": (r"قرئ \d+ مرة",),
               "date_patterns": (r"عدد (?P<day>\d+)/(?P<month>\d+)/(?P<year>\d+)",)},
    )  # fmt: skip
    readings = Readings.declared([outlet])
    reading = readings.of("nakhil", "MA", "2024-06-01T03:00:00+00:00")
    assert reading.dates.zone == ZoneInfo("Asia/Riyadh")
    lines = "<p>تابعونا على الواتساب</p><p>قرئ 12 مرة</p><p>عدد 5/3/2024</p>"
    raw = page(title=f"{TITLE} ~ النخيل").replace(b"</div></div>", f"{lines}</div></div>".encode(), 1)
    found = read_page(raw, "https://nakhil.example.org/a/1", reading)
    assert (found.title, found.published, found.day_source) == (TITLE, "2024-03-05", "pattern")
    assert "الواتساب" not in found.text
    assert "قرئ" not in found.text
    plain = read_page(raw, "https://nakhil.example.org/a/1", PageReading(fixes=PageFixes()))
    assert "الواتساب" in plain.text


@pytest.mark.parametrize(
    ("url", "whole", "part"),
    [
        ("https://a.example.org/x.html?page=2", "https://a.example.org/x.html", 2),
        ("https://a.example.org/x/page/3/", "https://a.example.org/x/", 3),
        ("https://a.example.org/x/amp/", "https://a.example.org/x/", 1),
        ("https://a.example.org/x/amp", "https://a.example.org/x", 1),
        ("https://a.example.org/x.amp.html", "https://a.example.org/x.html", 1),
        ("https://amp.a.example.org/x", "https://a.example.org/x", 1),
        ("https://a.example.org/?p=7&print=1", "https://a.example.org/?p=7", 1),
        ("https://a.example.org/news/2", "https://a.example.org/news/2", 1),
        ("https://a.example.org/camp/", "https://a.example.org/camp/", 1),
        ("https://a.example.org/x?id=5&c=%D8%A3", "https://a.example.org/x?id=5&c=%D8%A3", 1),
    ],
)
def test_whole_address_of_parts_and_forms(url: str, whole: str, part: int) -> None:
    assert (whole_address(url), part_number(url)) == (whole, part)


def test_head_names_addresses() -> None:
    source = page(
        '<link rel="canonical" href="/x/"><link rel="amphtml" href="/x/amp/"><link rel="next" href="?page=2">'
    )
    head = page_head(source.decode(), "https://a.example.org/x/?utm=1")
    assert head.canonical == "https://a.example.org/x/"
    assert head.amp_twin == "https://a.example.org/x/amp/"
    assert head.following == "https://a.example.org/x/?page=2"
    assert not head.amp
    assert page_head(source.decode().replace("<html lang", "<html ⚡ lang"), "https://a.example.org/").amp
