"""How well pairs of entities are judged: pairwise precision, recall and F1 over corpus/linking.

``python -m bench.linking`` prints the measuring part; ``--part tuning`` the one that weights were found on, ``--part retold`` the
names of the retold events; ``--errors``
also each wrong pair with the parts of its score. A pair left for review counts as not merged: it costs recall.
"""

from __future__ import annotations

import argparse
import sys

from pipeline.linking.pairs import KINDS, judge, read_pairs, score
from pipeline.linking.profile import MERGED, decision


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tuning", "measuring", "retold"), default="measuring")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    for kind in KINDS:
        found = score(kind, options.part)
        pairs = found.right + found.missed
        sys.stdout.write(
            f"{kind:13} precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}  "
            f"({pairs} pairs that are one, {found.review} of them left for review; {found.wrong} merged wrongly)\n"
        )
        for pair in read_pairs(kind) if options.errors else ():
            came = judge(kind, pair)
            if pair.part == options.part and pair.same != (decision(came) == MERGED):
                told = " | ".join((pair.left.label, pair.right.label, str(came)))
                sys.stdout.write(f"  {'missed' if pair.same else 'wrong'}: {told}\n")


if __name__ == "__main__":
    main()
