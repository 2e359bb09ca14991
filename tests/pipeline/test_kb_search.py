"""Full text search: the same hits in the same order on SQLite and PostgreSQL, for a table of queries.

Articles are invented and few; each is written through ``write_article`` as a run would.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update

from corpus.document import Document
from corpus.errors import AskedError, StoreError
from pipeline.kb import runs, search_order, search_sql, words
from pipeline.kb.engine import check, downgrade, migrate, open_store, reading, writing
from pipeline.kb.name_index import EntityWord, name_rows
from pipeline.kb.schema import Article, Entity, Name
from pipeline.kb.search import SearchPage, search
from pipeline.kb.search_query import parse
from pipeline.kb.word_index import FTS, FTS_TITLE, ArticleWords, free_places, place_of
from pipeline.kb.write import Outcome, write_article
from pipeline.settings import Settings

ARTICLES = {  # id: day, title, text
    "centre": ("2024-03-01", "افتتاح مركز الأمل", "دشّن الوالي مركز الأمل لرعاية الطفولة بأكادير."),
    "to_centre": ("2024-03-02", "زيارة ميدانية", "توجهت الوزيرة للمركز، وبالمركزِ استقبلها الأطفال على الأمل."),
    "school": ("2024-03-03", "مدرسة جديدة", "زار سعيد أمزازي مدرسة المختار السوسي في تارودانت."),
    "minister": ("2024-03-04", "كلمة الوزير", "قال أمزازي إن المدرسة العمومية أولوية؛ ثم قال الوزير إنّ مـسؤولية الجميع."),
    "ministry": (None, None, "أعلنت وزارة الصحة ومصالحها عن برنامج ضد COVID-19 في سنة ٢٠٢٤."),
    "house": ("2024-03-05", "بنموسى في الرباط", "ترأس شكيب بنموسى اجتماعا حول دار الطالبة."),
    "persian": ("2024-03-06", "المرکز الاجتماعی", "یقع المرکز فی مدینة فاس."),
}  # fmt: skip
PEOPLE = {"school": "سعيد أمزازي", "minister": "أمزازي", "house": "شكيب بنموسى"}

# What is asked, and what is found, in order.
QUERIES: list[tuple[str, list[str]]] = [
    ("مركز", ["persian", "centre", "to_centre"]),  # in the title first, then the latest
    ("المركز", ["persian", "centre", "to_centre"]),  # with and without article
    ("مَرْكَـــز", ["persian", "centre", "to_centre"]),  # diacritics and tatweel
    ("المرکز الاجتماعی", ["persian"]),  # Persian letters in the query
    ("الاجتماعي", ["persian"]),  # and in the text only
    ("مركز الأمل", ["centre", "to_centre"]),  # the words apart are found too, behind
    ("مركز الامل", ["centre", "to_centre"]),  # hamza
    ('"مركز الأمل"', ["centre"]),  # a phrase
    ("«مركز الامل»", ["centre"]),  # in the quotation marks of the press
    ('"الأمل مركز"', []),  # in this order only
    ('"زيارة ميدانية توجهت"', []),  # no phrase reaches from the title into the text
    ('"بمركز الأمل', ["centre"]),  # a mark that is not closed; another clitic
    ("رعايه", ["centre"]),  # ta marbuta and ha
    ("مدرسه*", ["school", "minister"]),
    ("مدر*", ["school", "minister"]),  # a word begun
    ("المدر*", ["school", "minister"]),
    ("مدرسة -سوسي", ["minister"]),  # must not have
    ('مدرسة -"المختار السوسي"', ["minister"]),
    ("مدرسة -مدر*", []),
    ("-مدرسة", []),  # only what must not be: nothing is asked for
    ("مصالح*", ["ministry"]),  # و before the word
    ("أمزازي", ["minister", "school"]),
    ("سعيد أمزازي", ["school"]),
    ("amzazi", ["minister", "school"]),  # in Latin letters
    ("Said Amzazi", ["school"]),
    ("amzazi السوسي", ["school"]),
    ("ben moussa", ["house"]),
    ("Benmoussa", ["house"]),
    ("covid", ["ministry"]),  # Latin words of the text
    ("COVID-19", ["ministry"]),
    ("2024", ["ministry"]),  # digits
    ("٢٠٢٤", ["ministry"]),
    ("مسؤولية", ["minister"]),
    ("مسئولية", []),  # و and ي as seats of a hamza stay apart, as in all folding
    ("قطر", []),
    ("", []),
    ("* - \" '' () AND OR NOT NEAR & | ! :", []),  # signs and words of both engines' languages: no such words there
    ("مركز AND الأمل", []),  # a word like another
    ("forms : مركز", []),
    ("مركز' | 'قطر", []),
    ("مركز\x00\ud800", ["persian", "centre", "to_centre"]),
]


def facts(name: str, text: str, person: str | None) -> dict[str, Any]:
    start = text.index(person) if person else 0
    spans = [{"start": start, "end": start + len(person), "surface": person}] if person else []
    officials = [{"name": person, "roles": [], "aliases_in_text": [], "mentions": spans}] if person else []
    return {"id": name, "officials": officials}


def write(engine: Engine, name: str, day: str | None, title: str | None, text: str) -> Outcome:
    published = date.fromisoformat(day) if day else None
    document = Document(id=name, text=text, title=title, published=published, url=f"https://example.org/{name}")
    return write_article(engine, facts(name, text, PEOPLE.get(name)), document, 1)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A knowledge base with the articles, on each engine."""
    url = f"sqlite:///{tmp_path_factory.mktemp('search') / 'kb.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    settings = Settings(database_url=url)
    downgrade(settings, "base")
    migrate(settings)
    opened = open_store(settings)
    runs.start_run(opened, {})
    for name, article in ARTICLES.items():
        write(opened, name, *article)
    yield opened
    opened.dispose()
    downgrade(settings, "base")


