"""Keys, the audit log, saved searches and the state of corrections, on both engines (``conftest.py``)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, delete, insert, make_url, select, text, update
from typer.testing import CliRunner

from corpus.document import Document
from corpus.errors import RefusedError, StoreError, UnknownKeyError
from pipeline.cli import app
from pipeline.kb import access_audit, access_keys, access_saved, corrections
from pipeline.kb.access import ApiKey, Audit, Role
from pipeline.kb.access_audit import Deed, deeds, forget, network, note
from pipeline.kb.across import Candidate
from pipeline.kb.corrections_read import CorrectionState, correction, listed_corrections
from pipeline.kb.engine import check, downgrade, migrate, open_store, reading, writing
from pipeline.kb.review import waiting
from pipeline.kb.schema import Entity, Event
from pipeline.kb.write import write_article
from pipeline.linking.link import link
from pipeline.settings import Settings

BY = {"author": "نادية", "reason": "الجملة تقول ذلك"}
NOW = datetime(2026, 1, 1, 12, 34, tzinfo=UTC)


def test_each_role_includes_those_before_it() -> None:
    includes = {role: [other for other in Role if role.may(other)] for role in Role}
    assert includes == {
        Role.READER: [Role.READER],
        Role.RESEARCHER: [Role.READER, Role.RESEARCHER],
        Role.REVIEWER: [Role.READER, Role.RESEARCHER, Role.REVIEWER],
        Role.OPERATOR: list(Role),
    }


def test_secret_is_known_by_its_digest_alone(store: Engine) -> None:
    key, secret = access_keys.create(store, "ليلى", Role.REVIEWER)
    assert access_keys.by_secret(store, secret) == key
    with reading(store) as connection:
        row = connection.execute(select(ApiKey.__table__)).one()
    kept = " ".join(map(str, row))
    assert secret not in kept
    assert secret.removeprefix(f"rasid_{key.prefix}_") not in kept
    assert len(row.digest) == 64


@pytest.mark.parametrize("wrong", ["", "rasid_", "rasid_000000000000_" + "a" * 43, "x" * 5000, "rasid_\x00", "راصد"])
def test_what_is_no_key_opens_nothing(store: Engine, wrong: str) -> None:
    _, secret = access_keys.create(store, "ليلى", Role.READER)
    assert access_keys.by_secret(store, wrong) is None
    last = "A" if secret[-1] != "A" else "B"
    assert access_keys.by_secret(store, secret[:-1] + last) is None  # the right prefix with another secret
    assert access_keys.by_secret(store, secret + "A") is None


def test_revoked_and_ended_keys_open_nothing(store: Engine) -> None:
    key, secret = access_keys.create(store, "ليلى", Role.READER)
    access_keys.revoke(store, key.prefix)
    assert access_keys.by_secret(store, secret) is None
    assert access_keys.by_prefix(store, key.prefix) is None
    revoked = access_keys.all_keys(store)[0].revoked
    assert access_keys.revoke(store, key.prefix).revoked == revoked  # the second time changes nothing
    brief, other = access_keys.create(store, "عمر", Role.READER, expires=datetime.now(UTC) + timedelta(days=1))
    assert access_keys.by_secret(store, other) == brief
    with writing(store) as connection:
        connection.execute(update(ApiKey).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert access_keys.by_secret(store, other) is None
    with pytest.raises(UnknownKeyError, match="nobody"):
        access_keys.revoke(store, "nobody")


@pytest.mark.parametrize(
    ("name", "expires"),
    [("", None), ("  ", None), ("a" * 81, None), ("a\x00b", None), ("ليلى", NOW - timedelta(days=900))],
)
def test_key_without_a_name_or_a_future_is_refused(store: Engine, name: str, expires: datetime | None) -> None:
    with pytest.raises(RefusedError):
        access_keys.create(store, name, Role.READER, expires=expires)


def test_last_use_is_kept_to_the_hour(store: Engine) -> None:
    key, secret = access_keys.create(store, "ليلى", Role.READER)
    assert key.is_due(NOW)
    access_keys.note_use(store, key.prefix, NOW)
    used = access_keys.by_secret(store, secret)
    assert used is not None
    assert used.last_used == NOW.replace(minute=0)
    assert not used.is_due(NOW.replace(minute=59))
    assert used.is_due(NOW + timedelta(hours=1))


def test_audit_log_is_only_added_to(store: Engine) -> None:
    note(store, Deed(NOW, "0a", "ليلى", "POST /v1/corrections", "k", "done", "203.0.113.0/24", "r-1"))
    note(store, Deed(NOW, None, None, "login", "x" * 900, "401", None))
    note(store, Deed(datetime.now(UTC), None, None, "now", None, "done", None))
    for change in (update(Audit).values(name="x"), delete(Audit), text("DELETE FROM audit WHERE action = 'now'")):
        with pytest.raises(StoreError, match=r"only added to|30 days"), writing(store) as connection:
            connection.execute(change)
    _, last, first = deeds(store)
    assert first == Deed(NOW, "0a", "ليلى", "POST /v1/corrections", "k", "done", "203.0.113.0/24", "r-1")
    assert len(last.target or "") == access_audit.LONGEST
    assert list(deeds(store, actor="0a")) == [first]
    assert [deed.action for deed in deeds(store, limit=1)] == ["now"]


def test_audit_log_of_a_key_has_what_was_done_to_it(store: Engine) -> None:
    for actor, action, target in (
        ("command line", "keys create", "k1 reader"),
        ("k1", "login", None),
        ("command line", "keys revoke", "k1"),
        ("k12", "login", None),
        ("command line", "keys revoke", "k12"),
    ):
        note(store, Deed(NOW, actor, "x", action, target, "done", None))
    assert [deed.action for deed in deeds(store, actor="k1")] == ["keys revoke", "login", "keys create"]


def test_audit_log_is_kept_as_long_as_an_operator_says(store: Engine) -> None:
    now = datetime.now(UTC)
    for days in (400, 91, 89, 1):
        note(store, Deed(now - timedelta(days=days), None, None, f"{days} days ago", None, "done", None))
    assert forget(store, 0) == 0
    assert forget(store, 90) == 2
    assert [deed.action for deed in deeds(store)] == ["1 days ago", "89 days ago"]
    assert forget(store, 90) == 0


@pytest.mark.parametrize("days", [-1, 1, 29])
def test_audit_log_is_kept_for_a_month_at_least(days: int) -> None:
    with pytest.raises(ValidationError, match="audit_keep_days"):
        Settings(audit_keep_days=days)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("testclient", None),
        (None, None),
        ("", None),
    ],
)
def test_network_says_whence_but_not_whose_machine(address: str | None, expected: str | None) -> None:
    assert network(address) == expected


def test_saved_search_keeps_its_id_and_belongs_to_one_key(store: Engine) -> None:
    first = access_saved.keep(store, "0a", " زيارات  المراكز ", "type=visit")
    assert re.fullmatch("[0-9a-f]{24}", first.key)  # never read as an option where a command is given it
    access_saved.keep(store, "0a", "أخرى", "type=meeting")
    access_saved.keep(store, "0b", "لغيره", "")
    assert (first.name, access_saved.saved(store, first.key)) == ("زيارات المراكز", first)
    assert [s.name for s in access_saved.saved_by(store, "0a")] == ["أخرى", "زيارات المراكز"]
    changed = access_saved.change(store, "0a", first.key, name="زيارات", query="type=visit&place=تازة")
    assert (changed.key, changed.created, changed.query) == (first.key, first.created, "type=visit&place=تازة")
    for theft in (
        lambda: access_saved.change(store, "0b", first.key, name="x", query=""),
        lambda: access_saved.forget(store, "0b", first.key),
    ):
        with pytest.raises(UnknownKeyError):
            theft()
    access_saved.forget(store, "0a", first.key)
    assert access_saved.saved(store, first.key) is None


def test_saved_searches_have_a_name_and_are_not_without_number(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, query in (("", "type=visit"), ("a" * 121, ""), ("name", "q=" + "a" * 2000)):
        with pytest.raises(RefusedError):
            access_saved.keep(store, "0a", name, query)
    monkeypatch.setattr(access_saved, "MOST", 1)
    access_saved.keep(store, "0a", "one", "")
    with pytest.raises(RefusedError, match="at most 1"):
        access_saved.keep(store, "0a", "two", "")


def test_migration_goes_down_and_up_with_the_rest_kept(store: Engine, store_settings: Settings) -> None:
    access_keys.create(store, "ليلى", Role.READER)
    note(store, Deed(NOW, None, None, "a", None, "done", None))
    with writing(store) as connection:
        connection.execute(insert(Entity).values(key="k", kind="official", label="ليلى"))
    store.dispose()
    downgrade(store_settings, "0009-1")
    migrate(store_settings)
    check(store_settings)
    again = open_store(store_settings)
    assert access_keys.all_keys(again) == []
    with reading(again) as connection:
        assert connection.execute(select(Entity.label)).scalars().all() == ["ليلى"]
    again.dispose()


# --- the state of corrections ---------------------------------------------------------------------------------------

PEOPLE = ("ليلى المرابط", "ليلى المرابطي")


def fill(engine: Engine) -> tuple[Sequence[str], str]:
    """Store an article of two officials and a visit; return the keys of the officials and of the visit."""
    words = f"زارت {PEOPLE[0]} مركز الأمل. وحضرت {PEOPLE[1]}."

    def span(name: str) -> dict[str, Any]:
        return {"start": words.index(name), "end": words.index(name) + len(name), "surface": name}

    people = [{"name": n, "roles": [], "mentions": [span(n)]} for n in PEOPLE]
    visit = {"id": "e1", "type": "visit", "agents": [PEOPLE[0]], "evidence": words, "confidence": 0.5}
    facts: dict[str, Any] = {"id": "a1", "extractor_version": "1", "officials": people, "events": [visit]}
    write_article(engine, facts, Document(id="a1", text=words), 1)
    link(engine)
    with reading(engine) as connection:
        officials = connection.execute(select(Entity.key).where(Entity.kind == "official").order_by(Entity.id))
        return officials.scalars().all(), connection.execute(select(Event.key)).scalar_one()


def state(engine: Engine, key: str) -> CorrectionState:
    found = correction(engine, key)
    assert found is not None
    return found.state


def test_state_of_a_correction_follows_linking_and_undoing(store: Engine) -> None:
    (one, other), visit = fill(store)
    fact = corrections.correct(store, "reject", visit, **BY)
    assert state(store, fact) is CorrectionState.APPLIED  # facts are corrected at once
    merge = corrections.join(store, "merge", one, other, **BY)
    assert state(store, merge) is CorrectionState.PENDING
    link(store)
    assert state(store, merge) is CorrectionState.APPLIED
    undo = corrections.undo(store, merge, **BY)
    assert (state(store, merge), state(store, undo)) == (CorrectionState.UNDONE, CorrectionState.PENDING)
    link(store)
    assert state(store, undo) is CorrectionState.APPLIED
    again = corrections.undo(store, undo, **BY)
    assert state(store, merge) is not CorrectionState.UNDONE
    assert state(store, undo) is CorrectionState.UNDONE
    assert state(store, again) is CorrectionState.PENDING
    taken = corrections.undo(store, fact, **BY)
    assert (state(store, fact), state(store, taken)) == (CorrectionState.UNDONE, CorrectionState.APPLIED)


def test_pair_that_was_decided_on_waits_no_more(store: Engine) -> None:
    (one, other), _ = fill(store)
    left, right = sorted((one, other))
    pair = {"kind": "official", "left": left, "right": right, "score": 0.7, "features": {}, "decision": "review"}
    with writing(store) as connection:
        connection.execute(delete(Candidate))
        for one_of_two in (pair, pair | {"right": "x", "score": 0.6}):
            connection.execute(insert(Candidate).values(**one_of_two, decided_by="rules", at=NOW))
    assert waiting(store).pairs_in_all == 2
    ruling = corrections.join(store, "split", other, one, **BY)
    left_over = waiting(store)
    assert (left_over.pairs_in_all, [p.right for p in left_over.pairs]) == (1, ["x"])
    corrections.undo(store, ruling, **BY)
    assert waiting(store).pairs_in_all == 2


def test_corrections_are_listed_the_latest_first_in_pieces(store: Engine) -> None:
    (one, other), visit = fill(store)
    made = [
        corrections.correct(store, "confirm", visit, **BY),
        corrections.correct(store, "edit", visit, author="عمر", reason="r", cells={"type": "meeting"}),
        corrections.join(store, "split", one, other, **BY),
    ]
    first = listed_corrections(store, limit=2)
    rest = listed_corrections(store, limit=2, after=first.after)
    assert [c.key for c in (*first.rows, *rest.rows)] == made[::-1]
    assert rest.after is None
    assert [c.key for c in listed_corrections(store, target=visit).rows] == made[1::-1]
    (edit,) = listed_corrections(store, author="عمر").rows
    assert (edit.about, edit.cells, edit.reason) == ("event", {"type": "meeting"}, "r")
    assert listed_corrections(store, target=one).rows[0].other == other


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda e, _: corrections.correct(e, "confirm", "none", **BY), UnknownKeyError),
        (lambda e, _: corrections.join(e, "merge", "none", "no", **BY), UnknownKeyError),
        (lambda e, _: corrections.take_apart(e, "none", ["a"], **BY), UnknownKeyError),
        (lambda e, _: corrections.undo(e, "none", **BY), UnknownKeyError),
        (lambda e, k: corrections.correct(e, "edit", k, **BY), RefusedError),
        (lambda e, k: corrections.correct(e, "edit", k, cells={"type": "x"}, **BY), RefusedError),
        (lambda e, k: corrections.correct(e, "confirm", k, author="a", reason=" "), RefusedError),
    ],
)
def test_what_is_asked_wrongly_is_told_from_a_broken_database(store: Engine, act: Any, error: type[Exception]) -> None:
    _, visit = fill(store)
    with pytest.raises(error):
        act(store, visit)


# --- read-only -------------------------------------------------------------------------------------------------------


def test_read_only_knowledge_base_is_read_and_cannot_be_written(store: Engine, store_settings: Settings) -> None:
    _, visit = fill(store)
    mirror = open_store(store_settings.model_copy(update={"read_only": True}))
    with reading(mirror) as connection:
        assert connection.execute(select(Event.key)).scalars().all() == [visit]
    for write in (
        lambda: corrections.correct(mirror, "confirm", visit, **BY),
        lambda: access_keys.create(mirror, "ليلى", Role.READER),
    ):
        with pytest.raises(StoreError, match=r"read-?only"):
            write()
    with pytest.raises(StoreError, match=r"read-?only"), reading(mirror) as connection:
        connection.execute(delete(Event))
    mirror.dispose()


def test_what_an_operator_sets_for_postgresql_holds_beside_what_the_project_sets(postgres_url: str) -> None:
    asked = make_url(postgres_url).update_query_dict({"options": "-c statement_timeout=5000"})
    url = asked.render_as_string(hide_password=False)
    engine = open_store(Settings(database_url=url, read_only=True))
    with reading(engine) as connection:
        shown = {name: connection.execute(text(f"SHOW {name}")).scalar_one() for name in ("statement_timeout", "jit", "default_transaction_read_only")}  # fmt: skip
    engine.dispose()
    assert shown == {"statement_timeout": "5s", "jit": "off", "default_transaction_read_only": "on"}


# --- the command ------------------------------------------------------------------------------------------------------


def test_keys_command_makes_lists_and_revokes_and_the_log_tells(
    store: Engine, store_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASID_DATABASE_URL", store_settings.database_url)
    run = CliRunner()
    made = run.invoke(app, ["keys", "create", "ليلى", "--role", "reviewer", "--expires", "2099-01-01"])
    secret = made.stdout.strip()
    key = access_keys.by_secret(store, secret)
    assert key is not None
    assert (key.name, key.role, key.expires) == ("ليلى", Role.REVIEWER, datetime(2099, 1, 1, tzinfo=UTC))
    listed = run.invoke(app, ["keys", "list"]).stdout
    assert f"{key.prefix} reviewer ليلى: open" in listed
    assert secret not in listed
    assert json.loads(run.invoke(app, ["keys", "list", "--json"]).stdout)["prefix"] == key.prefix
    assert run.invoke(app, ["keys", "revoke", key.prefix]).exit_code == 0
    assert access_keys.by_secret(store, secret) is None
    assert "revoked" in run.invoke(app, ["keys", "list"]).stdout
    log = run.invoke(app, ["keys", "audit"]).stdout
    assert log.index("keys revoke") < log.index("keys create")
    assert secret not in log
    assert run.invoke(app, ["keys", "revoke", "none"]).exit_code == 2
    assert run.invoke(app, ["keys", "create", "x", "--role", "king"]).exit_code == 2
