"""From a trigger to an act: who does it, to what, where and when, inside one clause.

Tries the rules at each word of a sentence: finite verbs (``extractors.act_verbs``), light verbs (``act_light``), verbal
nouns (``act_nouns``), statements (``act_statements``). Leaves to ``extractors.events``: subjects carried over
sentences, dates inherited in a chronicle, and the merging of acts told twice.
"""

from __future__ import annotations

from extractors.act import Act, Sentence, Trigger
from extractors.act_appointments import named_with
from extractors.act_creations import dated_thing
from extractors.act_gatherings import convened
from extractors.act_light import coordinated_nouns, light_act, light_noun_act, paired_visit
from extractors.act_lists import listed_further, with_list
from extractors.act_loose import loose_acts
from extractors.act_nouns import held_gathering, included, signed_agreement, standing_noun
from extractors.act_participles import said_beside
from extractors.act_reported import by_the_tongue
from extractors.act_statements import according
from extractors.act_status import is_habitual, may_be_verb, stands_as, with_status
from extractors.act_verbs import verb_act
from extractors.clauses import ClauseReader
from extractors.triggers import Tense

ANNOUNCING = "أعلن"


class ActReader:
    """Finds the acts of one sentence after the other."""

    def __init__(self, clauses: ClauseReader) -> None:
        self.clauses = clauses

    def acts(self, sentence: Sentence) -> list[Act]:
        """Return the acts told in the sentence, in order (``زار الوزير المركز ودشن الملعب`` -> a visit, an opening)."""
        found: list[Act] = []
        for i in range(sentence.first, sentence.end):
            for act in [] if i in sentence.taken else self._acts_at(i, sentence):
                found.append(with_list(self.clauses, act, sentence))
                sentence.taken.add(act.trigger)
        return found + loose_acts(self.clauses, sentence)

    def _acts_at(self, i: int, sentence: Sentence) -> list[Act]:
        """Return the acts whose trigger is token ``i``: of a fixed word (``بحسب``), a verb, or else a verbal noun."""
        clauses, norm = self.clauses, self.clauses.norms[i]
        if i in clauses.cover:
            named = named_with(clauses, i, sentence)
            return [named] if named is not None else []
        if clauses.words.is_in("according", norm):
            return according(clauses, i, sentence)
        if norm in ("لسان", "سان"):
            told = by_the_tongue(clauses, i, sentence)
            return [told] if told is not None else []
        further = listed_further(clauses, i, sentence)
        if further is not None:
            return [further]
        if clauses.words.is_in("light_noun", norm):
            carried = light_noun_act(clauses, i, sentence)
            if carried is not None:
                return [carried]
        if clauses.words.is_in("includes", norm):
            more = included(clauses, i, sentence)
            if more is not None:
                return [more]
        if clauses.words.is_in("held", norm):
            held = held_gathering(clauses, i, sentence)
            return [held] if held is not None else []
        if clauses.words.is_in("convened", norm):
            met = convened(clauses, i, sentence)
            return [met] if met is not None else []
        if clauses.words.is_in("signed", norm):
            signed = signed_agreement(clauses, i, sentence)
            return [signed] if signed is not None else []
        if clauses.words.is_in("dated", norm):
            dated = dated_thing(clauses, i, sentence)
            return [dated] if dated is not None else []
        beside = said_beside(clauses, i, sentence)
        if beside is not None:
            return [beside]
        return self._verb_acts(i, sentence) or self._noun_acts(i, sentence)

    def _verb_acts(self, i: int, sentence: Sentence) -> list[Act]:
        """Return the acts of a finite verb: ``أعلن عن إعفاء ...`` is a statement and what it announces."""
        if not may_be_verb(self.clauses, i):
            return []
        found: list[Act] = []
        forms = [f for f in self.clauses.triggers.verbs(self.clauses.norms[i]) if stands_as(self.clauses, i, f)]
        told_now = sentence.headline  # in a headline `تسلم` is rather `she hands over`
        for form in sorted(forms, key=lambda f: (f.lexeme.pos != "light", (f.tense is Tense.PERFECT) is told_now)):
            verb = Trigger(i, form, sentence)
            act = light_act(self.clauses, verb) if form.lexeme.pos == "light" else verb_act(self.clauses, verb)
            if act is None or is_habitual(self.clauses, act, verb):
                continue
            told = [act]
            if act.rule == "events.light_verb":
                told += coordinated_nouns(self.clauses, act, sentence)
            elif act.rule == "events.relative":
                told += paired_visit(self.clauses, act, sentence)
            found += [with_status(self.clauses, a, verb) for a in told]
            if form.lexeme.lemma != ANNOUNCING:
                return found
        return found

    def _noun_acts(self, i: int, sentence: Sentence) -> list[Act]:
        """Return the act of a verbal noun that stands without a verb (``تدشين مركز ...`` in a headline)."""
        for form in self.clauses.triggers.nouns(self.clauses.norms[i]):
            noun = Trigger(i, form, sentence)
            act = standing_noun(self.clauses, noun)
            if act is not None:
                return [with_status(self.clauses, act, noun)]
        return []
