"""Training data for the Stanza models, in the words our segmenter makes: proclitics split, enclitics attached, folded.

Everything is written below a work folder; nothing of the corpora is kept in the project.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.normalise import fold
from models.corpora import Licence, chosen
from models.segment import Segmenter, load_segmenter

PROCLITICS = frozenset("وفبلك")
FEATURES = ("Aspect", "Gender", "Number", "Person", "Voice", "VerbForm", "Definite")
CLOSED = frozenset({"ADP", "AUX", "CCONJ", "DET", "NUM", "PART", "PRON", "PUNCT", "SCONJ"})
PRONOUNS = ("هما", "هم", "ها", "نا")
# Our label -> labels of the corpora, the fine ones of NewsFANE too; what is not here is no name (dates, groups, buildings).
_LABELS = {
    "PER": "PER PERS Politician Athlete Artist Other_PER Religious_PER Scientist Businessperson Lawyer Engineer Police",
    "LOC": "LOC GPE FAC Nation Population-Center State-or-Province GPE-Cluster County-or-District Continent Land Water-Body "
    "Land-Region-Natural",
    "ORG": "ORG Non-Governmental Government Sports Media Commercial Educational Medical-Science Religious_ORG Entertainment",
    "MISC": "MISC Book Movie Software Food Drug",
}
NER_LABELS = {name: label for label, names in _LABELS.items() for name in names.split()}
NER_TESTS = ("anercorp.test", "aqmar.test")
PARTS = ("train", "dev", "test")

Name = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One word of the treebank in our splitting; ``glued`` tells that the next word is written on to it.

    ``head`` is the number of the word it hangs from (from 1; 0: it is the root), ``relation`` the UD relation to it.
    """

    form: str
    lemma: str
    upos: str
    feats: str
    glued: bool = False
    head: int = 0
    relation: str = "root"


Cells = list[str]
Unit = tuple[Row, list[Cells]]  # a word of ours, and the words of the treebank that are in it


def treebank(file: Path, segmenter: Segmenter) -> Iterator[list[Row]]:
    """Yield the sentences of a treebank file as rows of our words, each sentence a tree.

    ``وبزيارته`` is four words there (و, ب, زيارة, ه); here it is ``و``, ``ب``, ``زيارته`` with the tags of its host.
    """
    units: list[Unit] = []
    group: list[Cells] = []
    last = 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 10:
                if not line.strip() and units:
                    yield headed(units)
                    units = []
                continue
            if "-" in cells[0]:
                group, last = [cells], int(cells[0].split("-")[1])
            elif group:
                group.append(cells)
                if int(cells[0]) == last:
                    units += merged(group[0][1], group[1:], segmenter)
                    group = []
            else:
                units += unmarked(cells, segmenter)
    if units:
        yield headed(units)


def merged(written: str, words: list[Cells], segmenter: Segmenter) -> list[Unit]:
    """Return the words of ours in one written word: its proclitics, and the host with what is attached to it.

    What the segmenter never splits (``له``, ``بها``, ``بما``) is one word here too, with the tag of its preposition.
    """
    head = 0
    while head < len(words) - 1 and words[head][1] in PROCLITICS:
        head += 1
    while head and written[head - 1 :] in segmenter.whole:
        head -= 1
    rest = words[head:]
    host = next((w for w in rest if w[3] not in ("PRON", "AUX", "PART")), rest[0])
    form = fold(written)[head:] if len(rest) > 1 else rest[0][1]
    clitics: list[Unit] = [(replace(row(w[1], w), glued=True), [w]) for w in words[:head]]
    return [*clitics, (row(form, host), [host, *(w for w in rest if w is not host)])]


