"""A knowledge base that older rules have linked is linked anew, once, whichever the engine."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select, update

from corpus.document import Document
from pipeline.kb.access import Linked
from pipeline.kb.engine import reading, writing
from pipeline.kb.schema import Entity
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.linking.version import VERSION

TITLE = "وزير الصحة"
NAMES = ("رشيد بنعدي", "رشيد بن عدي")


def fill(engine: Engine) -> None:
    for number, name in enumerate(NAMES):
        text = f"صرح {TITLE}، {name}، بذلك."
        spans = {w: [{"start": text.index(w), "end": text.index(w) + len(w), "surface": w}] for w in (TITLE, name)}
        official = {"name": name, "mentions": spans[name], "roles": [{"title": TITLE, "mentions": spans[TITLE]}]}
        facts = {"id": f"v{number}", "country": "MA", "officials": [official]}
        write_article(engine, facts, Document(f"v{number}", text, country="MA", published=date(2024, 5, 6)), 1)


def persons(engine: Engine) -> int:
    with reading(engine) as connection:
        heads = select(Entity.id).where(Entity.kind == "official", Entity.canonical_id.is_(None))
        return len(connection.execute(heads).all())


def decided_before(engine: Engine, version: int | None) -> None:
    """Leave the knowledge base as rules would that took the two for two persons."""
    with writing(engine) as connection:
        connection.execute(update(Entity).values(canonical_id=None))
        connection.execute(update(Linked).values(version=version))


@pytest.mark.parametrize(
    ("version", "renewed", "left"),
    [(None, True, 1), (VERSION - 1, True, 1), (VERSION, False, 2)],
)
def test_link_begins_anew_after_other_rules(store: Engine, version: int | None, renewed: bool, left: int) -> None:
    fill(store)
    assert not link(store).renewed
    assert persons(store) == 1
    decided_before(store, version)
    report = link(store)
    assert (report.renewed, persons(store)) == (renewed, left)
    assert any("linked by other rules" in line for line in report.lines()) == renewed
    assert not link(store).renewed


def test_what_was_never_linked_is_not_linked_anew(store: Engine) -> None:
    assert not link(store).renewed
    fill(store)
    assert not link(store).renewed
