"""The records of a commit, read from git's objects: there is no work tree. The index of the branch before the push
lies beside the repository, so that a push costs what it changes; what is pushed is laid over it in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec.structs import replace

from wmstrat.change.change import Change
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.guard.trees import Trees
from wmstrat.kinds import Catalogue
from wmstrat.record.doors import Door
from wmstrat.record.forgetting import FIELD, can_be_forgotten, joined_id, new_ids
from wmstrat.record.halves import is_private
from wmstrat.record.ids import tail_of
from wmstrat.record.kind import Step
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.record.text import unfit_slug
from wmstrat.record.view import View
from wmstrat.repo.output import Difference, is_file
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.sync.replacing_ids import replaced
from wmstrat.workspace import scan
from wmstrat.workspace.index import Index
from wmstrat.workspace.memory import REMEMBER
from wmstrat.workspace.workspace import Workspace

STATE = "git commit"

# This many files are read at once.
AT_ONCE = 2_000


class TreeIndex(Index):
    """The index of the records of one commit."""

    def __init__(self, workspace: Workspace, trees: Trees) -> None:
        super().__init__(workspace, "guard.sqlite")
        self.trees = trees
        self.commit = ""
        self._new: dict[str, bytes | None] = {}

    def show(self, commit: str) -> None:
        """Hold the records of this commit, and go on holding them though another push moves the index."""
        self.commit = commit
        self.refresh()
        self.database.connection.execute("BEGIN")
        if self.workspace.recall(STATE) != commit:  # another push was faster
            self._refill()

    def _bring_up_to_date(self, asks_git: bool) -> None:
        del asks_git
        known = self.workspace.recall(STATE)
        if known == self.commit:
            return
        if not known or self.trees.commit(known) is None:
            self.database.forget()
            known = ""
        self._take(known)

    def _refill(self) -> None:
        """Read everything into memory: the file cannot be written, or was damaged and is filled by the next push."""
        self.database.use_memory()
        self._take("")

    def _take(self, known: str) -> None:
        """Go from one commit (an empty text: no records) to the wanted one; what is left half done counts for
        none."""
        changes = {
            path: versions
            for path, versions in self.trees.difference(known, self.commit).items()
            if scan.within(path, self.workspace.catalogue.folders) and not is_private(path)
        }
        self._note("")
        rest = iter(sorted(changes.items()))
        while chunk := dict(islice(rest, AT_ONCE)):
            self._new = read_new(self.trees, chunk)
            there = {path: scan.NO_STAMP for path, (_, new) in chunk.items() if new}
            self._store(there, chunk.keys() - there.keys())
        self._new = {}
        self._note(self.commit)

    def _note(self, commit: str) -> None:
        with self.database.writing() as connection:
            connection.execute(REMEMBER, (STATE, f'"{commit}"', None))

    def _contents(self, path: str, stamp: scan.Stamp) -> tuple[bytes | None, scan.Stamp]:
        return self._new.get(path), stamp


def read_new(trees: Trees, changes: Difference) -> dict[str, bytes | None]:
    """The new bytes of every file that changed; None for what is gone, no plain file, or too large to be a record."""
    names = {path: new.name for path, (_, new) in changes.items() if new is not None and is_file(new)}
    sizes = trees.sizes(names.values())
    contents = trees.contents(name for name in names.values() if sizes.get(name, 0) <= MAXIMUM_BYTES)
    return {path: contents.get(names.get(path, "")) for path in changes}


class Snapshot(Workspace):
    """The workspace as a commit of the host has it. Of private/ it sees nothing."""

    index: TreeIndex

    def __init__(self, trees: Trees, commit: str) -> None:
        """`commit` is the one whose process.yaml declares further fields of records."""
        declaring = trees.file(commit, PROCESS_FILE) if commit else None
        super().__init__(trees.place, Catalogue(declaring or b""))
        self.index = TreeIndex(self, trees)

    def show(self, commit: str) -> None:
        """See the records of this commit; an empty text means no records at all."""
        if commit:
            self.index.show(commit)
        else:
            self.index.database.use_memory()
        self.forget_answers()

    def bytes(self, path: str) -> bytes | None:
        """Nothing: what a change does not bring is asked for in private/ only."""
        del path
        return None


class Pushed(Change):
    """The workspace as it would be after a push: a view, with the steps that lead there."""

    def __init__(self, workspace: Snapshot, changes: Difference, new: Mapping[str, bytes | None]) -> None:
        super().__init__(workspace, Door.PUSH)
        self.snapshot = workspace
        self.numbers: dict[str, str] = {}  # that the push gives, by the handles
        self._steps: dict[tuple[str, str], Step] = {}
        self._there = {path: versions[1] is not None for path, versions in changes.items()}
        for path in sorted(changes, key=lambda path: (self._there[path], path)):  # what is gone comes first
            if self._there[path]:
                self._take(path, new.get(path))
            else:
                self._lose(path)
        self._pair_moved_records()

    @property
    def earlier(self) -> View:
        """What the host has already; on a first push nothing has to be there before."""
        return self.workspace if self.workspace.get("process", "process") else self

    def _pair_moved_records(self) -> None:
        """Let the record that got its number begin with the one that had its handle: it is the same record."""
        lost = {record.id: record for record in self.gone.values() if tail_of(record.id)}
        for place, step in enumerate(self.steps):
            before = lost.get(step.after.handle) if step.before is None and not tail_of(step.after.id) else None
            if before and (before.kind, before.group) == (step.after.kind, step.after.group):
                self.steps[place] = Step(before, step.after)
                self.numbers[before.id] = step.after.id
        self._pair_forgotten()
        self._steps = {step.after.key: step for step in self.steps}

    def _pair_forgotten(self) -> None:
        """Compare the record that replaces a forgotten person with the record of that person, and so those whose ids
        follow from it."""
        people = [record for record in self.gone.values() if can_be_forgotten(record.kind)]
        marks = {mark.id: str(mark.values.get(FIELD, "")) for mark in self.after.values() if people}
        names = new_ids(marks, [person.id for person in people])
        for record in self.gone.values() if names else ():
            if identity := joined_id(record, names):
                names[record.id] = identity
        lost = {(record.kind.name, names[record.id]): record for record in self.gone.values() if record.id in names}
        for place, step in enumerate(self.steps):
            if step.before is None and (before := lost.get(step.after.key)):
                self.steps[place] = Step(before, step.after)
        called = {person.label: names[person.id] for person in people if person.id in names}
        self.numbers |= {**{name: new for name, new in called.items() if unfit_slug(name)}, **names}

    def heir(self, record: Record) -> Record | None:
        """The record that one which is gone became, under its number; None where it became none."""
        number = self.numbers.get(record.id)
        return self.after.get((record.kind.name, number)) if number else None

    def course(self, kind: str, identity: str) -> Step | None:
        """The whole way of a record through the push, by the id that it had or has, with numbers in the place of
        handles; None where it goes none, or ends."""
        step = self._steps.get((kind, self.numbers.get(identity, identity)))
        return Step(step.before and self.with_numbers(step.before), self.with_numbers(step.after)) if step else None

    def with_numbers(self, record: Record) -> Record:
        """A record with the numbers that this push gives in the place of handles."""
        if not self.numbers:
            return record
        values = {name: replaced(value, "", self.numbers) for name, value in record.values.items()}
        values |= {name: value for name, value in record.values.items() if name == "handle"}
        body = replaced(record.body, "", self.numbers)
        return replace(record, id=self.numbers.get(record.id, record.id), values=values, body=body)

    @property
    def added(self) -> list[Record]:
        """The records that were not there before."""
        return [step.after for step in self.steps if step.before is None or step.before.id != step.after.id]

    def errors(self) -> list[Problem]:
        """The errors that the push adds, by path."""
        problems = {*self.new_errors(), *self._twice()}
        return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.field, problem.check))

    def _lose(self, path: str) -> None:
        for kind, identity, _ in self.workspace.belongs(path):
            known = self.workspace.get(kind.name, identity)
            if known is not None and known.path == path:
                self.gone[kind.name, identity] = known

    def _take(self, path: str, data: bytes | None) -> None:
        for after in self.workspace.read(path, data):
            key = after.kind.name, after.id
            self.on_disk[path] = data or b""
            self.gone.pop(key, None)
            self.steps.append(Step(self.workspace.get(*key), after))
            self.after[key] = after

    def _twice(self) -> Iterator[Problem]:
        files: dict[str, set[str]] = {}
        for path, there in self._there.items():
            for _, identity, _ in self.workspace.belongs(path):
                holders = files.setdefault(identity.casefold(), set(self.workspace.holders(identity)))
                (holders.add if there else holders.discard)(path)
        for step in self.steps:
            others = files.get(step.after.id.casefold(), set()) - {step.after.path}
            known = step.before is not None and step.before.path == step.after.path
            if others and not known:
                what = f'"{step.after.id}", which {min(others)} also has'
                advice = "Send it with wmstrat sync, which gives your record another number"
                yield Problem(
                    "twice", step.after.path, "id", what, "an id that is used only once in the workspace", advice
                )
