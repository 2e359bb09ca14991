"""French names of institutions: tables of Arabic names with the French one that is made of them, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import LexiconError
from gazetteer import latin_terms
from gazetteer.latin import LatinForm
from gazetteer.latin_bodies import body_form
from gazetteer.latin_places import french_place
from gazetteer.latin_terms import MARKS, bodies, terms

MADE = {
    # a noun, its adjectives, what it is of, what it is for, where it is
    "المديرية الإقليمية للفلاحة بتازة": "Direction provinciale de l'agriculture de Taza",
    "المديرية الإقليمية للتربية الوطنية": "Direction provinciale de l'éducation nationale",
    "المركز الصحي الحضري": "Centre de santé urbain",
    "المركز الجهوي للاستثمار": "Centre régional d'investissement",
    "مركز التكوين المهني بالدار البيضاء": "Centre de formation professionnelle de Casablanca",
    "وكالة الحوض المائي لسبو": "Agence du bassin hydraulique du Sebou",
    "وزارة الصناعة التقليدية": "Ministère de l'artisanat",
    "ملحقة محكمة الاستئناف": "Annexe de la cour d'appel",
    "قاعة للترويض الحركي": "Salle de kinésithérapie",
    # several, joined by و: the preposition is said again, adjectives are listed
    "غرفة التجارة والصناعة والخدمات": "Chambre de commerce, d'industrie et de services",
    "لجنة العدل والتشريع وحقوق الإنسان": "Commission de la justice, de la législation et des droits de l'Homme",
    "كلية العلوم القانونية والاقتصادية والاجتماعية": "Faculté des sciences juridiques, économiques et sociales",
    "وحدة تدبير وتثمين النفايات": "Unité de gestion et de valorisation des déchets",
    "هيئة المحامين بأكادير وكلميم": "Ordre des avocats d'Agadir et de Guelmim",
    # adjectives behind what a noun is of are those of the noun they agree with
    "مدرسة ابن خلدون الابتدائية": "École primaire Ibn Khaldoun",
    "وزارة الخارجية الإسبانية": "Ministère espagnol des affaires étrangères",
    "وكالة التنمية الاقتصادية البحرينية": "Agence bahreïnie de développement économique",
    "حزب العمال الجزائري": "Parti algérien des travailleurs",
    "لجنة الشؤون الأوروبية": "Commission des affaires européennes",
    "جمعية المرأة المغربية": "Association de la femme marocaine",
    "معهد اللغة العربية": "Institut de la langue arabe",
    # pairs that are one thing in French, also apart
    "الثانوية الإعدادية الأطلس": "Collège Al Atlas",
    "ثانوية مولاي رشيد التأهيلية": "Lycée qualifiant Moulay Rachid",
    "المحكمة الابتدائية بالناظور": "Tribunal de première instance de Nador",
    # what bodies are called after: persons, things of the table, places
    "المستشفى الإقليمي محمد الخامس بالجديدة": "Hôpital provincial Mohammed V d'El Jadida",
    "مركز الأمل لرعاية الطفولة": "Centre Al Amal de protection de l'enfance",
    "دار الشباب ابن سينا": "Maison de jeunes Ibn Sina",
    "مؤسسة زاكورة للتربية": "Fondation Zagora pour l'éducation",
    'جمعية "الكرامة"': "Association Al Karama",
    "المركز الثقافي محمد بن العربي": "Centre culturel Mohamed Ben Larbi",
    # associations are for something, and of somebody
    "جمعية الأمل للتنمية المستدامة بالرباط": "Association Al Amal pour le développement durable à Rabat",
    "الجمعية المغربية للدفاع عن حقوق النساء": "Association marocaine pour la défense des droits des femmes",
    "الجمعية البلجيكية للمحامين": "Association belge des avocats",
    "جمعية التضامن": "Association Attadamoun",
    # units, countries and landscapes
    "عمالة إقليم أزيلال": "Province d'Azilal",
    "مجلس جهة سوس ماسة": "Conseil de la région Souss-Massa",
    "مجلس جهة الشرق": "Conseil de la région de l'Oriental",
    "دار الطالبة بجماعة تاهلة": "Maison de l'étudiante de la commune de Tahla",
    "المجلس الجماعي للدار البيضاء": "Conseil communal de Casablanca",
    "سفارة المغرب بفرنسا": "Ambassade du Maroc en France",
    "سفارة فرنسا بالرباط": "Ambassade de France à Rabat",
    "سفارة الولايات المتحدة بالرباط": "Ambassade des États-Unis à Rabat",
    "مستشفى القاهرة": "Hôpital du Caire",
    "شبكة المدارس في المغرب": "Réseau des écoles au Maroc",
    # bodies with a name of their own within others
    "المندوبية الإقليمية للتعاون الوطني": "Délégation provinciale de l'Entraide nationale",
    "القيادة الجهوية للدرك الملكي": "Commandement régional de la Gendarmerie royale",
    # prepositions that belong to the noun
    "لجنة مكافحة الفساد": "Commission de lutte contre la corruption",
    "المؤسسة المغربية للنهوض بالتعليم الأولي": "Fondation marocaine pour la promotion de l'enseignement préscolaire",
}

UNREAD = [
    "جمعية خاتمة الغيوم",  # words that are not known
    "مركز الأمل لخاتمة الغيوم",
    "المديرية الإقليمية لخاتمة الغيوم",  # a half is not translated
    'جمعية "خاتمة"',
    "المركز الإقليمية",  # does not agree
    "الجمعية المحمدية للغيوم",  # a town's name, or said of the body
    "مجموعة الصداقة المغربية الفرنسية",  # `maroco-française`: two in a row are one word in French
    "المكتب الوطني للزيتون",  # bureau or office
    "نادي التعاون الفلاحي القديم",
    "مجموعة 77",
    "الأمل",  # a name alone tells no body
    "الجديد",
    "CNSS",
    "",
    "و",
    " ".join(["مركز"] * 40),
]


@pytest.mark.parametrize(("name", "french"), MADE.items())
def test_name_is_made_in_french(name: str, french: str) -> None:
    assert body_form(name) == LatinForm(french, made=True)


@pytest.mark.parametrize("name", UNREAD)
def test_name_that_cannot_be_read_whole_has_none(name: str) -> None:
    assert body_form(name) is None


@pytest.mark.parametrize(
    ("name", "french"),
    [
        ("وزارة الداخلية", "Ministère de l'Intérieur"),
        ("المندوبية السامية للتخطيط", "Haut-Commissariat au Plan"),
        ("الصندوق الوطني للضمان الاجتماعي (CNSS)", "Caisse nationale de sécurité sociale"),
        ("حزب «العدالة و التنمية»", "Parti de la justice et du développement"),
        ("حزب الكتاب", "Parti du progrès et du socialisme"),  # what the press calls it
    ],
)
def test_body_has_the_name_it_gives_itself(name: str, french: str) -> None:
    assert body_form(name, ["Autre nom"]) == LatinForm(french, made=False)


def test_name_of_the_press_goes_before_one_made() -> None:
    assert body_form("المركز الجهوي للاستثمار", ["المركز", None, "CRI"]) == LatinForm("CRI", made=False)


@pytest.mark.parametrize(
    ("name", "after_de"),
    [
        ("تازة", "de Taza"), ("أكادير", "d'Agadir"), ("الحوز", "d'Al Haouz"), ("القاهرة", "du Caire"), ("المغرب", "du Maroc"),
        ("الشرق", "de l'Oriental"), ("هولندا", "des Pays-Bas"), ("مصر", "de l'Égypte"), ("الهرهورة", "de Harhoura"),
    ],
)  # fmt: skip
def test_place_has_the_article_that_french_gives_it(name: str, after_de: str) -> None:
    place = french_place(name)
    assert place is not None
    assert place.after("de") == after_de


def test_every_word_and_mark_of_the_table_is_used() -> None:
    table = terms()
    used = {mark for several in table.nouns.values() for term in several for mark in term.marks}
    used |= {mark for term in (*table.adjectives.values(), *table.pairs.values()) for mark in term.marks}
    assert used == MARKS
    for adjective in table.adjectives.values():
        assert bool(adjective.latin) == bool(adjective.feminine)


def test_names_of_bodies_begin_with_a_capital_and_have_no_arabic() -> None:
    for name, phrase in bodies().items():
        assert phrase.text[0].isupper() or phrase.text[0].isdigit() or phrase.text.isascii(), name
        assert not any("ء" <= letter <= "ي" for letter in phrase.text), name


@pytest.mark.parametrize(
    "row",
    [
        "كلمة,noun,mot,,x,,,,common knowledge,",
        "كلمة,noun,mot,,m,,,heavy,common knowledge,",
        "كلمة,verb,mot,,m,,,,common knowledge,",
        "كلمة,noun,mot,,m,,,,,",
    ],
)
def test_row_that_is_wrong_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    file = tmp_path / "latin_terms.csv"
    file.write_text(",".join(latin_terms.TERM_COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    monkeypatch.setattr(latin_terms, "TERMS", file)
    terms.cache_clear()
    with pytest.raises(LexiconError, match=r"latin_terms\.csv:2"):
        terms()
    terms.cache_clear()