def unmarked(cells: Cells, segmenter: Segmenter) -> list[Unit]:
    """Return a word without clitics; a few were left unanalysed there (``وذلك`` with the tag X)."""
    pieces = segmenter.split(cells[1])[0] if cells[3] == "X" else []
    if len(pieces) < 2 or pieces[0].form not in "وف" or len(cells[1]) < 4:
        return [(row(cells[1], cells), [cells])]
    form = fold(pieces[-1].form)
    clitics: list[Unit] = [
        (Row(p.form, p.form, "CCONJ" if p.form in "وف" else "ADP", "_", True), []) for p in pieces[:-1]
    ]
    return [*clitics, (Row(form, form, "X", "_"), [cells])]


def headed(units: list[Unit]) -> list[Row]:
    """Return the rows of a sentence with their heads.

    What is inside one word of ours loses its arcs there; the word hangs where its highest piece hung (of two equally high
    ones, the host). A head is then always higher than what hangs from it, so a tree stays a tree. A proclitic that the
    treebank did not split hangs from the word it is written on.
    """
    heads = {int(word[0]): int(word[6]) for _, words in units for word in words}
    place = {int(word[0]): i for i, (_, words) in enumerate(units, 1) for word in words}

    def height(word: Cells) -> int:
        number, steps = int(word[6]), 0
        while number:
            number, steps = heads[number], steps + 1
        return steps

    rows: list[Row] = []
    for i, (made, words) in enumerate(units, 1):
        if words:
            top = min(words, key=height)
            head, relation = place.get(int(top[6]), 0), top[7].partition(":")[0]
        else:
            head = next(j for j, (_, own) in enumerate(units[i:], i + 1) if own)
            relation = "cc" if made.upos == "CCONJ" else "case"
        rows.append(replace(made, head=head, relation=relation))
    return rows


def row(form: str, cells: Cells) -> Row:
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
    """Write rows as CoNLL-U."""
    with file.open("w", encoding="utf-8") as out:
        for sentence in sentences:
            for i, word in enumerate(sentence, 1):
                cells = (i, word.form, word.lemma, word.upos, "_", word.feats, word.head, word.relation, "_", "_")
                out.write("\t".join(map(str, cells)) + "\n")
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


def treebank_parts(data: Path, segmenter: Segmenter, licence: Licence) -> dict[str, list[list[Row]]]:
    """Return the sentences of each part; a treebank without parts is cut, in the order of its documents."""
    (source,) = chosen("treebank", licence)
    if "{part}" in source.path:
        return {part: list(treebank(source.file(data, part), segmenter)) for part in PARTS}
    sentences = list(treebank(source.file(data), segmenter))
    dev, test = (len(sentences) * tenths // 10 for tenths in (8, 9))
    return {"train": sentences[:dev], "dev": sentences[dev:test], "test": sentences[test:]}


def name_parts(data: Path, segmenter: Segmenter, licence: Licence) -> dict[str, list[list[Name]]]:
    """Return the sentences that names are learnt from, and those the best step is chosen on."""
    parts: dict[str, list[list[Name]]] = {"train": [], "dev": []}
    for source in chosen("names", licence):
        train = list(ner_sentences(source.file(data, "train"), segmenter))
        if isinstance(source.dev, int):
            parts["dev"] += train[-source.dev :]
            train = train[: -source.dev]
        elif source.dev:
            parts["dev"] += ner_sentences(source.file(data, "dev"), segmenter)
        parts["train"] += train
    return parts


def prepare(data: Path, work: Path, licence: Licence = "any") -> None:
    """Write all training and test files of ``data`` (the corpora folder) that the licence setting allows below ``work``."""
    work.mkdir(parents=True, exist_ok=True)
    segmenter = load_segmenter()
    parts = treebank_parts(data, segmenter, licence)
    usual = usual_tags(parts["train"])
    for part, sentences in parts.items():
        write_conllu(work / f"treebank.{part}.conllu", named(sentences, usual))
        write_words(work / f"words-{part}", written_words(sentences))
    for part, names in name_parts(data, segmenter, licence).items():
        write_json(work / f"ner.{part}.json", names)
    for part in NER_TESTS:
        write_json(work / f"ner.{part}.json", list(ner_sentences(data / "ner" / f"{part}.conll.gz", segmenter)))
