"""Parts of a page that are not the article: share lines, comments, related links, bylines, credits; and the headline.

The phrases are in ``corpus/data/furniture.csv``. Precision first: a line of the body is never dropped. A line that
shows the date of publication is left to the extractors, which read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.credits import find_credit, names_source
from corpus.mention import Span
from corpus.page_lines import Words, folded_words, lines, made_of, opens_with, phrases, prefix_end, word_count

HEADLINE_WORDS = 30
LEAD_WORDS = 18  # a first line longer than this and longer than the next one is the lead
BODY_WORDS = 12  # a line as long as this, or with a full stop, belongs to the body
BUTTON_WORDS = 16  # a furniture line is no longer than this
LINK_WORDS = 10  # of the headline after `اقرأ أيضا:`
BYLINE_WORDS = 7
SIDE_WORDS = 3
BARE_WORDS = 3
HEAD_LINES = 4  # bylines stand on the first lines
TAG_WORDS = 60
TAIL_SHARE = 0.5  # tags stand in the last half of the text
_STOP = re.compile("[.؟!?…][\\s»”\"')\\]]*$")
_SIDES = re.compile(r"\s*[/|]\s*|\s+[-–—ـ]+\s*|\s*[-–—]+\s+")
_YEAR = re.compile(r"(?<!\d)(?:1[34]|19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"^\W*\d{1,2}[:h]\d{2}(?::\d{2})?\W*(?:[صم]|ت م|am|pm|gmt)?\W*$", re.IGNORECASE)
_TAGS = re.compile(r"(?:^|[.؟!»”\")]\s+)(?=[^\W_])")
_CAPTION = re.compile(r"\(\s*([^():]{2,15})\s*:[^()]{2,40}\)\W*$")


def furniture_spans(text: str) -> list[Span]:
    """Return the spans of page furniture, in order, not overlapping.

    All that follows a comments heading is furniture; related links are furniture up to the next paragraph; bylines
    count only beside the headline or at the very end; a source credit is furniture too (see ``source_line``).
    """
    layout = _Layout.of(text)
    spans = list(layout.furniture)
    credit = find_credit(text, layout.open_lines())
    if credit and not any(start < credit[1] and credit[0] < end for start, end in spans):
        spans.append(credit)
    return _joined(spans)


def source_line(text: str) -> Span | None:
    """Return the span of a leading or trailing source credit (``و م ع /هـ``, ``وكالات``), None without one."""
    layout = _Layout.of(text)
    return find_credit(text, layout.open_lines())


def title_line(text: str) -> Span | None:
    """Return the span of the headline if the text opens with one, None where it opens with the lead sentence.

    A headline is the first line that is no furniture, short, without a full stop at its end, with text after it.
    """
    return _Layout.of(text).title


@dataclass
class _Layout:
    """The lines of a text sorted into furniture, headline and body."""

    text: str
    every: list[Span]
    furniture: list[Span] = field(default_factory=list)
    title: Span | None = None

    @classmethod
    def of(cls, text: str) -> _Layout:
        """Sort the lines of a text."""
        layout = cls(text, lines(text))
        layout._cut_end()
        layout._mark_lines()
        layout._mark_head()
        layout._mark_tail()
        return layout

    def line(self, span: Span) -> str:
        """Return the words of a span."""
        return self.text[span[0] : span[1]]

    def hidden(self, span: Span) -> bool:
        """Whether the whole line was found to be furniture."""
        return any(start <= span[0] and span[1] <= end for start, end in self.furniture)

    def open_lines(self) -> list[Span]:
        """Return the lines up to the comments, those of the body and bylines, which may hold a credit."""
        cut = next((i for i, span in enumerate(self.every) if self._closes(i, span)), len(self.every))
        return self.every[:cut]

    def _closes(self, index: int, span: Span) -> bool:
        """Whether a line opens the comments, with an article before it."""
        line = self.line(span)
        if index == 0 or not 0 < word_count(line) <= BUTTON_WORDS or _STOP.search(line):
            return False
        return made_of(folded_words(line), "comments") and any(self._is_body(s) for s in self.every[:index])

    def _cut_end(self) -> None:
        """Mark all from the comments on."""
        for index, span in enumerate(self.every):
            if self._closes(index, span):
                self.furniture.append((span[0], self.every[-1][1]))
                del self.every[index:]
                return

    def _mark_lines(self) -> None:
        """Mark lines of buttons, related links and clocks anywhere in the text."""
        links = False  # inside a list of related links
        for index, span in enumerate(self.every):
            line = self.line(span)
            words = folded_words(line)
            related = self._opens_related(index, line, words)
            if (links and not self._is_body(span) and not related) or related or _is_button_line(line, words):
                self.furniture.append(span)
            size = opens_with(words, "related")
            # A heading alone brings the links below it; `اقرأ أيضا: ...` holds its link itself.
            links = (related and size == len(words) and index > 0) or (links and not self._is_body(span))
        for span in self.every[:HEAD_LINES]:
            self._mark_prefix(span)

    def _opens_related(self, index: int, line: str, words: Words) -> bool:
        """Whether a line heads links to other articles, or is such a link with its heading."""
        size = opens_with(words, "related")
        if not size:
            return False
        if size == len(words):
            return not _STOP.search(line.rstrip(".…")) or line.startswith("...")
        head = line.split(":", 1)
        return index > 0 and size > 1 and len(head) == 2 and len(folded_words(head[0])) == size

    def _mark_prefix(self, span: Span) -> None:
        """Mark what a slide show leaves before the first word."""
        end = prefix_end(self.line(span))
        if end:
            self.furniture.append((span[0], span[0] + len(self.line(span)[:end].rstrip())))

    def _mark_head(self) -> None:
        """Find the headline, and mark bylines beside it."""
        rest = [span for span in self.every if not self.hidden(span)]
        notice = next(
            (i for i, s in enumerate(rest[:HEAD_LINES]) if folded_words(self.line(s)) in phrases("notice")), None
        )
        if notice is not None and all(word_count(self.line(s)) <= BYLINE_WORDS + 3 for s in rest[:notice]):
            # A letterhead: `المملكة المغربية / وزارة ... / بلاغ صحفي / headline`
            rest = rest[notice:]
            if len(rest) > 2 and self._is_headline(rest[1], rest[2]):
                rest = rest[1:]
            self.title = rest[0] if len(rest) > 1 else None
        for index, (span, following) in enumerate(pairwise(rest[: HEAD_LINES + 1])):
            if self._is_body(span) and self.title is not None and span != self.title:
                return
            if span == self.title:
                continue
            if self._is_byline(span):
                if not self._has_date(span):
                    self.furniture.append(span)
            elif self.title is None and self._is_headline(span, following):
                self.title = span
            elif self.title is None or index > 1:
                return

    def _mark_tail(self) -> None:
        """Mark tags, captions, bylines and addresses at the end."""
        rest = [span for span in self.every if not self.hidden(span)]
        if len(rest) < 2:
            return
        for span in rest[-3:]:
            line = self.line(span)
            if word_count(line) <= BUTTON_WORDS and _is_footer(line, folded_words(line)):
                self.furniture.append(span)
        last = rest[-1]
        byline = self._is_byline(last, bare=False) and not self._has_date(last)
        if byline and last != self.title and self._is_body(rest[-2]):
            self.furniture.append(last)
        self._mark_tags(next((s for s in reversed(rest) if not self.hidden(s)), last))

    def _mark_tags(self, span: Span) -> None:
        """Mark tags and a caption's photographer in the last line: ``... سمات الرياض التعليم``."""
        line = self.line(span)
        for match in _TAGS.finditer(line):
            if span[0] + match.end() < len(self.text) * TAIL_SHARE or word_count(line[match.end() :]) > TAG_WORDS:
                continue
            words = folded_words(line[match.end() :])
            if opens_with(words, "tags") or _is_link(words):
                self.furniture.append((span[0] + match.end(), span[1]))
                return
        caption = _CAPTION.search(line)
        if caption and folded_words(caption.group(1)) in phrases("label"):
            self.furniture.append((span[0] + caption.start(), span[1]))

    def _is_body(self, span: Span) -> bool:
        """Whether a line reads like a paragraph."""
        line = self.line(span)
        count = word_count(line)
        return count > HEADLINE_WORDS or (count >= BODY_WORDS and bool(_STOP.search(line)))

    def _is_headline(self, span: Span, following: Span) -> bool:
        """Whether a line may be the headline of what follows."""
        line = self.line(span)
        if folded_words(line[:40]) in phrases("rubric"):
            return True
        count, after = word_count(line), word_count(self.line(following))
        if not 2 <= count <= HEADLINE_WORDS or line[-1] in "،؛,;" or (line[-1] == "." and not line.endswith("..")):
            return False
        return count <= LEAD_WORDS or after >= count

    def _is_byline(self, span: Span, *, bare: bool = True) -> bool:
        """Whether a line names a reporter, a place or an outlet instead of saying something."""
        line = self.line(span)
        if word_count(line) > BYLINE_WORDS + 5:
            return False
        line = line[prefix_end(line) :]
        words = folded_words(line)
        if not words or words in phrases("rubric") or words in phrases("notice"):
            return False
        if len(words) <= BYLINE_WORDS + 2 and _opens_with_label(line, words):
            return True
        if self._has_date(span):
            return True
        if len(words) > BYLINE_WORDS or re.search(r"[؟!?:،؛]|\.\s*$", line.removesuffix(" .")):
            return False
        sides = [side for side in _SIDES.split(line) if side.strip()]
        if len(sides) > 1:
            return all(word_count(side) <= SIDE_WORDS for side in sides) and "في" not in words
        if len(words) > 1 and names_source(line):
            return True
        # Quotation marks, numbers and dots are a headline's: `«السوبر».. وظلال التجربة`.
        return bare and len(words) <= BARE_WORDS and not re.search(r"[«»\"“”\d]|\.\.|…", line)

    def _has_date(self, span: Span) -> bool:
        """Whether a short line shows a day with its year: ``الرباط، في 3 مارس 2024``."""
        line = self.line(span)
        return word_count(line) <= BYLINE_WORDS + 5 and bool(_YEAR.search(line)) and len(re.findall(r"\d+", line)) > 1


