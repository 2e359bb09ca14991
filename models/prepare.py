"""Training data for the Stanza models, in the words our segmenter makes: proclitics split, enclitics attached, folded.

Everything is written below a work folder; nothing of the corpora is kept in the project.
"""

from __future__ import annotations

import gzip
import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.normalise import fold
from models.segment import Segmenter, load_segmenter

PROCLITICS = frozenset("وفبلك")
FEATURES = ("Aspect", "Gender", "Number", "Person", "Voice", "VerbForm", "Definite")
CLOSED = frozenset({"ADP", "AUX", "CCONJ", "DET", "NUM", "PART", "PRON", "PUNCT", "SCONJ"})
PRONOUNS = ("هما", "هم", "ها", "نا")
NER_TRAIN = ("anercorp.train", "aqmar.train", "wojood_sample.train")
NER_LABELS = {"PERS": "PER", "PER": "PER", "LOC": "LOC", "GPE": "LOC", "ORG": "ORG", "MISC": "MISC", "FAC": "LOC"}
HELD_OUT = 300  # last sentences of anercorp.train, kept with aqmar.dev for choosing the best step
VECTOR_WORDS = 40_000
VECTOR_DIM = 100

Name = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One word of the treebank in our splitting; ``glued`` tells that the next word is written on to it."""

    form: str
    lemma: str
    upos: str
    feats: str
    glued: bool = False


def treebank(file: Path, segmenter: Segmenter) -> Iterator[list[Row]]:
    """Yield the sentences of a treebank file as rows of our words.

    ``وبزيارته`` is four words there (و, ب, زيارة, ه); here it is ``و``, ``ب``, ``زيارته`` with the tags of its host.
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
                group, last = [cells], int(cells[0].split("-")[1])
            elif group:
                group.append(cells)
                if int(cells[0]) == last:
                    rows += merged(group[0][1], group[1:], segmenter)
                    group = []
            else:
                rows += unmarked(cells, segmenter)
    if rows:
        yield rows


def merged(written: str, words: list[list[str]], segmenter: Segmenter) -> list[Row]:
    """Return the rows of one written word: its proclitics, and the host with what is attached to it.

    What the segmenter never splits (``له``, ``بها``, ``بما``) is one word here too, with the tag of its preposition.
    """
    head = 0
    while head < len(words) - 1 and words[head][1] in PROCLITICS:
        head += 1
    while head and written[head - 1 :] in segmenter.whole:
        head -= 1
    host = next((w for w in words[head:] if w[3] not in ("PRON", "AUX", "PART")), words[head])
    form = fold(written)[head:] if len(words) - head > 1 else words[head][1]
    return [replace(row(w[1], w), glued=True) for w in words[:head]] + [row(form, host)]


def unmarked(cells: list[str], segmenter: Segmenter) -> list[Row]:
    """Return the rows of a word without clitics; a few were left unanalysed there (``وذلك`` with the tag X)."""
    pieces = segmenter.split(cells[1])[0] if cells[3] == "X" else []
    if len(pieces) < 2 or pieces[0].form not in "وف" or len(cells[1]) < 4:
        return [row(cells[1], cells)]
    form = fold(pieces[-1].form)
    host = Row(form, form, "X", "_")
    return [Row(p.form, p.form, "CCONJ" if p.form in "وف" else "ADP", "_", True) for p in pieces[:-1]] + [host]


def row(form: str, cells: list[str]) -> Row:
    """Return form, lemma, tag and the features we use of one treebank word."""
    feats = "|".join(f for f in cells[5].split("|") if f.split("=")[0] in FEATURES) or "_"
    return Row(fold(form) or form, fold(cells[2]) or form, cells[3], feats)


def named(sentences: Iterable[list[Row]], usual: dict[str, str]) -> Iterator[list[Row]]:
    """Yield the sentences with the tag X told apart: names PROPN, other words by their usual tag.

    X stands there for what the analyser did not know. In Arabic letters that is nearly always a name, but also some
    function words (``التي``), verbs (``نرحب``), and words with an attached pronoun (``مصالحها``).
    """
    for sentence in sentences:
        told = []
        for word in sentence:
            if word.upos == "X" and any("ء" <= c <= "ي" for c in word.form):
                word = replace(word, upos=told_apart(word.form, usual), lemma=word.form)
            told.append(word)
        yield told


def told_apart(form: str, usual: dict[str, str]) -> str:
    """Return the tag of a folded form left X: see ``named``."""
    tag = usual.get(form, "")
    if tag in CLOSED or (tag == "VERB" and form[0] in "يتن" and len(form) > 3):
        return tag
    if form in PROCLITICS:
        return "ADP"
    for pronoun in PRONOUNS:
        stem = form.removesuffix(pronoun)
        if stem != form and len(stem) > 2:
            known = usual.get(stem) or usual.get(stem.removesuffix("ت") + "ه")
            if known in ("NOUN", "VERB", "ADP", "SCONJ"):
                return known
            if pronoun != "نا":  # unlike `نا`, no name ends in these
                return "VERB" if stem[0] in "يتن" else "NOUN"
    return "PROPN"


