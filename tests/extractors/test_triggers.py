"""Forms of trigger words: conjugated verbs, verbal nouns with article and pronouns, the lexicon that finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LexiconError
from corpus.mention import EventType, Gender
from corpus.normalise import fold
from extractors.triggers import DATA, PRONOUNS, Tense, conjugate, load_triggers, nominal_forms

LETTERS = "بتثجحخدرزسشصضطعغفقكلمنه"
ROOTS = st.text(LETTERS, min_size=3, max_size=6)

# perfect, imperfect, form -> tense, gender, plural, pronoun
FORMS = [
    ("زار", "يزور", "زارت", (Tense.PERFECT, Gender.FEMININE, False, "")),
    ("زار", "يزور", "زاروا", (Tense.PERFECT, Gender.MASCULINE, True, "")),
    ("زار", "يزور", "تزور", (Tense.IMPERFECT, Gender.FEMININE, False, "")),
    ("زار", "يزور", "سيزور", (Tense.FUTURE, Gender.MASCULINE, False, "")),
    ("زار", "يزور", "ستزور", (Tense.FUTURE, Gender.FEMININE, False, "")),
    ("زار", "يزور", "يزورون", (Tense.IMPERFECT, Gender.MASCULINE, True, "")),
    ("زار", "يزور", "زارها", (Tense.PERFECT, Gender.MASCULINE, False, "ها")),
    ("زار", "يزور", "زارته", (Tense.PERFECT, Gender.FEMININE, False, "ه")),
    # a weak last letter
    ("أعطى", "يعطي", "أعطت", (Tense.PERFECT, Gender.FEMININE, False, "")),
    ("أعطى", "يعطي", "أعطوا", (Tense.PERFECT, Gender.MASCULINE, True, "")),
    ("أعطى", "يعطي", "أعطاها", (Tense.PERFECT, Gender.MASCULINE, False, "ها")),
    ("أعطى", "يعطي", "يعطون", (Tense.IMPERFECT, Gender.MASCULINE, True, "")),
    ("دعا", "يدعو", "دعت", (Tense.PERFECT, Gender.FEMININE, False, "")),
    ("دعا", "يدعو", "يدعون", (Tense.IMPERFECT, Gender.MASCULINE, True, "")),
]

NOUNS = [
    ("زيارة", {"زيارة": "", "الزيارة": "", "زيارته": "ه", "زيارتها": "ها"}),
    ("توقيع", {"توقيع": "", "التوقيع": "", "توقيعا": "", "توقيعهما": "هما"}),
    ("لقاء", {"لقاء": "", "اللقاء": "", "لقائه": "ه", "لقائها": "ها"}),
]


@pytest.mark.parametrize(("perfect", "imperfect", "form", "expected"), FORMS)
def test_conjugate_gives_the_form(
    perfect: str, imperfect: str, form: str, expected: tuple[Tense, Gender, bool, str]
) -> None:
    assert expected in [tuple(features) for found, *features in conjugate(perfect, imperfect) if found == form]


@given(ROOTS, ROOTS)
def test_conjugate_keeps_tense_gender_and_pronoun_in_the_form(perfect: str, imperfect: str) -> None:
    for form, tense, gender, plural, pronoun in conjugate(perfect, "ي" + imperfect):
        assert form.endswith(pronoun)
        host = form.removesuffix(pronoun) if pronoun else form
        if tense is Tense.PERFECT:
            assert form.startswith(perfect)
            continue
        assert (tense is Tense.FUTURE) is (host.startswith("س") and host[1:2] in "يت")
        prefix = host.removeprefix("س") if tense is Tense.FUTURE else host
        assert prefix.startswith("ت" if gender is Gender.FEMININE else "ي")
        assert plural is (host.endswith(("ون", "ان")) and len(host) > len(imperfect) + 1 + (tense is Tense.FUTURE))


@given(ROOTS, ROOTS)
def test_conjugate_gives_the_same_persons_for_every_verb(perfect: str, imperfect: str) -> None:
    persons = [tuple(features) for _, *features in conjugate(perfect, "ي" + imperfect)]
    assert persons == [tuple(features) for _, *features in conjugate("أعطى", "يعطي")]


@pytest.mark.parametrize(("lemma", "expected"), NOUNS)
def test_nominal_forms_are_bare_definite_and_owned(lemma: str, expected: dict[str, str]) -> None:
    forms = dict(nominal_forms(lemma))
    assert expected.items() <= forms.items()


@given(ROOTS.filter(lambda root: not root.startswith("مت")))
def test_nominal_forms_have_each_pronoun_once(lemma: str) -> None:
    forms = nominal_forms(lemma)
    assert [pronoun for _, pronoun in forms if pronoun] == list(PRONOUNS)
    assert all(form.endswith(pronoun) and lemma in form for form, pronoun in forms)


def test_nominal_forms_of_feminine_nouns_have_no_tanwin() -> None:
    assert "زيارةا" not in dict(nominal_forms("زيارة"))


def test_participles_take_neither_article_nor_pronoun() -> None:
    assert nominal_forms("متفقدا") == [("متفقدا", "")]


def test_lexicon_finds_verbs_and_nouns_by_their_folded_form() -> None:
    lexicon = load_triggers()
    assert [f.lexeme.lemma for f in lexicon.verbs(fold("دشّنت"))] == ["دشن"]
    assert EventType.VISIT in {f.lexeme.type for f in lexicon.nouns(fold("زيارته"))}
    assert not lexicon.verbs(fold("زيارته"))
    assert lexicon.verbs("كتاب") == lexicon.nouns("كتاب") == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("adverb,زار,يزور,visit,,,test,", "unknown part of speech 'adverb'"),
        ("verb,زار,يزور,journey,,,test,", "unknown event type 'journey'"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "object_heads.csv").write_text(
        (DATA / "object_heads.csv").read_text(encoding="utf-8"), encoding="utf-8"
    )
    header = (DATA / "triggers.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "triggers.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"triggers\.csv:2: {message}"):
        load_triggers(tmp_path)