def _is_footer(line: str, words: Words) -> bool:
    """Whether a line is a copyright notice or an address."""
    if line.startswith("©") or opens_with(words, "footer"):
        return True
    ends = any(words[-n:] in phrases("footer") for n in range(2, 5))
    contact = opens_with(words, "contact")
    return ends or bool(contact and re.search(r"[\d@]", line) and re.match(r"[^:]{2,30}:", line))


def _is_button_line(line: str, words: Words) -> bool:
    """Whether a line is made of share buttons, counters, a clock or ornaments only."""
    if not words:
        return True
    if _CLOCK.match(line):
        return True
    return len(words) <= BUTTON_WORDS and made_of(words, "line") and not _STOP.search(line.rstrip(" ./"))


def _is_link(words: Words) -> bool:
    """Whether words open with a link to the page itself: ``رابط الخبر بصحيفة المثال``."""
    return words[:2] == folded_words("رابط الخبر")


def _opens_with_label(line: str, words: Words) -> bool:
    """Whether a line opens with the label of a byline and a mark: ``بقلم: ...``, ``حاورها بالرباط: ...``; or is one."""
    if opens_with(words, "author") and not _STOP.search(line):
        return True
    size = opens_with(words, "label")
    if not size:
        return False
    if size == len(words):
        return True
    head = re.split(r"[:/]|\s[-–—ـ]\s", line, maxsplit=1)
    return len(head) == 2 and len(folded_words(head[0])) <= size + 1


def _joined(spans: list[Span]) -> list[Span]:
    """Return the spans in order, overlapping ones made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
