"""CAMeL's parts of speech, features and proclitics in Universal Dependencies' terms.

Source: the feature values of CAMeL Tools' reference ("CAMeL Morphology Features") and of the databases themselves,
beside the tags the Arabic treebank (PADT) gives the same words.
"""

from __future__ import annotations

# The tags a part of speech may have in the treebank, the usual one first.
TAGS: dict[str, tuple[str, ...]] = {
    "noun": ("NOUN", "NUM", "ADP", "ADV"),
    "noun_num": ("NUM", "NOUN"),
    "noun_quant": ("NOUN", "DET"),
    "noun_prop": ("PROPN", "X"),
    "adj": ("ADJ", "NUM"),
    "adj_comp": ("ADJ",),
    "adj_num": ("ADJ", "NUM"),
    "adv": ("ADV", "ADP", "PART", "SCONJ"),
    "adv_interrog": ("ADV", "PRON"),
    "adv_rel": ("ADV", "SCONJ", "PRON"),
    "pron": ("PRON",),
    "pron_dem": ("DET", "PRON"),
    "pron_exclam": ("PRON",),
    "pron_interrog": ("PRON", "ADV"),
    "pron_rel": ("PRON", "SCONJ", "DET"),
    "verb": ("VERB", "AUX"),
    "verb_pseudo": ("SCONJ", "CCONJ", "PART"),
    "part": ("PART", "SCONJ", "AUX", "CCONJ", "ADV"),
    "part_concept": ("PART",),
    "part_connect": ("CCONJ", "PART"),
    "part_dem": ("DET", "PRON"),
    "part_det": ("DET", "PART"),
    "part_emphac": ("PART",),
    "part_focus": ("PART", "CCONJ"),
    "part_fut": ("AUX", "PART"),
    "part_interrog": ("PART", "ADV"),
    "part_neg": ("PART", "ADV", "AUX"),
    "part_rc": ("CCONJ", "PART"),
    "part_restrict": ("PART", "ADP", "CCONJ"),
    "part_verb": ("AUX", "PART"),
    "part_voc": ("PART", "INTJ"),
    "prep": ("ADP", "SCONJ"),
    "conj": ("CCONJ", "SCONJ", "PART"),
    "conj_sub": ("SCONJ", "CCONJ"),
    "interj": ("INTJ", "PART"),
    "abbrev": ("X", "NOUN"),
    "digit": ("NUM",),
    "latin": ("X",),
    "foreign": ("X", "PROPN"),
    "punc": ("PUNCT", "SYM"),
}
FEATURES: dict[str, dict[str, str]] = {
    "asp": {"p": "Aspect=Perf", "i": "Aspect=Imp", "c": "Mood=Imp"},
    "cas": {"n": "Case=Nom", "a": "Case=Acc", "g": "Case=Gen"},
    "gen": {"m": "Gender=Masc", "f": "Gender=Fem"},
    "mod": {"i": "Mood=Ind", "s": "Mood=Sub", "j": "Mood=Jus"},
    "num": {"s": "Number=Sing", "d": "Number=Dual", "p": "Number=Plur"},
    "per": {"1": "Person=1", "2": "Person=2", "3": "Person=3"},
    "stt": {"d": "Definite=Def", "i": "Definite=Ind", "c": "Definite=Cons"},
    "vox": {"a": "Voice=Act", "p": "Voice=Pass"},
}
# The first part of a proclitic's name (`wa_conj`, `li_sub`) is its letter. The future's س and the emphatic ل stay on
# their word, as in our own tokens.
CLITICS = {"wa": "و", "fa": "ف", "bi": "ب", "li": "ل", "ka": "ك"}
