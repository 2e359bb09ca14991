"""The words and lengths by which ``extractors.institution_bounds`` tells where a name ends, ``institution_located`` where it is."""

from __future__ import annotations

from corpus.mention import InstitutionKind, PlaceKind

MAX_TOKENS = 16
QUOTED_NAME = 7  # tokens a quoted name may have; a longer quotation is speech
NAMED_AFTER = frozenset({InstitutionKind.CENTRE, InstitutionKind.HOSPITAL, InstitutionKind.SCHOOL})
PURPOSES = frozenset({InstitutionKind.COMPANY, InstitutionKind.ASSOCIATION, InstitutionKind.FOUNDATION})
LED = frozenset({InstitutionKind.PARTY, InstitutionKind.MINISTRY, InstitutionKind.COUNCIL, InstitutionKind.AGENCY})
DEPUTIES = frozenset({"وكيل", "وكيله", "نايب", "نايبه", "مساعد", "مساعده"})
OVERSEEN = frozenset({"اللجنه", "الاداره", "الهييه", "السلطه", "الخليه"})  # `اللجنة المشرفة على الانتخابات`
QUOTED_REST = 3  # tokens of a quoted name that its phrase may leave out
BRACKETED = 3  # tokens a name in brackets may have
DIRECTIONS = frozenset({"شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي"})
DAY_PARTS = frozenset({"صباح", "مساء", "ظهر", "عصر", "ليله", "فجر"})
TITLES = frozenset({"د", "م", "أ"})  # abbreviated titles of a person that follows (``كلية الطب د. فلان``)
OFFICE_REACH = 9  # tokens before a name in which the office of the person after it stands
ORDINALS = frozenset({"الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس"})  # of kings: `محمد السادس`
MEETING_VERBS = frozenset({"التقي", "التقت", "التقوا"})  # they only look as if they had the article
GOVERNED = frozenset({"ب", "ل", "علي", "من", "في", "تحت", "عن", "الي"})  # what a participle behind a name governs
LEVEL = ("من", "المستوي")  # of a health centre: `من المستوى الثاني`
# Places too wide for a centre to be called after without ل or ب.
WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.PROVINCE, PlaceKind.PREFECTURE, None})
GOVERNS = {"ب": "governs_b", "في": "governs_fi", "علي": "governs_ala", "عن": "governs_an", "من": "governs_min"}
# Bodies that do something for a purpose, which is no part of their name: `قوات الأمن | لحماية المتظاهرين`.
ARMED = frozenset({"قوات", "جيش", "شرطه", "قياده", "حكومه", "حرس", "سلاح"})
PLURAL = 6  # a longer word in ين or ون is a plural
# Bodies of a whole country where its adjective follows: `الشرطة الإسبانية`.
FORCES = frozenset({"شرطه", "جيش", "قوات", "استخبارات", "مخابرات", "حكومه"})
FEMININE = ("ة", "ه", "ى", "ا", "اء")
FRAMES = frozenset({("علي", "مستوي"), ("فيما", "يخص"), ("علي", "صعيد")})  # two words that open a frame
PASSIVES = ("جري", "جرت", "تم", "تمت")  # before what is done to a thing
FINENESS = {  # the most specific stated place wins
    PlaceKind.NEIGHBOURHOOD: 4, PlaceKind.DOUAR: 4, PlaceKind.COMMUNE: 3, PlaceKind.CITY: 3, PlaceKind.OTHER: 3,
    PlaceKind.PREFECTURE: 2, PlaceKind.PROVINCE: 2, PlaceKind.REGION: 1, PlaceKind.COUNTRY: 0,
}  # fmt: skip
# Which kinds of place a word for a unit may mean (`بالمحافظة`), and whose office names one (`محافظ X`).
UNIT_KINDS = {
    "مدينه": (PlaceKind.CITY,), "جماعه": (PlaceKind.COMMUNE,), "محافظه": (PlaceKind.PROVINCE,),
    "منطقه": (PlaceKind.REGION,), "اقليم": (PlaceKind.PROVINCE,), "ولايه": (PlaceKind.PROVINCE,),
    "قريه": (PlaceKind.OTHER,), "حي": (PlaceKind.NEIGHBOURHOOD,), "جهه": (PlaceKind.REGION,),
    "بلديه": (PlaceKind.COMMUNE,), "دوار": (PlaceKind.DOUAR,),
}  # fmt: skip
GOVERNORS = {"محافظه": "محافظ", "منطقه": "امير", "اقليم": "عامل", "ولايه": "والي"}
SPOKESMEN = frozenset({"المتحدث", "المتحدثه", "الناطق", "الناطقه", "المشرف", "المشرفه"})  # second offices of one person
GATHERINGS = frozenset(
    {"قمه", "قمتي", "اجتماع", "اجتماعات", "موتمر", "لقاء", "منتدي"}
)  # where a body meets, no seat of it
BULLETS = frozenset({"•", "*", "·", "●", "▪", "◦", "–"})
