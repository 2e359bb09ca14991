"""French articles, what prepositions make of them, and how adjectives agree."""

from __future__ import annotations

import pytest

from gazetteer.french import Phrase, agreed, capital, listed


@pytest.mark.parametrize(
    ("text", "gender", "of", "to", "for_"),
    [
        ("travail", "m", "du travail", "au travail", "pour le travail"),
        ("santé", "f", "de la santé", "à la santé", "pour la santé"),
        ("eau", "f", "de l'eau", "à l'eau", "pour l'eau"),
        ("État", "m", "de l'État", "à l'État", "pour l'État"),
        ("œuvres sociales", "fp", "des œuvres sociales", "aux œuvres sociales", "pour les œuvres sociales"),
        ("habitat", "m", "de l'habitat", "à l'habitat", "pour l'habitat"),
        ("handicap", "m", "du handicap", "au handicap", "pour le handicap"),
        ("Haut-Commissariat", "mh", "du Haut-Commissariat", "au Haut-Commissariat", "pour le Haut-Commissariat"),
        ("Oujda", "", "d'Oujda", "à Oujda", "pour Oujda"),
        ("Harhoura", "", "de Harhoura", "à Harhoura", "pour Harhoura"),
        ("Youssoufia", "", "de Youssoufia", "à Youssoufia", "pour Youssoufia"),
        ("Le Caire", "", "du Caire", "au Caire", "pour Le Caire"),
        ("La Mecque", "", "de La Mecque", "à La Mecque", "pour La Mecque"),
    ],
)
def test_preposition_takes_the_article_in(text: str, gender: str, of: str, to: str, for_: str) -> None:
    phrase = Phrase(text, gender)
    assert (phrase.after("de"), phrase.after("à"), phrase.after("pour")) == (of, to, for_)


def test_activity_may_have_no_article() -> None:
    assert Phrase("insertion", "f").after("de", article=False) == "d'insertion"
    assert Phrase("formation", "f").after("de", article=False) == "de formation"


@pytest.mark.parametrize(
    ("masculine", "feminine", "forms"),
    [
        ("national", "nationale", ["national", "nationale", "nationaux", "nationales"]),
        ("français", "française", ["français", "française", "français", "françaises"]),
        ("éducatif", "éducative", ["éducatif", "éducative", "éducatifs", "éducatives"]),
        ("de bienfaisance", "de bienfaisance", ["de bienfaisance"] * 4),
    ],
)
def test_adjective_agrees(masculine: str, feminine: str, forms: list[str]) -> None:
    assert [agreed(masculine, feminine, gender) for gender in ("m", "f", "mp", "fp")] == forms


def test_parts_are_listed() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b et c"
    assert capital("école") == "École"
