"""What does one sentence state of time, and of what does it state it?

A sentence is cut into phrases; phrases that name no subject of their own go on with that of the phrase before. The
words of a statement are classes (``words``), and what follows what is a pattern of their letters.
Invariant: a statement that is only half said (a day without 施行, a term of no known thing) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from search_app.clauses.force.subjects import Subject, find_subject, is_passing, names_document
from search_app.clauses.force.words import BREAK, GAP, VALUES, Token, find_tokens

Day = tuple[int, int | None, int | None]  # year, month, day


@dataclass
class Statement:
    """The words of one or more phrases about one subject, in order."""

    subject: Subject
    tokens: list[Token] = field(default_factory=list)

    @property
    def letters(self) -> str:
        """One letter for each word; a bare 期限 is a term only where the document has it."""
        letters = "".join(token.kind for token in self.tokens)
        return letters.replace("Q", "P" if self.subject is Subject.DOCUMENT else GAP)

    def find(self, pattern: re.Pattern[str]) -> list[Token]:
        """The words of the last stretch that ``pattern`` describes; none when there is no such stretch."""
        found = None
        for found in pattern.finditer(self.letters):  # noqa: B007 - the last one is used
            pass
        return self.tokens[slice(*found.span())] if found else []


_MARK = re.compile(r"^[\s,]*(?:\(?[一二三四五六七八九十\d]{1,3}[).、]\s*)?")
_INNER_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CITED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_TIMED = re.compile(r"(?:年|月|year|month)(?!.{0,2}\d+号)|有效|试行")
_PHRASES = re.compile(r"[,;:，。!?\n]+")
_MONTH_DAY = re.compile(r"(?<=[a-z]\s\d|\s\d\d),\s?(?=(?:19|20)\d\d(?!\d))")  # March 31, 2027
_SET_APART = str.maketrans("()[],;:", "·······")


def find_statements(sentence: str, title: str, subject: Subject = Subject.NONE) -> tuple[list[Statement], Subject]:
    """The statements of a sentence, of a passage with its dates in figures, and the subject that it ends with.
    ``subject`` is that of the sentence before."""
    statements: list[Statement] = []
    waiting: list[Token] = []  # 自2024年1月1日起, 本办法正式施行: the day of what follows
    for phrase in _cut(sentence):
        tokens = list(find_tokens(phrase))
        spoken, tokens = _take_subject(tokens, title)
        if not VALUES & {token.kind for token in tokens}:
            subject = _go_on(phrase, tokens, spoken, title, subject)
        elif spoken:
            subject = spoken
        if spoken and VALUES & {token.kind for token in (*tokens, *waiting)}:
            statements.append(Statement(subject, waiting + tokens))
        elif statements and statements[-1].subject is subject:
            statements[-1].tokens += [Token(BREAK, ","), *waiting, *tokens]
        else:
            statements.append(Statement(subject, waiting + tokens))
        waiting = []
        if re.fullmatch("F?DU", "".join(token.kind for token in tokens)):
            waiting = tokens
    return statements, subject


def _go_on(phrase: str, tokens: Sequence[Token], spoken: Subject | None, title: str, subject: Subject) -> Subject:
    """The subject behind a phrase that states no time."""
    if spoken is Subject.DOCUMENT or not tokens:
        return spoken or subject
    named = spoken or any(token.kind == GAP for token in tokens)
    if not named or is_passing(phrase.strip()) or tokens[-1].kind == "Z":
        return subject
    return find_subject(phrase.strip(), title) or subject


def _take_subject(tokens: list[Token], title: str) -> tuple[Subject | None, list[Token]]:
    """What the words in front of a phrase name, and the rest of it; 自……起本办法施行 names it in the middle."""
    spoken: Subject | None = None
    rest: list[Token] = []
    for n, token in enumerate(tokens):
        if token.kind != GAP:
            rest.append(token)
        elif n == 0 and (named := find_subject(token.text, title)):
            spoken = named
        elif names_document(token.text, title):
            spoken = Subject.DOCUMENT
        elif n and not is_passing(token.text):
            rest.append(token)
    return spoken, rest


def _cut(sentence: str) -> Iterator[str]:
    """The phrases of a sentence. What stands in brackets is a phrase of its own where it speaks of time, and nothing
    otherwise; a cited title is one word."""
    text = _CITED.sub(lambda found: found.group().translate(_SET_APART), _MONTH_DAY.sub(" ", sentence))
    for _ in range(2):
        text = _INNER_BRACKET.sub(_open_bracket, text)
    for phrase in _PHRASES.split(text):
        words = phrase[len((_MARK.match(phrase) or [""])[0]) :]
        if words.strip():
            yield words


def _open_bracket(found: re.Match[str]) -> str:
    inner = found.group()[1:-1]
    return f",{inner}," if _TIMED.search(inner) else ""