def ids(page: SearchPage) -> list[str]:
    return [hit.article.document_id for hit in page.hits]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_search_finds_in_order(engine: Engine, query: str, expected: list[str]) -> None:
    page = search(engine, query)
    assert ids(page) == expected
    assert page.total == len(expected)


@pytest.mark.parametrize(
    ("query", "scores"),
    [
        ("مركز الأمل", [1.0, 0.25]),  # side by side in the title; apart
        ("افتتاح الأمل", [0.75]),  # both in the title
        ('"لرعاية الطفولة"', [0.5]),  # side by side in the text
    ],
)
def test_search_score_says_where_the_words_stand(engine: Engine, query: str, scores: list[float]) -> None:
    assert [hit.score for hit in search(engine, query).hits] == scores


@pytest.mark.parametrize(
    ("query", "name", "marked"),
    [
        ("مركز", "to_centre", ["للمركز", "وبالمركزِ"]),  # as published
        ('"مركز الأمل"', "centre", ["مركز الأمل"]),
        ("مسؤولية", "minister", ["مـسؤولية"]),
        ("مدر*", "school", ["مدرسة"]),
        ("said amzazi", "school", ["سعيد أمزازي"]),  # by name: where it is mentioned
    ],
)
def test_search_marks_what_was_found_in_the_text_as_published(
    engine: Engine, query: str, name: str, marked: list[str]
) -> None:
    (hit,) = [hit for hit in search(engine, query).hits if hit.article.document_id == name]
    text = ARTICLES[name][2]
    assert [text[slice(*span)] for span in hit.spans] == marked
    assert hit.surface == text[slice(*hit.snippet)]
    assert all(hit.snippet[0] <= start and end <= hit.snippet[1] for start, end in hit.spans)


def test_search_marks_the_title(engine: Engine) -> None:
    hit = search(engine, "الأمل").hits[0]
    assert hit.article.title is not None
    assert [hit.article.title[slice(*span)] for span in hit.title_spans] == ["الأمل"]


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("query", ["في", "مركز", "amzazi"])
def test_search_pages_follow_each_other_without_gap_or_repeat(engine: Engine, query: str, limit: int) -> None:
    whole = search(engine, query)
    read: list[str] = []
    after: str | None = None
    while True:
        page = search(engine, query, limit=limit, after=after)
        assert page.total == whole.total
        read += ids(page)
        if (after := page.after) is None:
            break
    assert read == ids(whole)


