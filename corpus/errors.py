"""The one tree of errors; a message names the file or value, and the cause."""


class PressError(Exception):
    """Anything this project raises on purpose."""


class InputError(PressError):
    """A file, line or page that cannot be read as an Arabic article."""


class CrawlError(PressError):
    """An outlet, feed or page that cannot be fetched or is declared wrongly."""


class AnnotationError(PressError):
    """Tokens, spans or mentions that do not fit their text."""


class ExtractorError(AnnotationError):
    """A fault inside an extractor, which ``extractor`` names; its cause is what was raised there."""

    def __init__(self, extractor: str, document: str) -> None:
        super().__init__(f"{document}: the extractor {extractor} failed")
        self.extractor = extractor


class LexiconError(PressError):
    """A gazetteer or lexicon row that does not hold; the message names file, line and column."""


class ModelError(PressError):
    """A trained model that is missing or altered."""


class StoreError(PressError):
    """A knowledge base that cannot be opened, read or written."""


class UnknownKeyError(StoreError):
    """Nothing in the knowledge base has this key."""


class RefusedError(StoreError):
    """What was to be kept does not hold; ``field`` names the part of it, where it is one."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnsafeError(PressError):
    """Settings that would serve the public unsafely; the message names each cause and what helps."""


class ServeError(PressError):
    """An address the server cannot listen on; the message names it, the cause and what helps."""


class AskedError(PressError):
    """A question that cannot be answered as it was put; ``parameter`` names what is wrong in it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter
