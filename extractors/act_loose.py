"""Acts that no rule is sure of: a verb or verbal noun of the lexicon with what its clause has. The model judges them.

A rule asks that target and subject be of the kind its verb needs, that a noun stand in a frame or a headline; here
nothing is asked. ``extractors.event_score`` keeps those that its features make likely (``وقام بعدها بتوزيع ...``).
"""

from __future__ import annotations

from dataclasses import replace

from corpus.mention import EventType
from extractors.act import Act, Arguments, Sentence, Trigger
from extractors.act_antecedents import antecedent
from extractors.act_arguments import build
from extractors.act_needs import object_fits
from extractors.act_objects import after_noun, noun_objects
from extractors.act_owners import owner
from extractors.act_phrases import has_head
from extractors.act_refusals import has_other_sense
from extractors.act_status import is_habitual, may_be_verb, with_status
from extractors.act_verbs import read_clause
from extractors.clauses import ClauseReader

VERB, NOUN = "events.loose_verb", "events.loose_noun"


def loose_acts(clauses: ClauseReader, sentence: Sentence) -> list[Act]:
    """Return an act for each word of the sentence that may tell one and that no rule took."""
    found: list[Act] = []
    for i in range(sentence.first, sentence.end):
        if i in sentence.taken or i in clauses.cover:
            continue
        act = _verb(clauses, i, sentence) if may_be_verb(clauses, i) else None
        act = act or _noun(clauses, i, sentence)
        if act is not None:
            found.append(act)
    return found


def _verb(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the act of a finite verb with whatever subject and objects its clause has."""
    for form in sorted(
        clauses.triggers.verbs(clauses.norms[i]), key=lambda f: _is_unfit(clauses, Trigger(i, f, sentence))
    ):
        verb = Trigger(i, form, sentence)
        if form.lexeme.type is None or form.lexeme.needs == "never" or has_other_sense(clauses, verb):
            continue
        clause = read_clause(clauses, verb)
        objects = clause.objects or (antecedent(clauses, verb) if form.pronoun else [])
        spoken = form.lexeme.type is EventType.STATEMENT
        act = build(clauses, verb, clause.arguments([] if spoken else objects), rule=VERB)
        if spoken and not act.agents:
            return None
        if is_habitual(clauses, act, verb):
            return None
        act = replace(act, spoken=spoken, subject_missing=not act.agents and not act.passive)
        return with_status(clauses, act, verb)
    return None


def _is_unfit(clauses: ClauseReader, verb: Trigger) -> bool:
    """Whether nothing in the clause of a verb of several senses is what this one needs (``قدم`` is rather no arrival)."""
    if verb.type is None or len(clauses.triggers.verbs(clauses.norms[verb.at])) < 2:
        return False
    clause = read_clause(clauses, verb)
    objects = clause.objects or (antecedent(clauses, verb) if verb.form.pronoun else [])
    if verb.type is EventType.STATEMENT:  # `عريضة نشرتها صحيفة ...` is no communique
        told = verb.lexeme.needs in ("speech", "communique") and bool(verb.form.pronoun)
        return told and not any(has_head(clauses, o, verb.lexeme.needs) for o in objects)
    return not object_fits(clauses, verb.form, objects, clause.doers)


def _noun(clauses: ClauseReader, i: int, sentence: Sentence) -> Act | None:
    """Return the act of a verbal noun with its genitive or object."""
    for form in clauses.triggers.nouns(clauses.norms[i]):
        noun = Trigger(i, form, sentence)
        if noun.type is None or noun.type is EventType.STATEMENT:
            continue
        after = after_noun(clauses, noun)
        objects = noun_objects(clauses, form, after)
        act = build(clauses, noun, Arguments(after, owner(form, after), objects), rule=NOUN)
        return with_status(clauses, replace(act, subject_missing=not act.agents), noun)
    return None