@pytest.mark.parametrize("query", ["في", "مركز", "amzazi", "مركز الأمل", "قال الوزير", "مدر*"])
def test_what_is_looked_at_and_counted_is_bounded_and_pages_still_lack_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    whole = search(engine, query)
    assert whole.total_exact
    for module in (search_order, search_sql):
        monkeypatch.setattr(module, "LOOKED_AT", 1)
    monkeypatch.setattr(search_order, "AT_A_TIME", 1)
    monkeypatch.setattr(search_order, "COUNTED", 1)
    assert sorted(ids(search(engine, query))) == sorted(ids(whole))
    found, after = list[str](), None
    while True:
        page = search(engine, query, limit=1, after=after)
        assert (page.total, page.total_exact) == (min(whole.total, 1), whole.total <= 1)
        found += ids(page)
        if (after := page.after) is None:
            break
    assert found == ids(search(engine, query))


@pytest.mark.parametrize(
    ("asked", "form"), [("المركز", "مركز"), ("للمركز", "مركز"), ("والمركز", "مركز"), ("مركز", "مركز"), ("الأم", "الام")]
)
def test_of_a_word_only_its_shortest_form_is_asked_for(asked: str, form: str) -> None:
    assert search_sql.groups(parse(asked).wanted[0]) == [((form,), False)]


@given(word=st.text("ابتجحدرسعفقكلمنهويوالبلف", min_size=1, max_size=9))
def test_whatever_has_a_form_of_a_word_has_what_is_asked_for(word: str) -> None:
    (term,) = parse(word).wanted
    ((asked, _),) = search_sql.groups(term)
    for form in term.alternatives():
        assert not set(asked).isdisjoint(words.indexed(form).forms.split())


def test_a_word_that_too_many_are_called_by_names_none(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_sql, "MOST_NAMED", 1)
    assert ids(search(engine, "أمزازي")) == ["minister", "school"]  # by words alone
    assert ids(search(engine, "amzazi")) == []
    assert ids(search(engine, "Said Amzazi")) == ["school"]


def test_two_articles_of_one_place_get_two(engine: Engine) -> None:
    with reading(engine) as connection:
        held = connection.execute(select(ArticleWords.place).order_by(ArticleWords.place)).scalars().all()
        top = held[-1]
        assert free_places(connection, [top + 2, top + 2, top + 2, top]) == [top + 2, top + 1, top - 1, top - 2]
    later, undated = place_of(date(2024, 3, 2), "f" * 20), place_of(None, "0" * 20)
    assert undated < place_of(date(1, 1, 1), "f" * 20) < place_of(date(2024, 3, 1), "0" * 20) < later
    assert later < place_of(date(2024, 3, 2), "0" * 20) < place_of(date(9999, 12, 31), "0" * 20) < 1 << 63


@pytest.mark.parametrize("after", ["", "x", "9_1", "4_-1", "4_9223372036854775808", "4_1_' OR 1", "4_٣"])
def test_search_after_something_that_is_of_no_page_is_said(engine: Engine, after: str) -> None:
    with pytest.raises(AskedError, match="no page"):
        search(engine, "مركز", after=after)


QUERY_TEXT = st.one_of(
    st.text(),
    st.text(st.characters()),  # surrogates and unassigned code points too
    st.lists(st.sampled_from(['"', "-", "*", "مركز", "ال", "و", "amzazi", "el", "'", "\\", "%", "_", ":", "(", " ", "\x00"])).map("".join),
)  # fmt: skip


@trials(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=QUERY_TEXT)
def test_search_takes_any_string(engine: Engine, text: str) -> None:
    for hit in search(engine, text).hits:
        assert hit.surface == ARTICLES[hit.article.document_id][2][slice(*hit.snippet)]


@pytest.mark.parametrize("query", ["مركز " * 3000, "ا" * 100_000, '"' + "مركز " * 500 + '"', "-" * 5000, "a " * 2000])
def test_search_takes_long_queries(engine: Engine, query: str) -> None:
    search(engine, query)


@given(text=st.text())
def test_words_stand_where_they_are_said_to(text: str) -> None:
    for word in words.words(text):
        assert word.folded in words.pieces(text[slice(*word.span)])
        assert word.folded.isalnum()
        assert words.forms(word.folded)[0] == word.folded


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("والمركز", ["والمركز", "المركز", "مركز"]),
        ("للاطفال", ["للاطفال", "لاطفال", "اطفال"]),
        ("فبالرباط", ["فبالرباط", "بالرباط", "الرباط", "رباط"]),
        ("الام", ["الام"]),  # three letters stay
        ("مدرسه", ["مدرسه"]),
    ],
)
def test_forms_take_clitics_away_one_by_one(word: str, forms: list[str]) -> None:
    assert list(words.forms(word)) == forms


