"""What a linking changed of entities on its way, and so the articles whose events are to be compared again.

A telling is compared by the canonical entities of its clause and by the places these lie in, so it may be of another event
as soon as one of them is another now, though the article stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from pipeline.linking.load import articles_of, batches
from pipeline.linking.units import inside


@dataclass
class Touched:
    """Entities that stand for another now, or for another place, and articles that speak of others than before, by row."""

    entities: set[int] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)

    def told(self, connection: Connection) -> set[int]:
        """Return the articles that these articles are, or that speak of these entities or of what lies in them."""
        found = set(self.articles)
        for some in batches(self.entities | inside(connection, self.entities)):
            found |= set().union(*articles_of(connection, some).values())
        return found
