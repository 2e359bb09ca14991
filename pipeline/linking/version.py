"""The version of the rules of linking, stored with what they decided.

Entities are compared once. Where two are one office, person or event by other rules than those a knowledge base was
linked with, everything is to be linked anew; ``link`` does so when the stored version is another.
"""

VERSION = 2  # to be raised when a rule changes what was decided: `tests/quality/test_linking_version.py` notices