def test_search_finds_what_is_now_known_of_an_article_only(engine: Engine) -> None:
    text = "أخبار عن مهرجان الورود بقلعة مكونة."
    assert write(engine, "news", "2024-04-01", "مهرجان", text) is Outcome.ADDED
    assert ids(search(engine, "الورود")) == ["news"]
    newer = text.replace("الورود", "التفاح")
    assert write(engine, "news", "2024-04-01", "مهرجان", newer) is Outcome.NEW_VERSION
    assert ids(search(engine, "الورود")) == []
    assert ids(search(engine, "التفاح")) == ["news"]
    assert write(engine, "news", "2024-04-01", "موسم", newer) is Outcome.REPLACED  # another title, the same text
    assert ids(search(engine, "موسم")) == ["news"]
    assert ids(search(engine, "مهرجان موسم")) == ["news"]
    assert write(engine, "news", "2024-04-01", "مهرجان", text) is Outcome.NEW_VERSION  # back to the first
    assert ids(search(engine, "الورود")) == ["news"]
    assert search(engine, "موسم").total == 0


def test_search_by_name_finds_articles_of_what_was_merged_with_it(engine: Engine) -> None:
    with writing(engine) as connection:
        numbers = {row.label: row.id for row in connection.execute(select(Entity.label, Entity.id))}
        one, other = numbers["أمزازي"], numbers["سعيد أمزازي"]
        connection.execute(update(Entity).where(Entity.id == one).values(canonical_id=other))
        row = {"entity_id": other, "form": "الدكتور", "folded": "الدكتور", "words": " دكتور ", "sounds": " dktr "}
        connection.execute(insert(Name), [row])
        connection.execute(insert(EntityWord), name_rows(other, row["words"], row["sounds"]))  # type: ignore[arg-type]
    assert ids(search(engine, "الدكتور")) == ["minister", "school"]
    with writing(engine) as connection:
        connection.execute(update(Entity).values(canonical_id=None))
        connection.execute(Name.__table__.delete().where(Name.form == "الدكتور"))  # type: ignore[attr-defined]


def test_migration_fills_the_index_for_articles_there_are_and_goes_back(engine: Engine) -> None:
    settings = Settings(database_url=engine.url.render_as_string(hide_password=False))
    before = [(query, ids(search(engine, query))) for query, _ in QUERIES]
    with reading(engine) as connection:
        rows = sorted(map(repr, connection.execute(select(ArticleWords.__table__))))
    engine.dispose()
    downgrade(settings, "0003")
    migrate(settings)
    check(settings)
    assert [(query, ids(search(engine, query))) for query, _ in QUERIES] == before
    with reading(engine) as connection:
        assert sorted(map(repr, connection.execute(select(ArticleWords.__table__)))) == rows


def test_index_holds_current_articles_only_and_is_sound(engine: Engine) -> None:
    with reading(engine) as connection:
        kept = set(connection.execute(select(ArticleWords.article_id)).scalars())
        current = set(connection.execute(select(Article.id).where(Article.current)).scalars())
        if engine.dialect.name == "sqlite":
            for index in (FTS, FTS_TITLE):
                connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    assert kept == current


def test_text_of_more_words_than_an_index_takes_is_kept_in_part(engine: Engine) -> None:
    text = " ".join(f"كلمة{number}" for number in range(70_000))
    write(engine, "long", None, None, text)
    assert ids(search(engine, "كلمة1")) == ["long"]
    write(engine, "long", None, None, "قصير")


def test_a_search_of_postgresql_uses_the_index(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("about PostgreSQL")
    with reading(engine) as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(
            f"EXPLAIN SELECT article_id FROM article_words WHERE {FTS}_forms @@ CAST('a' AS tsquery)"
        )
        assert FTS in "\n".join(plan.scalars())


def test_search_of_an_empty_folder_is_said(tmp_path: Path) -> None:
    nowhere = open_store(Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}"))
    with pytest.raises(StoreError, match="rasid migrate"):
        search(nowhere, "مركز")
