"""Near-copies: which texts are one text, and which article each is a copy of. Texts are invented."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from corpus.document import Document
from pipeline.kb.across import Band
from pipeline.kb.engine import reading, writing
from pipeline.kb.schema import Article
from pipeline.kb.write import write_article
from pipeline.linking.copies import mark_copies
from pipeline.linking.shingles import bands, is_copy, shingles

PIECE = (
    "ترأس والي الجهة اليوم الاثنين اجتماعا موسعا خصص لتتبع مشاريع تزويد القرى بالماء الصالح للشرب، "
    "بحضور المنتخبين ورؤساء المصالح الخارجية وممثلي الجمعيات. وتم خلال الاجتماع تقديم عرض مفصل حول تقدم "
    "الأشغال بعدد من الجماعات، والوقوف على الصعوبات التي تعترض بعض الأوراش. ودعا الوالي إلى تسريع وتيرة "
    "الإنجاز واحترام الآجال المحددة في الاتفاقيات الموقعة بين الشركاء، مع إيلاء عناية خاصة للمناطق الجبلية."
)
OWN_WORDS = (
    "بحث مسؤولو الجهة مع المنتخبين يوم الاثنين سبل ضمان الماء للدواوير البعيدة. الوالي الذي رأس اللقاء ألح على "
    "إنهاء الأوراش في وقتها، واستمع إلى شروحات المهندسين عما أنجز وما تعثر، خصوصا في الجبال حيث الشبكة ضعيفة "
    "والسكان ينتظرون منذ سنوات وصول الصنابير إلى بيوتهم."
)


@pytest.mark.parametrize(
    ("one", "other", "copy"),
    [
        ("عنوان أول\n" + PIECE, "عنوان آخر تماما\n" + PIECE, True),
        (PIECE, PIECE[: len(PIECE) // 2], True),  # a cut end
        (PIECE, PIECE.replace("اليوم الاثنين", "أمس").replace("إلى", "الى"), True),
        (PIECE, OWN_WORDS, False),
        (PIECE, PIECE[:60], False),  # a line is too little
        (PIECE, "", False),
    ],
)
def test_is_copy(one: str, other: str, copy: bool) -> None:
    assert is_copy(shingles(one), shingles(other)) is copy
    if copy:
        assert set(enumerate(bands(shingles(one)))) & set(enumerate(bands(shingles(other))))


def test_bands_fit_their_column() -> None:
    assert all(0 <= value < 2**63 for value in bands(shingles(PIECE)))
    assert bands(shingles("كلمتان هنا")) == []


@pytest.fixture
def engine(base: Engine) -> Engine:
    """An empty knowledge base."""
    return base


def store(engine: Engine, name: str, text: str, day: int) -> None:
    document = Document(name, text, url=f"https://example.org/{name}", published=date(2024, 5, day))
    write_article(engine, {"id": name}, document, 1)


def mark(engine: Engine) -> dict[str, str]:
    """Mark copies; return the first article of each one's group."""
    with writing(engine) as connection:
        mark_copies(connection)
    with reading(engine) as connection:
        rows = connection.execute(
            select(Article.document_id, Article.key, Article.copy_of).where(Article.current)
        ).all()
    names = {row.key: row.document_id for row in rows}
    return {row.document_id: names[row.copy_of] for row in rows}


def test_mark_copies_names_the_earliest_of_a_group(engine: Engine) -> None:
    store(engine, "own", OWN_WORDS, 1)
    store(engine, "second", "عنوان\n" + PIECE, 3)
    assert mark(engine) == {"own": "own", "second": "second"}
    store(engine, "cut", PIECE[: len(PIECE) * 2 // 3], 4)
    store(engine, "first", PIECE, 2)
    assert mark(engine) == {"own": "own", "second": "first", "cut": "first", "first": "first"}


def test_mark_copies_lets_go_an_article_with_a_new_text(engine: Engine) -> None:
    for number, name in enumerate(("first", "second", "third"), 1):
        store(engine, name, f"عنوان رقم {number}\n{PIECE}", number)
    assert set(mark(engine).values()) == {"first"}
    store(engine, "first", OWN_WORDS, 1)
    assert mark(engine) == {"first": "first", "second": "second", "third": "second"}
    with reading(engine) as connection:  # no bands of texts that are no longer current
        assert connection.execute(select(func.count(Band.article_id.distinct()))).scalar_one() == 3


def test_mark_copies_keeps_apart_what_is_printed_each_year(engine: Engine) -> None:
    store(engine, "now", PIECE, 1)
    document = Document("then", PIECE + " ", url="https://example.org/then", published=date(2023, 5, 1))
    write_article(engine, {"id": "then"}, document, 1)
    assert mark(engine) == {"now": "now", "then": "then"}
