"""Statements told by a participle beside another verb: ``استقبل الوزير الوفد، مؤكدا أن``, ``بادرت الجمعية إلى ...، داعية إلى``.

Who speaks is the subject of the main verb; where that verb itself is one of saying, its statement is told already.
"""

from __future__ import annotations

from corpus.mention import EventType, Gender, Label
from extractors.act import Act, Sentence
from extractors.act_phrases import may_speak
from extractors.clauses import ClauseReader
from extractors.units import Unit

SUBJECT_REACH = 3  # phrases behind the main verb that may be its subject
CONTENT_REACH = 4  # tokens from the participle to what opens what is said


def said_beside(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the statement of the participle at token ``i``, None where the main verb has no subject that can speak."""
    norms = clauses.norms
    if i in clauses.cover or not clauses.words.is_in("saying_participle", norms[i]) or norms[i - 1] not in "،,و":
        return None
    ahead = norms[i + 1 : min(i + CONTENT_REACH, sentence.end)]
    if not any(clauses.words.is_in("that", n) or n in ("الي", "علي", "ب", "عن", "من") for n in ahead):
        return None
    gender = Gender.FEMININE if norms[i].endswith("ه") else Gender.MASCULINE
    speaker = _main_subject(clauses, i, sentence)
    if speaker is None or (speaker.acts and Gender.UNKNOWN is not speaker.gender is not gender):
        return None
    feminine = clauses.doc.doc[speaker.first].text.endswith("ة")
    if speaker.label is Label.INSTITUTION and feminine is not (gender is Gender.FEMININE):
        return None
    return Act(
        EventType.STATEMENT,
        i,
        i,
        i + 1,
        (speaker,),
        rule="events.participle",
        gender=gender,
        spoken=True,
        confidence=0.6,
    )


def _main_subject(clauses: ClauseReader, i: int, sentence: Sentence) -> Unit | None:
    """Return the subject of the sentence's first verb, if that is no verb of saying and the subject can speak."""
    for k in range(sentence.first, i):
        if k in clauses.cover or clauses.doc.doc[k].pos_ != "VERB":
            continue
        if any(f.lexeme.type is EventType.STATEMENT for f in clauses.triggers.verbs(clauses.norms[k])):
            return None
        for part in clauses.parts(k + 1, i, limit=SUBJECT_REACH):
            if part.kind == "date":
                continue
            unit = part.unit if part.kind == "np" and not part.joined else None
            return unit if unit is not None and may_speak(unit) and not unit.formula else None
        return None
    return None
