"""What a researcher takes out of an institution or a place, on both engines: it stays apart, whatever is read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import aliased

from corpus.document import Document
from corpus.errors import StoreError
from pipeline.kb import corrections
from pipeline.kb.browse.entities import entity
from pipeline.kb.corrections_read import listed_corrections
from pipeline.kb.engine import migrate, open_store, reading
from pipeline.kb.keys import article_key, institution_key, place_key
from pipeline.kb.runs import start_run
from pipeline.kb.schema import Article, Entity, Link, Mention
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.settings import Settings

BY = {"author": "نادية", "reason": "مؤسسة أخرى بالاسم نفسه"}
CENTRE, SHORT = "مركز الأفق للتكوين", "مركز الأفق"
TOWN, QUARTER = "مدينة النخيل", "حي الورود"


def told(number: int, name: str, *, visitor: str = "كريم التازي", day: str = "2024-03-01") -> tuple[Any, Document]:
    """Return an article of a visit to a centre in a quarter of a town."""
    text = f"زار {visitor} {name} في {QUARTER}، {TOWN}، الخبر {number}."

    def item(form: str, **rest: Any) -> dict[str, Any]:
        start = text.index(form)
        spans = [{"start": start, "end": start + len(form), "surface": form}]
        return {"name": form, "mentions": spans, "confidence": 0.9, **rest}

    quarter = item(QUARTER, kind="neighbourhood", link=None, within=TOWN)
    facts = {
        "id": f"a{number}",
        "country": "MA",
        "published": day,
        "officials": [item(visitor, roles=[])],
        "institutions": [item(name, kind="centre", place=TOWN)],
        "places": [item(TOWN, kind="city", link={"id": "hcp:09.541.01.13"}), quarter],
        "events": [
            {"id": "e1", "type": "visit", "agents": [visitor], "targets": [name], "places": [QUARTER],
             "evidence": text, "date_start": day, "date_end": day, "confidence": 0.9},
        ],
    }  # fmt: skip
    return facts, Document(f"a{number}", text, url=f"https://example.org/{number}")


ARTICLES = [
    told(1, CENTRE),
    told(2, CENTRE, visitor="ليلى المرابط", day="2024-04-01"),
    told(3, CENTRE, visitor="سعيد الفاسي", day="2024-05-01"),
    told(4, SHORT, visitor="نبيل الوزاني", day="2024-06-01"),
]
TOWN_KEY = place_key("", "", "hcp:09.541.01.13")
INSTITUTION = institution_key(CENTRE, TOWN_KEY)


def stored(engine: Engine, articles: Sequence[tuple[Any, Document]]) -> None:
    for facts, document in articles:
        write_article(engine, facts, document, 1)
    link(engine)


def bearers(engine: Engine, kind: str) -> dict[str, set[str]]:
    """Return the articles that speak of each entity of a kind, by key, as merged."""
    head = aliased(Entity)
    query = (
        select(head.key, Article.document_id)
        .select_from(Link)
        .join(Entity, Entity.id == Link.entity_id)
        .join(head, head.id == func.coalesce(Entity.canonical_id, Entity.id))
        .join(Mention, Mention.id == Link.mention_id)
        .join(Article, Article.id == Mention.article_id)
        .where(head.kind == kind)
    )
    found: dict[str, set[str]] = {}
    with reading(engine) as connection:
        for key, article in connection.execute(query):
            found.setdefault(key, set()).add(article)
    return found


def key_of(number: int) -> str:
    return article_key(f"https://example.org/{number}", "")


def places(engine: Engine) -> dict[str, set[str]]:
    return {key: told for key, told in bearers(engine, "place").items() if key != TOWN_KEY}


def test_articles_taken_from_an_institution_are_of_another_until_that_is_undone(store: Engine) -> None:
    stored(store, ARTICLES[:3])
    assert bearers(store, "institution") == {INSTITUTION: {"a1", "a2", "a3"}}
    said = corrections.take_apart(store, INSTITUTION, [key_of(2), key_of(3)], **BY)
    link(store)
    parted = bearers(store, "institution")
    other = next(key for key in parted if key != INSTITUTION)
    assert parted == {INSTITUTION: {"a1"}, other: {"a2", "a3"}}
    view = entity(store, other)
    assert view is not None and (view.item.label, view.item.subkind, view.item.place) == (CENTRE, "centre", TOWN)
    assert {c.item.label for c in view.companions} == {"ليلى المرابط", "سعيد الفاسي"}

    stored(store, ARTICLES)  # read again; with one more, of a shorter name
    again = bearers(store, "institution")
    assert again[other] == {"a2", "a3"}
    link(store, rebuild=True)
    assert bearers(store, "institution") == again

    corrections.undo(store, said, author="نادية", reason="هي نفسها")
    link(store)
    assert bearers(store, "institution")[INSTITUTION] >= {"a1", "a2", "a3"}
    assert other not in bearers(store, "institution")
    led = entity(store, other)
    assert led is not None and led.item.key == INSTITUTION  # the key goes on to lead somewhere


def test_what_was_merged_is_taken_out_under_all_its_names(store: Engine) -> None:
    stored(store, ARTICLES)
    keys = sorted(bearers(store, "institution"))
    if len(keys) > 1:
        corrections.join(store, "merge", *keys, author="نادية", reason="اسم مختصر")
        link(store)
    (head,) = bearers(store, "institution")
    corrections.take_apart(store, head, [key_of(3), key_of(4)], **BY)  # one article of each name
    link(store)
    parted = bearers(store, "institution")
    assert sorted(map(sorted, parted.values())) == [["a1", "a2"], ["a3", "a4"]]
    link(store, rebuild=True)
    assert bearers(store, "institution") == parted


def test_two_that_were_taken_out_one_after_the_other_are_two_until_merged(store: Engine) -> None:
    stored(store, ARTICLES[:3])
    for number in (2, 3):
        corrections.take_apart(store, INSTITUTION, [key_of(number)], **BY)
    link(store)
    parted = bearers(store, "institution")
    assert sorted(map(sorted, parted.values())) == [["a1"], ["a2"], ["a3"]]
    one, other = (key for key in parted if key != INSTITUTION)
    corrections.join(store, "merge", one, other, author="نادية", reason="هما واحد")
    link(store)
    assert sorted(map(sorted, bearers(store, "institution").values())) == [["a1"], ["a2", "a3"]]


def test_all_articles_taken_out_leave_nothing_behind(store: Engine) -> None:
    stored(store, ARTICLES[:2])
    corrections.take_apart(store, INSTITUTION, [key_of(1), key_of(2)], **BY)
    link(store)
    ((other, articles),) = bearers(store, "institution").items()
    assert other != INSTITUTION and articles == {"a1", "a2"}
    led = entity(store, INSTITUTION)
    assert led is not None and led.item.key == other


@pytest.mark.parametrize("whose", ["quarter", "town"])
def test_articles_taken_from_a_place_are_of_another(store: Engine, whose: str) -> None:
    stored(store, ARTICLES[:3])
    (quarter,) = places(store)
    taken = quarter if whose == "quarter" else TOWN_KEY
    corrections.take_apart(store, taken, [key_of(2)], **BY)
    link(store)
    parted = bearers(store, "place")
    other = next(key for key in parted if key not in (quarter, TOWN_KEY))
    assert (parted[taken], parted[other]) == ({"a1", "a3"}, {"a2"})
    view = entity(store, other)
    assert view is not None and view.item.gazetteer_id is None
    # A quarter of that name is in the town all the same; what is not the unit of the gazetteer lies nowhere known.
    assert [p.key for p in view.parents][:1] == ([TOWN_KEY] if whose == "quarter" else [])
    stored(store, ARTICLES[1:2])
    assert bearers(store, "place") == parted
    link(store, rebuild=True)
    assert bearers(store, "place") == parted


def test_corrections_are_carried_to_another_knowledge_base(store: Engine, tmp_path: Any) -> None:
    stored(store, ARTICLES[:3])
    corrections.take_apart(store, INSTITUTION, [key_of(3)], **BY)
    link(store)
    there = Settings(database_url=f"sqlite:///{tmp_path / 'there.db'}")
    migrate(there)
    second = open_store(there)
    start_run(second, {})
    stored(second, ARTICLES[:3])
    corrections.replay(second, list(corrections.export(store)))
    link(second)
    assert bearers(second, "institution") == bearers(store, "institution")
    (said,) = listed_corrections(second).rows
    assert (said.action, said.articles, said.reason) == ("split", (key_of(3),), BY["reason"])
    second.dispose()


@pytest.mark.parametrize(("target", "articles"), [("nothing", [key_of(1)]), (INSTITUTION, ["nothing"])])
def test_nothing_is_taken_from_what_is_not_there(store: Engine, target: str, articles: list[str]) -> None:
    stored(store, ARTICLES[:1])
    with pytest.raises(StoreError, match="nothing"):
        corrections.take_apart(store, target, articles, **BY)
