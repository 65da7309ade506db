"""What does a document say in English? Pairs from ``corpus/translations``, tied to the text they translate: the
sentences of a clause, and its parts, which are the phrases that its benefits quote (who, on what, if what).

Invariant: the Chinese halves of the sentences joined are the clause's text, character for character, and every part
stands in it. A clause whose text is another one by now is published in Chinese, and so is a part that is not in its
clause, and that is said until it is translated anew; a broken file stops the build and names the line and the remedy.
What has no file has no English.
"""

from __future__ import annotations

from search_app.library.translation.file import Translation, find_unused, read_former, read_translation
from search_app.library.translation.fitting import Outdated, add_kept, keep_fitting, recall
from search_app.library.translation.phrases import Phrasebook, find_untranslated, translate_benefit
from search_app.library.translation.sentences import pair_sentences
from search_app.library.translation.terms import read_term_notes, read_terms
from search_app.library.translation.titles import find_titles
from search_app.library.translation.written import FOLDER, Pairs

__all__ = [
    "FOLDER",
    "Outdated",
    "Pairs",
    "Phrasebook",
    "Translation",
    "add_kept",
    "find_titles",
    "find_untranslated",
    "find_unused",
    "keep_fitting",
    "pair_sentences",
    "read_former",
    "read_term_notes",
    "read_terms",
    "read_translation",
    "recall",
    "translate_benefit",
]
