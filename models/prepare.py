"""Training data for the Stanza models, in the words our segmenter makes: proclitics split, enclitics attached, folded.

Everything is written below a work folder; nothing of the corpora is kept in the project.
"""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from corpus.normalise import fold
from models.segment import load_segmenter

PROCLITICS = frozenset("وفبلك")
FEATURES = ("Aspect", "Gender", "Number", "Person", "Voice", "VerbForm", "Definite")
NER_LABELS = {"PERS": "PER", "PER": "PER", "LOC": "LOC", "GPE": "LOC", "ORG": "ORG", "MISC": "MISC", "FAC": "LOC"}
VECTOR_WORDS = 25_000
VECTOR_DIM = 100

Row = tuple[str, str, str, str]  # form, lemma, upos, feats


def treebank(file: Path) -> Iterator[list[Row]]:
    """Yield the sentences of a treebank file as rows of our words.

    ``وبزيارته`` is three words there (و, ب, زيارة, ه are four); here ``و``, ``ب``, ``زيارته`` with the tags of its host.
    """
    rows: list[Row] = []
    group: list[list[str]] = []
    last = 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 10:
                if not line.strip() and rows:
                    yield rows
                    rows = []
                continue
            if "-" in cells[0]:
                group, last = [[cells[1]]], int(cells[0].split("-")[1])
            elif group:
                group.append(cells)
                if int(cells[0]) == last:
                    rows += merged(group)
                    group = []
            else:
                rows.append(row(cells[1], cells))
    if rows:
        yield rows


def merged(group: list[list[str]]) -> list[Row]:
    """Return a written word's rows: its proclitics, and the host with what is attached to it."""
    words = group[1:]
    head = 0
    while head < len(words) - 1 and words[head][1] in PROCLITICS:
        head += 1
    host = next((w for w in words[head:] if w[3] not in ("PRON", "AUX", "PART")), words[head])
    written = fold(group[0][0])[head:] if len(words) - head > 1 else words[head][1]
    return [row(w[1], w) for w in words[:head]] + [row(written, host)]


def row(form: str, cells: list[str]) -> Row:
    """Return form, lemma, tag and the features we use of one treebank word.

    The treebank tags foreign and proper names X; in Arabic letters they are nearly always names.
    """
    arabic = any("ء" <= c <= "ي" for c in form)
    upos = "PROPN" if cells[3] == "X" and arabic and len(form) > 1 else cells[3]
    feats = "|".join(f for f in cells[5].split("|") if f.split("=")[0] in FEATURES) or "_"
    return fold(form) or form, fold(cells[2]) or form, upos, feats


def write_conllu(file: Path, sentences: Iterator[list[Row]]) -> None:
    """Write rows as CoNLL-U; the heads are a chain, because only tags and lemmas are learnt from it."""
    with file.open("w", encoding="utf-8") as out:
        for sentence in sentences:
            for i, (form, lemma, upos, feats) in enumerate(sentence, 1):
                relation = "root" if i == 1 else "dep"
                out.write(f"{i}\t{form}\t{lemma}\t{upos}\t_\t{feats}\t{i - 1}\t{relation}\t_\t_\n")
            out.write("\n")


def ner_sentences(file: Path) -> Iterator[list[dict[str, str]]]:
    """Yield sentences of an IOB file in Stanza's JSON rows, proclitics split off the names (they are outside them)."""
    segmenter = load_segmenter()
    sentence: list[dict[str, str]] = []
    inside = False
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 2:
                if sentence:
                    yield sentence
                sentence, inside = [], False
                continue
            prefix, _, name = cells[1].partition("-")
            label = NER_LABELS.get(name)
            pieces = segmenter.split(cells[0])[0] if any("ء" <= c <= "ي" for c in cells[0]) else []
            forms = [fold(p.form) or p.form for p in pieces] or [fold(cells[0]) or cells[0]]
            for k, form in enumerate(forms):
                if label is None or (k < len(forms) - 1 and (prefix == "B" or not inside)):
                    sentence.append({"text": form, "ner": "O"})
                    inside = False
                else:
                    begins = not inside or (prefix == "B" and k == len(forms) - 1)
                    sentence.append({"text": form, "ner": f"{'B' if begins else 'I'}-{label}"})
                    inside = True
    if sentence:
        yield sentence


def write_json(file: Path, sentences: list[list[dict[str, str]]]) -> None:
    """Write sentences in the form Stanza's NER trainer reads (BIOES)."""
    for sentence in sentences:
        tags = [w["ner"] for w in sentence] + ["O"]
        for i, word in enumerate(sentence):
            tag, following = tags[i], tags[i + 1]
            if tag != "O":
                ends = not following.startswith("I-")
                single, last = tag.startswith("B-") and ends, tag.startswith("I-") and ends
                word["ner"] = ("S" if single else "E" if last else tag[0]) + tag[1:]
    file.write_text(json.dumps(sentences, ensure_ascii=False), "utf-8")


def write_vectors(source: Path, file: Path) -> None:
    """Write the most frequent word vectors with folded forms (the first of several spellings stands)."""
    seen: dict[str, str] = {}
    with lzma.open(source, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            word, _, numbers = line.rstrip("\n").partition(" ")
            seen.setdefault(fold(word), numbers)
            if len(seen) >= VECTOR_WORDS:
                break
    seen.pop("", None)
    with file.open("w", encoding="utf-8") as out:
        out.write(f"{len(seen)} {VECTOR_DIM}\n")
        out.writelines(f"{word} {numbers}\n" for word, numbers in seen.items())


def prepare(data: Path, work: Path) -> None:
    """Write all training files of ``data`` (the corpora folder) below ``work``."""
    work.mkdir(parents=True, exist_ok=True)
    for part in ("train", "dev", "test"):
        write_conllu(work / f"treebank.{part}.conllu", treebank(data / "ud" / f"ar_padt1x.{part}.conllu.gz"))
    ner = data / "ner"
    train = [s for name in ("anercorp.train", "aqmar.train", "wojood_sample.train") for s in ner_sentences(ner / f"{name}.conll.gz")]
    write_json(work / "ner.train.json", train)
    for name, part in (("aqmar.dev", "dev"), ("anercorp.test", "anercorp"), ("aqmar.test", "aqmar")):
        write_json(work / f"ner.{part}.json", list(ner_sentences(ner / f"{name}.conll.gz")))
    write_vectors(data / "vectors" / "ar_news_w2v_100d.vec.xz", work / "vectors.txt")
