"""Finds the command that a word means: its name in another form or shortened, or a word of another program."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from wmstrat.errors import UsageProblem
from wmstrat.kinds import TABLE, kind, kinds
from wmstrat.record.kind import Kind
from wmstrat.record.nearest import nearest
from wmstrat.record.reporting import Report
from wmstrat.record.text import UNSAFE, escaped, spelled
from wmstrat.record.verbs import Verb

# A name can be shortened to this many letters, as long as no other one begins so. Scripts type whole words.
SHORTEST = 3

MISSING = 'There is no command "{typed}".'
# Words that people know from elsewhere, and what to type here: sentences, with commands between backquotes. `ref` is
# what was typed after the word; the other places are lines of the noun before the word, or of every noun.
OTHER_WORDS = {
    word: told
    for words, told in {
        "show view open get cat": "To see one record: `wmstrat show {ref}`",
        "edit": "To edit a record: `wmstrat edit {ref}`",
        "set update change modify": "To set a field, or to edit a text: `wmstrat set {ref} FIELD=VALUE` or "
        "`wmstrat edit {ref}`",
        "mark state close finish": "To change the state: `wmstrat mark {ref} STATE`",
        "list ls all": "To see a list: {lists}",
        "add new create": "To add a new record: {adds}",
        "rename": "{renames}",
        "accept approve": "To accept an application, or to decide a draft: `wmstrat member appoint GROUP PERSON` or "
        "`wmstrat draft decide DRAFT OUTCOME`",
        "log history": "To see the history of a record: `wmstrat log {ref}`",
        "gantt schedule roadmap deadlines delays slips": "To see all dates, what is late, and how dates moved: "
        "`wmstrat timeline` or `wmstrat timeline --slips`",
        "search find grep query": "To search all records: `wmstrat search WORDS`",
        "export": "To write a list to a file: `wmstrat {noun} list --format csv > {noun}.csv`",
        "import": "To import records from a file: `wmstrat import {kind} FILE`",
        "undo": "To undo your last change: `wmstrat undo`",
        "redo": "To undo an undo, find its commit, then name it: `wmstrat log --limit 5`, then `wmstrat undo COMMIT`",
        "save commit": "To check and commit files that you edited: `wmstrat save`",
        "push pull fetch merge": "To receive the changes of others and send yours: `wmstrat sync`",
        "diff": "To see what a command would change, add --dry-run to it. To see your edits: `git diff`",
        "login user me": "To see or set who you are: `wmstrat whoami`",
        "conflicts": "To list and resolve conflicts: `wmstrat resolve`",
        "validate verify lint doctor": "To check the workspace: `wmstrat check`",
        "process": "To see the process: `wmstrat show process`",
    }.items()
    for word in words.split()
}
DELETING = ("delete", "remove", "rm", "del", "erase", "destroy")
PUT_ASIDE = "Records are not deleted, but {state}: `wmstrat mark {ref} {state}`. To undo your last change: "
PUT_ASIDE += "`wmstrat undo`"
NOT_PUT_ASIDE = "Records are not deleted. To undo your last change, or an earlier one: `wmstrat undo` or "
NOT_PUT_ASIDE += "`wmstrat log {ref}`, then `wmstrat undo COMMIT`"
# Options of other programs, and what they are here.
OTHER_OPTIONS = {
    "--json": "--format json",
    "--csv": "--format csv",
    "--yaml": "--format yaml",
    "--ids": "--format ids",
    "-m": "--message TEXT",
    "-n": "--limit NUMBER",
    "--text": "--file PATH",
    "--body": "--file PATH",
    "--status": "--state WORD",
    "--columns": "--width COLUMNS",
    "--author": "--by NAME",
    "--since": "--on DATE",
    "--email": "--contact TEXT",
    "--mail": "--contact TEXT",
}


def command_meant(word: str, rest: Sequence[str], names: Iterable[str]) -> list[str]:
    """The words of the command line that a first word means: a command, or a noun in the plural, which lists its
    records where nothing follows. Raises UsageProblem, with what may have been meant."""
    matches = _matching(word, names)
    if len(matches) == 1:
        return matches
    if matches:
        raise _ambiguous(word, "", matches)
    known = {name: each for each in kinds() if each.command in names for name in (each.plural, each.name)}
    for name in _matching(word, known, shortened=False):
        noun, is_bare = known[name].command, not rest or rest[0].startswith("-")
        return [noun, "list"] if is_bare and name == known[name].plural else [noun]
    raise _unknown("", _kind_of(rest), word, rest, [*names, *known])


def verb_meant(noun: str, word: str, rest: Sequence[str], names: Iterable[str]) -> str:
    """The command of a noun that a word after it means; a word with a meaning of its own shortens none. Raises
    UsageProblem, with what may have been meant."""
    matches = _matching(word, names, shortened=word not in OTHER_WORDS)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise _ambiguous(word, f"{noun} ", matches)
    raise _unknown(noun, kind(noun), word, rest, list(names))


def _matching(word: str, names: Iterable[str], *, shortened: bool = True) -> list[str]:
    wanted = spelled(word)
    same = [name for name in names if spelled(name) == wanted]
    if same or not shortened or len(wanted) < SHORTEST:
        return same
    return [name for name in names if spelled(name).startswith(wanted)]


def _ambiguous(word: str, before: str, matches: Sequence[str]) -> UsageProblem:
    return UsageProblem(
        f'"{{word}}" could be any of these: {", ".join(f"`wmstrat {before}{match}`" for match in matches)}', word=word
    )


def _kind_of(rest: Sequence[str]) -> Kind | None:
    """The kind that the id after a word is of, as far as its form tells."""
    code, _, number = rest[0].upper().partition("-") if rest else ("", "", "")
    form = f"{code}-{number[:1]}{number[1:].lower()}"
    fitting = [each for each in kinds() if each.ids.coded and number and each.ids.fits(form, code)]
    fitting = fitting or [each for each in kinds() if each.ids.coded and number and each.ids.fits(rest[0], code)]
    return fitting[0] if len(fitting) == 1 else None


def _unknown(noun: str, of: Kind | None, word: str, rest: Sequence[str], names: Sequence[str]) -> UsageProblem:
    """What may have been meant by a first word, or by one after a noun. `of` is the kind that it is about, if that is
    known: of the noun, or of the id after the word."""
    wanted = spelled(word)
    for each in [of] if of else kinds():
        commands: list[Verb | Report] = [*each.verbs, *each.reports]
        for verb in commands:
            if wanted == spelled(verb.name) or (of and wanted in verb.also):
                is_for_an_id = of and not noun and isinstance(verb, Verb) and not verb.of_records
                given = [field.name.upper() for field in verb.takes] if is_for_an_id else rest
                return _did_you_mean(word, noun, [_line(each.command, verb.name, *given)])
    if lines := _further(of, wanted, rest):
        return _did_you_mean(word, noun, lines)
    for state in of.states if of and len(wanted) > 3 else ():
        if not state.set_by and state.name.startswith(wanted[:-1]):
            return _did_you_mean(word, noun, [_line("mark", *(rest[:1] or ["REF"]), state.name)])
    if wanted in DELETING:
        endings = (each.put_aside for each in ([of] if of else kinds() if not rest else ()))
        ending = next(filter(None, endings), "")
        return _told(PUT_ASIDE if ending else NOT_PUT_ASIDE, word, noun, rest, state=ending)
    if wanted in OTHER_WORDS:
        return _told(OTHER_WORDS[wanted], word, noun, rest, **_lines_of(of, names))
    known = {} if noun else {name: each.command for each in kinds() for name in (each.plural, each.name)}
    near = nearest(word, names)
    lines = [_line(*filter(None, [noun, known.get(name, name)]), *rest) for name in near]
    if of and noun and not lines:
        lines = _without_verb(of, word, rest, names)
    return _did_you_mean(word, noun, lines, others=names if noun else ())


def _further(of: Kind | None, wanted: str, rest: Sequence[str]) -> list[str]:
    """What reads of a kind, or of each kind, with a name that somebody typed without its noun: `lineage CB-D1`."""
    from wmstrat.commands.nouns import FURTHER

    served = ((kind, each) for each in FURTHER for kind in ([of] if of else kinds()) if each.serves(kind))
    return [_line(kind.command, each.name, *rest) for kind, each in served if wanted == spelled(each.name)]


def _without_verb(of: Kind, word: str, rest: Sequence[str], names: Sequence[str]) -> list[str]:
    """The line that is meant where a group or an id comes right after the noun."""
    if of.in_group and re.fullmatch("[A-Za-z]{2,4}", word, re.ASCII) and (rest or word.isupper()):
        verb = "add" if rest and "add" in names else "list"
        return [_line(of.command, verb, word, *rest)]
    return [_line("show", word)] if not word.islower() or "-" in word else []


def _lines_of(of: Kind | None, names: Sequence[str]) -> dict[str, str]:
    """What is filled into the sentences about other words, for one kind or for all."""
    if of is None:
        lists = ", ".join(f"`wmstrat {entry.noun} list`" for entry in TABLE.values() if entry.noun)
        adds = ", ".join(f"`wmstrat {each.command} add`" for each in kinds() if each.adds and each.arguments)
        renames = "To rename a group, or to change a title: `wmstrat group rename GROUP NAME` or "
        renames += "`wmstrat set {ref} title=TITLE`"
        return {"lists": lists, "adds": adds, "renames": renames}
    title = "title" if "title" in of.by_name else "name"
    return {
        "lists": f"`wmstrat {of.command} list`",
        "adds": f"`wmstrat {of.command} add`" if "add" in names else f"`{of.example}`",
        "renames": f"To change the {title}: `wmstrat set {{ref}} {title}={title.upper()}`",
        "noun": of.command,
        "kind": of.name,
    }


def _told(told: str, word: str, of: str, rest: Sequence[str], /, **values: str) -> UsageProblem:
    for name, value in values.items():
        told = told.replace(f"{{{name}}}", value)  # they hold commands of their own
    ref = shlex.quote(escaped(rest[0], UNSAFE)) if rest and not rest[0].startswith("-") else "REF"
    return UsageProblem(f"{MISSING} {told}", typed=_typed(of, word), ref=ref)


def _did_you_mean(word: str, noun: str, lines: Sequence[str], others: Sequence[str] = ()) -> UsageProblem:
    typed = _typed(noun, word)
    if lines:
        # What was typed is shown as it is: nothing in it is a place to be filled.
        meant = {f"line{place}": line for place, line in enumerate(lines)}
        question = " or ".join(f"`{{{name}}}`" for name in meant)
        return UsageProblem(f"{MISSING} Did you mean: {question}", typed=typed, **meant)
    if others:
        return UsageProblem(
            f"{MISSING} The commands of {{noun}} are: {{others}}. More about them: `wmstrat {{noun}} --help`",
            typed=typed,
            noun=noun,
            others=", ".join(others),
        )
    return UsageProblem(f"{MISSING} All commands: `wmstrat --help`", typed=typed)


def _typed(noun: str, word: str) -> str:
    return escaped(" ".join(filter(None, ["wmstrat", noun, word])), UNSAFE)


def _line(*words: str) -> str:
    return escaped(f"wmstrat {shlex.join(words)}", UNSAFE)


def option_meant(typed: str, known: Iterable[str]) -> str:
    """The option that is most like one that the command does not have; an empty text where none is."""
    names = list(known)
    other = OTHER_OPTIONS.get(typed, "")
    if other.split(" ")[0] in names:
        return other
    same = [name for name in names if spelled(name) == spelled(typed)]
    return same[0] if same else " or ".join(nearest(typed, names))
