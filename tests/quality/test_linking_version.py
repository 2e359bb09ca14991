"""A change of what linking decides goes with a new version, so that knowledge bases are linked anew."""

from __future__ import annotations

import hashlib

from pipeline.linking.offices import parse_title
from pipeline.linking.pairs import KINDS, judge, read_pairs
from pipeline.linking.profile import decision
from pipeline.linking.version import VERSION

# Of the verdicts on corpus/linking and of the offices named there, by version. A new pair needs the digest alone.
DIGESTS = {2: "5fd79dc9119a538b"}


def test_verdicts_and_offices_are_those_of_the_version() -> None:
    lines = []
    for kind in KINDS:
        for pair in read_pairs(kind):
            titles = sorted({held.title for side in (pair.left, pair.right) for held in side.offices})
            offices = [office.signature for title in titles for office in parse_title(title, "MA")]
            lines.append("\t".join((pair.left.label, pair.right.label, decision(judge(kind, pair)), *offices)))
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    assert digest == DIGESTS[VERSION], "what is decided has changed: raise VERSION, and add its digest here"
