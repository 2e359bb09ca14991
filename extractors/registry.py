"""The extractors in the order they run: each may read what those before it found."""

from __future__ import annotations

from extractors.base import Extractor
from extractors.dates import DateExtractor
from extractors.events import EventExtractor
from extractors.institutions import InstitutionExtractor
from extractors.money import MoneyExtractor
from extractors.officials import OfficialExtractor
from extractors.phrases import noun_phrase_end
from extractors.places import PlaceExtractor
from extractors.quantities import QuantityExtractor
from models.entity_judge import EntityJudge
from models.event_judge import EventJudge


def build(judge: EventJudge | None = None, entities: EntityJudge | None = None) -> list[Extractor]:
    """Return the project's extractors with their lexicons loaded (raises LexiconError).

    ``judge``: the model of how sure an event is; ``entities``: that of institutions, places and officials.
    """
    return [
        DateExtractor.load(),
        PlaceExtractor.load(entities),
        InstitutionExtractor.load(entities),
        OfficialExtractor.load(entities),
        MoneyExtractor.load(),
        QuantityExtractor.load(),
        EventExtractor.load(noun_phrase_end, judge),
    ]
