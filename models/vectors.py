"""The word vectors that all trained models share: one file, read in the form that each library asks for.

They are learnt from the raw press without annotated texts (``models.press``), over folded words as our segmenter cuts them.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

VECTORS = "vectors.npz"
WORDS = 40_000  # the most frequent


def pack(text: Path, file: Path) -> None:
    """Keep the vectors of the most frequent words of a word2vec text file, in half precision."""
    import numpy

    with text.open(encoding="utf-8") as lines:
        next(lines)
        rows = [line.rstrip("\n").split(" ") for line in islice(lines, WORDS)]
    numbers = numpy.array([row[1:] for row in rows], dtype="float16")
    file.parent.mkdir(parents=True, exist_ok=True)
    numpy.savez_compressed(file, words=numpy.array([row[0] for row in rows]), vectors=numbers)


def read(file: Path) -> tuple[list[str], NDArray[Any]]:
    """Return words and a row of numbers for each, in single precision.

    Raises: ModelError: there is no such file, or it holds something else.
    """
    import numpy

    try:
        content = numpy.load(file)
        return content["words"].tolist(), content["vectors"].astype("float32")
    except (OSError, EOFError, KeyError, ValueError) as error:
        raise ModelError(f"{file}: the word vectors of the models are missing or damaged: {error}") from error


def pretrain(file: Path) -> Any:
    """Return the vectors as Stanza's ``Pretrain``, made in memory.

    Raises: ModelError: see :func:`read`.
    """
    import torch
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
    from stanza.models.common.vocab import VOCAB_PREFIX

    words, numbers = read(file)
    made = Pretrain(str(file))
    made._vocab = PretrainedWordVocab(words)
    # Its first rows stand for what is no word (padding, unknown, root).
    made._emb = torch.cat([torch.zeros(len(VOCAB_PREFIX), numbers.shape[1]), torch.from_numpy(numbers)])
    return made
