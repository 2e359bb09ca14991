"""CAMeL Tools as the source of lemma, tag and clitics: a small database and disambiguator made here, and a real one.

The real database is GPL-2 and lies beside a development checkout, packed; its tests skip where it is absent.
"""

from __future__ import annotations

import gzip
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import ModelError
from corpus.mention import Label
from models.camel import CamelSegmenter, CamelTagger, load_analyser, to_analysis
from models.load import load_stanza
from models.morphology import load_morphology
from models.segment import load_segmenter
from models.tagger import StanzaTagger
from models.tokenise import TOKEN
from pipeline.annotate import Annotator
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
OURS = ROOT / "models" / "stanza-ar"
PACKED = ROOT.parent / "shared" / "data" / "morph" / "aramorph_bama1.db.xz"
PRESS = ROOT.parent / "shared" / "data" / "news" / "moroccan_msa.jsonl.gz"
absent = pytest.mark.skipif(not PACKED.exists(), reason=f"no {PACKED.name} beside the repository")


def real(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs the real database."""
    return pytest.mark.shared(absent(test))


# Two words in CAMeL's own format: `زيارة`, noun, and `زار`, verb, each after و or nothing.
SMALL = """\
###DEFINES###
DEFINE diac diac:*open*
DEFINE lex lex:*open*
DEFINE bw bw:*open*
DEFINE gloss gloss:*open*
DEFINE pos pos:noun pos:verb pos:novel
DEFINE prc2 prc2:0 prc2:wa_conj
DEFINE source source:lex source:backoff
DEFINE gen gen:m gen:f
DEFINE num num:s
DEFINE pos_lex_logprob pos_lex_logprob:*open*
###DEFAULTS###
DEFAULT pos:noun pos:noun prc2:0 source:lex gen:m num:s
DEFAULT pos:verb pos:verb prc2:0 source:lex gen:m num:s
DEFAULT pos:novel pos:novel prc2:0 source:lex gen:m num:s
###ORDER###
ORDER diac lex bw gloss pos prc2 source gen num
###TOKENIZATIONS###
###STEMBACKOFF###
STEMBACKOFF NOAN Noun
###PREFIXES###
\tPref-0\tdiac: bw: gloss: prc2:0
و\tPref-Wa\tdiac:وَ bw:وَ/CONJ gloss:and prc2:wa_conj
###SUFFIXES###
\tSuff-0\tdiac: bw: gloss:
###STEMS###
زياره\tNoun\tdiac:زِيَارَة lex:زِيَارَة_1 bw:زِيَارَة/NOUN gloss:visit pos:noun gen:f num:s prc2:0 pos_lex_logprob:-3.0
زار\tVerb\tdiac:زَارَ lex:زار-ُ_1 bw:زار/PV gloss:visit pos:verb gen:m num:s prc2:0 pos_lex_logprob:-4.0
زار\tNoun\tdiac:زَار lex:زار_2 bw:زار/NOUN gloss:rite pos:noun gen:m num:s prc2:0 pos_lex_logprob:-6.0
نخل\tNovel\tdiac:نَخْل lex:نَخْل_1 bw:نَخْل/NOVEL gloss:palms pos:novel gen:m num:s prc2:0 pos_lex_logprob:-6.0
###TABLE AB###
Pref-0\tNoun
Pref-Wa\tNoun
Pref-0\tVerb
Pref-Wa\tVerb
Pref-0\tNovel
###TABLE BC###
Noun\tSuff-0
Verb\tSuff-0
Novel\tSuff-0
###TABLE AC###
Pref-0\tSuff-0
Pref-Wa\tSuff-0
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A database of a few words."""
    file = tmp_path / "small.db"
    file.write_text(SMALL, "utf-8")
    return file


@pytest.fixture(scope="module")
def own() -> StanzaTagger:
    """Our committed models, loaded once."""
    return load_stanza(OURS)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real database, unpacked."""
    file = tmp_path_factory.mktemp("morph") / "aramorph.db"
    file.write_bytes(lzma.decompress(PACKED.read_bytes()))
    return file


@pytest.fixture(scope="module")
def camel(own: StanzaTagger, database: Path) -> tuple[CamelTagger, CamelSegmenter]:
    """The tagger and the splitter over the real database."""
    tagger, splitter = load_morphology("camel", own, load_segmenter(), database)
    assert isinstance(tagger, CamelTagger)
    assert isinstance(splitter, CamelSegmenter)
    return tagger, splitter


def test_analysis_has_our_tags_lemmas_and_clitics(small: Path) -> None:
    (visit,) = load_analyser(small).of("وزيارة")
    assert (visit.tags[0], visit.lemma, visit.clitics) == ("NOUN", "زياره", "و")
    assert visit.feats == {"Gender=Fem", "Number=Sing"}


def test_database_by_itself_gives_every_analysis(small: Path) -> None:
    analyser = load_analyser(small)
    assert sorted(a.tags[0] for a in analyser.of("زار")) == ["NOUN", "VERB"]
    assert not analyser.ranked


def test_unknown_part_of_speech_is_told_and_left_out(small: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load_analyser(small).of("نخل") == ()
    assert "left out: novel" in caplog.text


def test_guess_about_an_unknown_word_is_no_analysis() -> None:
    assert to_analysis({"pos": "noun_prop", "lex": "x", "source": "backoff"}) is None


def test_context_chooses_among_the_analyses(own: StanzaTagger, small: Path) -> None:
    tagger, _ = load_morphology("camel", own, load_segmenter(), small)
    assert tagger.tag([["زار", "الوزير", "المركز"]])[0][0].upos == "VERB"


@pytest.mark.parametrize("content", [None, "", "not a database\n", "###DEFINES###\nDEFINE pos\n"])
def test_unreadable_database_is_named(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "broken.db"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(ModelError, match=r"broken\.db: (there is no such|no) morphology database"):
        load_analyser(file)


# A process of its own: CAMeL Tools reads its catalogue once, when it is imported.
LOAD = """
import socket, sys
def refuse(*arguments, **options):
    raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = refuse
import os
from pathlib import Path
from corpus.errors import ModelError
from models.camel import load_analyser
before = os.environ.get("CAMELTOOLS_DATA")
try:
    read = load_analyser(Path(sys.argv[1]) if len(sys.argv) > 1 else None).of("زار")
    print([a.tags[0] for a in read])
except ModelError as error:
    print("ModelError:", error)
assert os.environ.get("CAMELTOOLS_DATA") == before
"""


def load_apart(home: Path, data: Path | None, *database: Path) -> str:
    """Return what loading prints in a process with these folders and no network."""
    kept = {k: v for k, v in os.environ.items() if k != "CAMELTOOLS_DATA"}
    environment = {**kept, "HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    if data is not None:
        environment["CAMELTOOLS_DATA"] = str(data)
    command = [sys.executable, "-c", LOAD, *map(str, database)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("given", [False, True])
def test_database_loads_without_network_and_catalogue(given: bool, small: Path, tmp_path: Path) -> None:
    data = tmp_path / "nothing" if given else None
    assert load_apart(tmp_path, data, small) == "['VERB', 'NOUN']"
    assert not (tmp_path / "nothing").exists()


def test_missing_disambiguator_is_told_with_the_command_that_installs_it(tmp_path: Path) -> None:
    told = load_apart(tmp_path, None)
    assert told.startswith("ModelError: CAMeL's disambiguator is not installed")
    assert "`make models-official`" in told


def test_broken_catalogue_is_told(small: Path, tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_text("{", "utf-8")
    told = load_apart(tmp_path, tmp_path, small)
    assert told.startswith("ModelError: ")
    assert str(tmp_path) in told


def installed(folder: Path, database: str) -> Path:
    """Lay out a folder of CAMeL data as `camel_data` does, with this database and a model that knows `زار`."""
    parts = {"MorphologyDB": "morphology_db/calima-msa-r13", "DisambigMLE": "disambig_mle/calima-msa-r13"}
    name = "calima-msa-r13"
    components = {c: {"default": name, "datasets": {name: {"path": path}}} for c, path in parts.items()}
    catalogue = {"version": "1.6", "packages": {}, "components": components}
    for path in parts.values():
        (folder / "data" / path).mkdir(parents=True)
    (folder / "catalogue.json").write_text(json.dumps(catalogue), "utf-8")
    (folder / "data" / parts["MorphologyDB"] / "morphology.db").write_text(database, "utf-8")
    known = {"زار": {"diac": "زَار", "lex": "زار_2", "bw": "زار/NOUN", "pos": "noun", "prc2": "0", "gen": "m"}}
    (folder / "data" / parts["DisambigMLE"] / "model.json").write_text(json.dumps(known), "utf-8")
    return folder


def test_installed_disambiguator_gives_the_likeliest_analysis(tmp_path: Path) -> None:
    assert load_apart(tmp_path, installed(tmp_path / "data", SMALL)) == "['NOUN']"


def test_incomplete_installation_is_told(tmp_path: Path) -> None:
    folder = installed(tmp_path / "data", SMALL)
    (folder / "data" / "disambig_mle" / "calima-msa-r13" / "model.json").unlink()
    told = load_apart(tmp_path, folder)
    assert "CAMeL's disambiguator does not load" in told
    assert "`make models-official`" in told


def test_default_path_imports_no_morphology() -> None:
    code = (
        "import sys; from pipeline.annotate import Annotator; from pipeline.settings import Settings;"
        "Annotator.load(Settings(tagger=False)); import api.app;"
        "print([m for m in sys.modules if m.startswith(('camel_tools.morphology', 'camel_tools.data', 'models.camel'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@real
@pytest.mark.skipif(not PRESS.exists(), reason=f"no {PRESS.name} beside the repository")
def test_real_database_knows_the_words_of_the_press(database: Path) -> None:
    analyser = load_analyser(database)
    with gzip.open(PRESS, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for number, line in enumerate(lines) if number % 20 == 0]
    words = [m.group() for text in texts for m in TOKEN.finditer(text) if m.lastgroup == "arabic"]
    known = sum(bool(analyser.of(word)) for word in words)
    assert len(words) > 10_000
    assert known / len(words) >= 0.95


@real
@pytest.mark.parametrize(
    ("sentence", "word", "upos", "lemma"),
    [
        ("زارت الوزيرة مركزا اجتماعيا", "زارت", "VERB", "زار"),
        ("زار الوزير عددا من المستوصفات", "المستوصفات", "NOUN", "مستوصف"),
        ("و دشنوها أمس", "دشنوها", "VERB", "دشن"),
        ("سيزور الرئيس المنطقة", "سيزور", "VERB", "زار"),
        ("زار الوزير هيئات وطنية", "هيئات", "NOUN", "هييه"),
        ("وصل الوفد إلى المدينة", "إلى", "ADP", "الي"),
        ("قال إن العمل انتهى", "إن", "SCONJ", "ان"),
        ("عاد الوفد من باريس أمس .", "باريس", "PROPN", "باريس"),
        ("بلغ العدد 250 شخصا", "250", "NUM", "250"),
        ("وصل الوفد و المدير", "و", "CCONJ", "و"),
        ("حضر الحفل سفراء الدول", "سفراء", "NOUN", "سفير"),
        ("أكد الوزير أهمية المشاريع", "المشاريع", "NOUN", "مشروع"),
    ],
)
def test_real_database_gives_tag_and_lemma(
    camel: tuple[CamelTagger, CamelSegmenter], sentence: str, word: str, upos: str, lemma: str
) -> None:
    words = sentence.split()
    tagged = camel[0].tag([words])[0][words.index(word)]
    assert (tagged.upos, tagged.lemma) == (upos, lemma)


@real
@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("للقاهرة", "ل القاهرة"),
        ("للجنة", "ل اللجنة"),
        ("وبالمركز", "و ب المركز"),
        ("وزيارته", "و زيارته"),
        ("ليزور", "ل يزور"),
        ("بواسطة", "ب واسطة"),
        ("كأول", "ك أول"),
        ("بموجب", "ب موجب"),
        ("وزير", "وزير"),
        ("وئام", "وئام"),
        ("بنموسى", "بنموسى"),
        ("وجدة", "وجدة"),
        ("سيزور", "سيزور"),
    ],
)
def test_real_database_splits_clitics(camel: tuple[CamelTagger, CamelSegmenter], word: str, pieces: str) -> None:
    found, sure = camel[1].split(word)
    assert (" ".join(piece.form for piece in found), sure) == (pieces, True)
    assert [word[p.start : p.end] for p in found[:-1]] == pieces.split()[:-1]
    assert found[-1].end == len(word)


def test_names_of_words_stay_ours(own: StanzaTagger, small: Path) -> None:
    tagger, _ = load_morphology("camel", own, load_segmenter(), small)
    sentences = [["قال", "محمد", "حسن", "أمس", "إن", "العمل", "انتهى", "."]]
    assert [w.ner for w in tagger.tag(sentences)[0]] == [w.ner for w in own.tag(sentences)[0]]


@real
def test_article_goes_through_the_whole_pipeline(database: Path) -> None:
    annotator = Annotator.load(Settings(morphology="camel", morphology_db=database))
    text = (
        "قام إدريس الناصري، عامل إقليم تازة، يوم الثلاثاء 18 نونبر 2025، بزيارة المركز الصحي بمدينة تاهلة.\n"
        "ودشنوا بالمناسبة المستوصفات الجديدة بكلفة 12 مليون درهم."
    )
    (read,) = annotator.annotate([Document("a", text)])
    assert all(text[m.start : m.end] == m.surface for m in read.mentions)
    assert {Label.PERSON, Label.DATE, Label.MONEY, Label.EVENT} <= {m.label for m in read.mentions}
    clinics = next(t for t in read.doc if t.text == "المستوصفات")
    assert (clinics.pos_, clinics.lemma_) == ("NOUN", "مستوصف")
