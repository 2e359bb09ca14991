"""Linking across articles, all of it: places in their tree, entities that are one, offices and who held them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, delete, text, update

from pipeline.kb.across import Candidate, Settled, Tenure
from pipeline.kb.corrections_read import linked_by, note_linked
from pipeline.kb.engine import writing
from pipeline.kb.garbage import collecting_seldom
from pipeline.kb.identify import INSTITUTION, OFFICIAL, PLACE
from pipeline.kb.schema import Entity
from pipeline.kb.tallies import refresh
from pipeline.linking.corrections import rulings
from pipeline.linking.entities import link_kind
from pipeline.linking.happenings import merge_events
from pipeline.linking.parting import part_namesakes
from pipeline.linking.positions import link_positions
from pipeline.linking.roles import resolve_roles
from pipeline.linking.taking import take_apart
from pipeline.linking.tenures import write_tenures
from pipeline.linking.touched import Touched
from pipeline.linking.units import place_units
from pipeline.linking.version import VERSION

ORDER = (PLACE, OFFICIAL, INSTITUTION)


@dataclass
class LinkReport:
    """What linking came to: pairs compared, merged and left for review, by kind of entity; offices, tenures, and roles resolved."""

    pairs: dict[str, Counter[str]] = field(default_factory=dict)
    offices: int = 0
    tenures: int = 0
    roles: int = 0
    renewed: bool = False  # begun anew because other rules had linked it

    def lines(self) -> list[str]:
        """Return the report for people."""
        told = [
            f"{kind}: {c['compared']} pairs compared, {c['merged']} one, {c['review']} to review"
            for kind, c in self.pairs.items()
        ]
        anew = ["linked by other rules before: everything was linked anew"] if self.renewed else []
        return [
            *anew,
            *told,
            f"{self.offices} offices, {self.tenures} tenures, {self.roles} offices named alone have a holder",
        ]


def link(engine: Engine, *, rebuild: bool = False) -> LinkReport:
    """Link what is new in the knowledge base; with ``rebuild``, everything, from facts and corrections alone.

    Begins anew by itself where rules of another version have linked it.

    Raises: StoreError: the database cannot be written.
    """
    report, touched = LinkReport(), Touched()
    with collecting_seldom(), writing(engine) as connection:
        _alone(connection)
        report.renewed = not rebuild and not linked_by(connection, VERSION)
        rebuild = rebuild or report.renewed
        if rebuild:
            forget(connection)
        parted = part_namesakes(connection, touched) | take_apart(connection, touched)
        place_units(connection)
        said = parted | rulings(connection)
        for kind in ORDER:
            report.pairs[kind] = link_kind(connection, kind, said, touched)
        index = link_positions(connection)
        report.offices = len(index)
        report.tenures = write_tenures(connection, index)
        report.roles = resolve_roles(connection, index, touched)
        merge_events(connection, () if rebuild else touched.told(connection), rebuild=rebuild)
        refresh(connection)
        note_linked(connection, VERSION)
    return report


def forget(connection: Connection) -> None:
    """Take away all that linking decided; permanent keys go on to lead where they led until it decides anew."""
    kinds = (PLACE, OFFICIAL, INSTITUTION)
    connection.execute(delete(Settled))
    connection.execute(delete(Tenure))
    connection.execute(delete(Candidate).where(Candidate.kind.in_(kinds)))
    connection.execute(update(Entity).values(canonical_id=None))


def _alone(connection: Connection) -> None:
    """Let no article be written while entities are compared: what it changes would be taken for compared."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE settled IN EXCLUSIVE MODE"))