def usual_tags(sentences: Iterable[list[Row]]) -> dict[str, str]:
    """Return the most frequent tag other than X of each form."""
    counts: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for word in sentence:
            if word.upos != "X":
                counts.setdefault(word.form, Counter())[word.upos] += 1
    return {form: tags.most_common(1)[0][0] for form, tags in counts.items()}


def write_conllu(file: Path, sentences: Iterable[list[Row]]) -> None:
    """Write rows as CoNLL-U; the heads are a chain, because only tags and lemmas are learnt from it."""
    with file.open("w", encoding="utf-8") as out:
        for sentence in sentences:
            for i, word in enumerate(sentence, 1):
                relation = "root" if i == 1 else "dep"
                out.write(f"{i}\t{word.form}\t{word.lemma}\t{word.upos}\t_\t{word.feats}\t{i - 1}\t{relation}\t_\t_\n")
            out.write("\n")


def written_words(sentences: Iterable[list[Row]]) -> list[tuple[str, ...]]:
    """Return each written word once, as its most frequent pieces, spelled exactly (``للقاهره`` = ``ل``, ``لقاهره``)."""
    seen: dict[str, Counter[tuple[str, ...]]] = {}
    for sentence in sentences:
        pieces: list[str] = []
        for word in sentence:
            article = word.form.startswith("ال") and pieces[-1:] == ["ل"]
            pieces.append(word.form[1:] if article else word.form)
            if not word.glued:
                if all("ء" <= c <= "ي" for c in "".join(pieces)):
                    seen.setdefault("".join(pieces), Counter())[tuple(pieces)] += 1
                pieces = []
    return [counts.most_common(1)[0][0] for counts in seen.values()]


def write_words(stem: Path, words: Iterable[tuple[str, ...]]) -> None:
    """Write the tokeniser's files: a paragraph a written word, because a word is looked at alone when it is asked.

    Labels by letter: 0 inside, 2 end of a sentence of one plain word, 4 the same where the word has clitics.
    """
    texts, labels, blocks, expansions = [], [], [], []
    for pieces in words:
        word = "".join(pieces)
        texts.append(word)
        labels.append("0" * (len(word) - 1) + ("2" if len(pieces) == 1 else "4"))
        block = [f"1-{len(pieces)}\t{word}" + "\t_" * 8] if len(pieces) > 1 else []
        if block:
            expansions.append(((word, pieces), 1))
        for i, piece in enumerate(pieces, 1):
            block.append(f"{i}\t{piece}\t_\tX\t_\t_\t{i - 1}\t{'root' if i == 1 else 'dep'}\t_\t_")
        blocks.append(f"# text = {word}\n" + "\n".join(block) + "\n\n")
    stem.with_suffix(".txt").write_text("\n\n".join(texts) + "\n\n", "utf-8")
    stem.with_suffix(".toklabels").write_text("\n\n".join(labels) + "\n\n", "utf-8")
    stem.with_suffix(".conllu").write_text("".join(blocks), "utf-8")
    stem.with_suffix(".json").write_text(json.dumps(expansions, ensure_ascii=False), "utf-8")


def ner_sentences(file: Path, segmenter: Segmenter) -> Iterator[list[Name]]:
    """Yield sentences of an IOB file in Stanza's JSON rows, proclitics split off the names (they are outside them)."""
    sentence: list[Name] = []
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


def write_json(file: Path, sentences: list[list[Name]]) -> None:
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


def write_vectors(source: Path, file: Path, segmenter: Segmenter) -> None:
    """Write the most frequent word vectors that our words can meet: folded, and not those we split.

    The first of several spellings stands. ``والوزير`` is left out: it comes to the models as two words.
    """
    seen: dict[str, str] = {}
    with lzma.open(source, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            word, _, numbers = line.rstrip("\n").partition(" ")
            if len(segmenter.split(word)[0]) == 1:
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
    segmenter = load_segmenter()
    parts = {
        part: list(treebank(data / "ud" / f"ar_padt1x.{part}.conllu.gz", segmenter))
        for part in ("train", "dev", "test")
    }
    usual = usual_tags(parts["train"])
    for part, sentences in parts.items():
        write_conllu(work / f"treebank.{part}.conllu", named(sentences, usual))
        write_words(work / f"words-{part}", written_words(sentences))

    def names(part: str) -> list[list[Name]]:
        return list(ner_sentences(data / "ner" / f"{part}.conll.gz", segmenter))

    train = {part: names(part) for part in NER_TRAIN}
    dev = train["anercorp.train"][-HELD_OUT:] + names("aqmar.dev")
    train["anercorp.train"] = train["anercorp.train"][:-HELD_OUT]
    write_json(work / "ner.train.json", [sentence for sentences in train.values() for sentence in sentences])
    write_json(work / "ner.dev.json", dev)
    for part in ("anercorp.test", "aqmar.test"):
        write_json(work / f"ner.{part}.json", names(part))
    write_vectors(data / "vectors" / "ar_news_w2v_100d.vec.xz", work / "vectors.txt", segmenter)
