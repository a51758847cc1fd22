"""Which command a word means: its name in another form or shortened, or the word of another program."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence

from wmstrat.errors import UsageProblem
from wmstrat.kinds import TABLE, kind, kinds
from wmstrat.record.kind import Kind
from wmstrat.record.nearest import nearest
from wmstrat.record.text import UNSAFE, escaped, spelled

# A name can be shortened to this many letters, as long as no other one begins so. Scripts type whole words.
SHORTEST = 3

MISSING = 'There is no command "{typed}".'
DELETING = "delete remove rm del erase destroy"
# The words of other programs, and what to type here: sentences, with commands between backquotes, over the `ref` that
# was typed after the word.
OTHER_COMMANDS = {
    DELETING: "Records are not deleted, but withdrawn: `wmstrat mark {ref} withdrawn`. To undo your last change: "
    "`wmstrat undo`",
    "list ls all": "Each kind of record has a list: {lists}",
    "add new create": "Each kind of record has its own command: {adds}",
    "redo": "To undo an undo, find its commit, then name it: `wmstrat log --limit 5`, then `wmstrat undo COMMIT`",
    "find grep query": "To search all records: `wmstrat search WORDS`",
    "commit": "To check and commit files that you edited: `wmstrat save`",
    "push pull fetch merge update": "To receive the changes of others and send yours: `wmstrat sync`",
    "history": "To see the history: `wmstrat log`",
    "diff": "To see what a command would change, add --dry-run to it. To see your edits: `git diff`",
    "view open get cat": "To see one record: `wmstrat show {ref}`",
    "change modify": "To set a field, or to edit a text: `wmstrat set {ref} FIELD=VALUE` or `wmstrat edit {ref}`",
    "close state": "To change the state: `wmstrat mark {ref} STATE`",
    "rename": "To rename a group, or to change a title: `wmstrat group rename GROUP NAME` or `wmstrat set {ref} "
    "title=TITLE`",
    "login user me": "To see or set who you are: `wmstrat whoami`",
    "conflicts": "To list and resolve conflicts: `wmstrat resolve`",
    "validate verify lint doctor": "To check the workspace: `wmstrat check`",
    "process": "To see the process: `wmstrat show process`",
}
# The same for what is typed after a noun, over its `noun`, the `kind`, and `adds`, a line that makes a new record.
OTHER_VERBS = {
    "show view open get": "To see one record: `wmstrat show {ref}`",
    "edit": "To edit a record: `wmstrat edit {ref}`",
    "set update change modify": "To set a field: `wmstrat set {ref} FIELD=VALUE`",
    "mark close state park finish": "To change the state: `wmstrat mark {ref} STATE`",
    "log history": "To see the history of a record: `wmstrat log {ref}`",
    "ls all": "To see the list: `wmstrat {noun} list`",
    "new create": "To add a new one: `{adds}`",
    "search find": "To search all records: `wmstrat search WORDS`",
    "export": "To write a list to a file: `wmstrat {noun} list --format csv > {noun}.csv`",
    "import": "To import records from a file: `wmstrat import {kind} FILE`",
    "undo": "To undo your last change: `wmstrat undo`",
    "save commit": "To check and commit files that you edited: `wmstrat save`",
}
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
    raise _unknown_command(word, rest, [*names, *known])


def verb_meant(noun: str, word: str, rest: Sequence[str], names: Iterable[str]) -> str:
    """The command of a noun that a word after it means. Raises UsageProblem, with what may have been meant."""
    matches = _matching(word, names)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise _ambiguous(word, f"{noun} ", matches)
    raise _unknown_verb(kind(noun), word, rest, list(names))


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


def _unknown_command(word: str, rest: Sequence[str], names: Iterable[str]) -> UsageProblem:
    told = _of(OTHER_COMMANDS, word)
    if told:
        lists = ", ".join(f"`wmstrat {entry.noun} list`" for entry in TABLE.values() if entry.noun)
        adds = ", ".join(f"`wmstrat {each.command} add`" for each in kinds() if each.adds and each.arguments)
        return _told(told, word, "", rest, lists=lists, adds=adds)
    for each in kinds():
        for verb in each.verbs:
            if spelled(word) == spelled(verb.name):
                return _did_you_mean(word, "", [_line(each.command, verb.name, *rest)])
    near = nearest(word, names)
    known = {name: each.command for each in kinds() for name in (each.plural, each.name)}
    return _did_you_mean(word, "", [_line(known.get(name, name), *rest) for name in near])


def _unknown_verb(of: Kind, word: str, rest: Sequence[str], names: Sequence[str]) -> UsageProblem:
    for verb in of.verbs:
        if spelled(word) in verb.also:
            return _did_you_mean(word, of.command, [_line(of.command, verb.name, *rest)])
    if told := _of(OTHER_VERBS, word):
        adds = f"wmstrat {of.command} add" if "add" in names else of.example
        return _told(told, word, of.command, rest, noun=of.command, kind=of.name, adds=adds)
    if spelled(word) in DELETING.split():
        return _told(_without_deleting(of), word, of.command, rest)
    near = [_line(of.command, name, *rest) for name in nearest(word, names)]
    return _did_you_mean(word, of.command, near, others=names)


def _without_deleting(of: Kind) -> str:
    state = next((state.name for state in of.states if state.name == "withdrawn"), "")
    withdrawn = f", but withdrawn: `wmstrat mark {{ref}} {state}`." if state else "."
    return f"Records are not deleted{withdrawn} To undo your last change: `wmstrat undo`"


def _of(table: Mapping[str, str], word: str) -> str:
    return next((told for words, told in table.items() if spelled(word) in words.split()), "")


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
    """The option that was meant by one that the command does not have, as it is typed; an empty text where none is
    near."""
    names = list(known)
    other = OTHER_OPTIONS.get(typed, "")
    if other.split(" ")[0] in names:
        return other
    same = [name for name in names if spelled(name) == spelled(typed)]
    return same[0] if same else " or ".join(nearest(typed, names))
