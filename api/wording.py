"""The Arabic words of the page for labels, kinds, types, statuses, dates and numbers."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from corpus.mention import EventType, InstitutionKind, Label, PlaceKind, Relation, Status

LOCALE = "ar_MA"  # Moroccan month names (غشت، شتنبر) and European digits

TYPES = {
    EventType.VISIT: "زيارة",
    EventType.INAUGURATION: "تدشين",
    EventType.LAUNCH: "إطلاق",
    EventType.SIGNING: "توقيع",
    EventType.MEETING: "لقاء",
    EventType.STATEMENT: "تصريح",
    EventType.DISTRIBUTION: "توزيع",
    EventType.APPOINTMENT: "تعيين",
    EventType.OTHER: "حدث آخر",
}
STATUSES = {
    Status.PAST: "تم",
    Status.PLANNED: "مرتقب",
    Status.POSTPONED: "مؤجل",
    Status.CANCELLED: "ملغى",
    Status.DENIED: "منفي",
}
LABELS = {
    Label.PERSON: "شخص",
    Label.ROLE: "منصب",
    Label.INSTITUTION: "مؤسسة",
    Label.PLACE: "مكان",
    Label.DATE: "تاريخ",
    Label.MONEY: "مبلغ",
    Label.QUANTITY: "كمية",
    Label.EVENT: "حدث",
    Label.FURNITURE: "خارج المقال",
}
INSTITUTIONS = {
    InstitutionKind.CENTRE: "مركز",
    InstitutionKind.MINISTRY: "وزارة",
    InstitutionKind.AGENCY: "هيئة",
    InstitutionKind.ASSOCIATION: "جمعية",
    InstitutionKind.FOUNDATION: "مؤسسة",
    InstitutionKind.SCHOOL: "تعليم",
    InstitutionKind.HOSPITAL: "مستشفى",
    InstitutionKind.COMPANY: "شركة",
    InstitutionKind.COUNCIL: "مجلس",
    InstitutionKind.PARTY: "حزب",
    InstitutionKind.PROGRAMME: "برنامج",
    InstitutionKind.OTHER: "مؤسسة أخرى",
}
PLACES = {
    PlaceKind.REGION: "جهة",
    PlaceKind.PREFECTURE: "عمالة",
    PlaceKind.PROVINCE: "إقليم",
    PlaceKind.COMMUNE: "جماعة",
    PlaceKind.CITY: "مدينة",
    PlaceKind.NEIGHBOURHOOD: "حي",
    PlaceKind.DOUAR: "دوار",
    PlaceKind.COUNTRY: "بلد",
    PlaceKind.OTHER: "موقع",
}
RELATIONS = {
    Relation.EXACT: "",
    Relation.MORE_THAN: "أكثر من",
    Relation.LESS_THAN: "أقل من",
    Relation.ABOUT: "حوالي",
}


def day(value: date | None) -> str:
    """Return a day in words: ``5 فبراير 2024``; empty for None."""
    return format_date(value, "d MMMM y", locale=LOCALE) if value else ""


def days(start: date | None, end: date | None) -> str:
    """Return the days of an event: one day, a whole month or year by its name, else from the first to the last."""
    if start is None:
        return ""
    if end is None or start == end:
        return day(start)
    after = end.toordinal() + 1
    following = date.fromordinal(after) if after <= date.max.toordinal() else None
    if following and start.day == following.day == 1:
        if (start.month, following.month) == (1, 1) and following.year == start.year + 1:
            return str(start.year)
        if (following.year * 12 + following.month) - (start.year * 12 + start.month) == 1:
            return format_date(start, "MMMM y", locale=LOCALE)
    return f"{day(start)} – {day(end)}"


def number(value: float) -> str:
    """Return a number with its thousands parted: ``6,200,000``."""
    return format_decimal(value, "#,##0.##", locale="en")


def kind(subkind: str | None) -> str:
    """Return the word for a kind of institution or place; empty for none."""
    words = {str(k): v for k, v in (*INSTITUTIONS.items(), *PLACES.items())}
    words["other"] = "أخرى"
    return words.get(subkind or "", "")
