"""A change on its way into the workspace: which records become what, whether the process allows it, and the files.

Every command that writes makes one Change inside the lock, from records that it has just read again. The change
is itself a view of the workspace, as it would be afterwards, so that rules and checks see the future.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NoReturn

from msgspec.structs import replace

from wmstrat.change.future import Future
from wmstrat.change.new_errors import added, as_typed, new_errors, of_hand_edit, of_text_apart
from wmstrat.change.record_files import RecordFiles
from wmstrat.change.rules import RULES, decides_nothing
from wmstrat.checks.every_record import elsewhere, moving
from wmstrat.checks.markers import first_marker, left_behind
from wmstrat.errors import Invalid, Refused
from wmstrat.files.reading import with_line_feeds
from wmstrat.record.ids import tail_of
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Problem, explained
from wmstrat.record.record import Record, Values
from wmstrat.record.text import normal
from wmstrat.workspace.changes import bringing_back

if TYPE_CHECKING:
    from wmstrat.record.fields import Value
    from wmstrat.workspace.message import Message
    from wmstrat.workspace.transaction import FileChange
    from wmstrat.workspace.workspace import Workspace


class Change(Future):
    """What one command makes of the workspace.

    `command` is what was typed, such as `note add`; `subject` is the line under which it goes into the history;
    `told` are lines of the commit's body, each about a record; `warnings` are sentences for whoever typed it, who may
    not have meant just this.
    """

    def __init__(self, workspace: Workspace, command: str) -> None:
        super().__init__(workspace)
        self.command = command
        self.steps: list[Step] = []
        self._files = RecordFiles(workspace)
        # What hand-edited files held when they were looked at, where `files` tells them from HEAD.
        self.on_disk: dict[str, bytes | None] = {}
        self._highest: dict[str, int] = {}
        self.subject = ""
        self.warnings: list[str] = []
        self.trailers: list[tuple[str, str]] = []
        self.told: list[tuple[Record, str]] = []
        self.born_private = False

    # Making the change

    def add(self, kind: Kind, values: Mapping[str, Value], body: str = "") -> Record:
        """A new record with these values, the rest blank; its id is made now unless it is among them.

        Raises Refused, Invalid, NotFound as rules and checks do.
        """
        from wmstrat.change.new_ids import new_id

        full = {**kind.blank(), **{name: value for name, value in values.items() if value is not None}}
        if kind.initial:
            full.update(kind.initial(full, self))
        if kind.states and not full["state"]:
            full["state"] = kind.states[0].name
        if not full["id"]:
            full["id"] = new_id(self, kind, full, self._highest)
        if "handle" in full and tail_of(str(full["id"])):
            full["handle"] = full["handle"] or full["id"]
        record = Record(kind, str(full["id"]), _group_of(kind, full), "", full, normal(body))
        return self._put(None, record)

    def find(self, text: str, kinds: Iterable[str] = ()) -> Record:
        """The record that a text names, as `workspace.finding.find` tells."""
        from wmstrat.workspace.finding import find

        return find(self.workspace, text, kinds)

    def kind(self, name: str) -> Kind:
        """The kind of this name."""
        return self.workspace.catalogue.kind(name)

    def update(self, before: Record, body: str | None = None, **values: Value) -> Record:
        """The record with some fields (and perhaps the body) changed; nothing happens when nothing differs."""
        after = before.with_values(**values)
        if body is not None:
            after = replace(after, body=normal(body))
        if (after.values, after.body) == (before.values, before.body):
            return before
        return self._put(before, after)

    def adopt(self, path: str, old: bytes | None, new: bytes) -> Record | None:
        """The file as a person rewrote it by hand, `new` bytes in the place of the `old` ones of HEAD; its record,
        or None for a file that holds none. It gets the line ends of the workspace, whatever those of the editor."""
        self.on_disk[path] = new
        new = with_line_feeds(new)
        if not any(self.workspace.belongs(path)):
            if (line := first_marker(new)) and not first_marker(old or b""):
                raise Invalid(
                    "{problem}", problem=explained(left_behind(path, new, line, keeping=f"wmstrat {self.command}"))
                )
            self._files.put(path, old, new)
            return None
        self._files.put(path, old, old)
        before = self._files.whole(self._files.read(path, old)) if old is not None else None
        self._files.put(path, old, new)
        after = self._files.read(path, new)
        errors = (problem for problem in after.problems if not problem.warning)
        found = added(errors, before.problems if before else ())
        if found or after.unreadable:
            told = [of_text_apart(one) if self.command == "edit" else one for one in found or after.problems]
            raise Invalid(
                "{problems}{back}",
                problems="\n".join(map(explained, told)),
                back=f"\nOr drop what you edited: {bringing_back(path)}" if self.command == "save" and old else "",
            )
        readable = None if before and before.unreadable else before
        return self._put(readable, self._files.whole(after) or after, rewritten=True)

    def leave(self, path: str, head: bytes) -> None:
        """The file that a record had in HEAD, before it was renamed by hand, is no more."""
        self.on_disk[path] = None
        self._files.put(path, head, None)

    def restore(self, path: str, old: bytes | None, new: bytes | None, *, moved: str = "") -> None:
        """A file as it once was; None for one that was not there. `moved` is where its record stands until then."""
        before = next(iter(self.workspace.read(path, old)), None) if old is not None else None
        moves = next(iter(self.workspace.read(moved, self.workspace.bytes(moved))), None) if moved else None
        self._files.put(path, old, new)
        half = next(iter(self.workspace.read(path, new)), None) if new is not None else before
        if half is None:
            return
        key = (half.kind.name, half.id)
        after = self._files.whole(half)
        self.after.pop(key, None)
        self.gone.pop(key, None)
        if after is None:
            self.gone[key] = half
        else:
            decides_nothing(Step(before or moves, after, self.command), self)
            self.steps.append(Step(before, after, self.command))
            self.after[key] = after

    def repair(self, record: Record, values: Values) -> None:
        """Set fields that are plainly wrong, fixed ones too, without asking the rules of the process."""
        after = record.with_values(**values)
        after = replace(after, problems=self._files.write(record, after))
        self.steps.append(Step(record, after, self.command))
        self.after[after.kind.name, after.id] = after

    def rename(self, path: str, old: bytes, home: str, new: bytes) -> Record:
        """The record in a file, `old` bytes, under the id that it has in `new` ones, at the path that it then has;
        rules of the process are not asked, since it is the record that it was."""
        before = self._files.whole(self._files.read(path, old))
        if home != path:
            self._files.put(path, old, None)
            if before:
                self.gone[before.kind.name, before.id] = before
        self._files.put(home, None if home != path else old, new)
        half = self._files.read(home, new)
        after = self._files.whole(half) or half
        self.steps.append(Step(before, after, self.command))
        self.after[after.kind.name, after.id] = after
        return after

    def withdraw(self, path: str) -> None:
        """What becomes of a record that others have seen already, when it should not have been added."""
        record = self._files.read(path, self.workspace.bytes(path) or b"")
        if record.kind.state_named("withdrawn") is None:
            _refuse_to_withdraw(record)
        self.update(record, state="withdrawn")

    @property
    def concerned(self) -> list[Record]:
        """Every record that this change writes or takes away, each once."""
        records = [*(step.after for step in self.steps), *self.gone.values()]
        return list({record.id: record for record in records}.values())

    def _put(self, before: Record | None, after: Record, rewritten: bool = False) -> Record:
        self._refuse_unreadable(before, rewritten)
        _refuse_misplaced(before or after)
        after = self._followed(before, after)
        if not after.path:
            after = replace(after, path=self._files.path(after, self.born_private or after.kind.home.private))
        step = Step(before, after, self.command)
        for rule in (*RULES, *after.kind.rules):
            rule(step, self)
        after = replace(after, problems=self._files.write(before, after))
        self.steps.append(Step(before, after, self.command))
        self.after[after.kind.name, after.id] = after
        return after

    def _refuse_unreadable(self, before: Record | None, rewritten: bool) -> None:
        if before is not None and before.unreadable and not rewritten:
            raise Invalid("{problem}", problem=explained(before.problems[0]))

    def _followed(self, before: Record | None, after: Record) -> Record:
        for follow in after.kind.follow:
            after = after.with_values(**follow(Step(before, after, self.command), self))
        return after

    def is_private(self, record: Record) -> bool:
        """True when nothing of the record stands in the public repository."""
        return record.kind.home.private or record.path.startswith("private/")

    # Finishing

    def publish(self, record: Record) -> Record:
        """Give a person who was known in private only a public half, with the name alone."""
        if not record.path.startswith("private/") or record.kind.home.private:
            return record
        shown = replace(record, path=self._files.write_name(record))
        self.steps.append(Step(None, shown, self.command))
        self.after[shown.kind.name, shown.id] = shown
        return shown

    def files(self) -> list[FileChange]:
        """The files that differ, once every check has passed.

        Raises Invalid with everything that this change would break; what was broken before is no reason.
        """
        found = self.new_errors()
        if found:
            as_said = of_hand_edit if self.command == "save" else as_typed
            raise Invalid("{problems}", problems="\n".join(explained(as_said(problem, self)) for problem in found))
        return self._files.changes(self.on_disk)

    def messages(self, body: str = "") -> tuple[Message, Message]:
        """What the commits say, in the public repository and in private/. The public one names no private record."""
        from wmstrat.workspace.message import Message

        def message(*, private: bool) -> Message:
            told = [line for record, line in self.told if private or not self.is_private(record)]
            records = [record.id for record in self.concerned if private or not self.is_private(record)]
            return Message(
                self.subject,
                "\n\n".join(part for part in ("\n".join(told), body) if part),
                (
                    ("Wmstrat-Command", self.command),
                    *(("Wmstrat-Record", identity) for identity in records),
                    *self.trailers,
                ),
            )

        return message(private=False), message(private=True)

    def new_errors(self) -> list[Problem]:
        """The errors that this change brings in, in what it writes and in what depends on it."""
        return new_errors(self)


def _group_of(kind: Kind, values: Mapping[str, Value]) -> str:
    """The group of the record with these values: of a group, itself."""
    return str(values["id"]) if kind.home.file else str(values.get("group", ""))


def _refuse_to_withdraw(record: Record) -> NoReturn:
    if record.kind.instead_of_undo:
        raise Refused(
            "{id} has been published, and others may build on it. Type instead: wmstrat {command}",
            id=record.id,
            command=record.kind.instead_of_undo.format_map(record.values),
        )
    raise Refused(
        "{id} has been published, and others may build on it, so the {kind} stays. Correct what is wrong in it with: "
        "wmstrat edit {id}",
        id=record.id,
        kind=record.kind.name,
    )


def _refuse_misplaced(record: Record) -> None:
    home = elsewhere(record)
    if home:
        raise Refused(
            "{path} does not stand where its id says, so it is left alone. Move it: mkdir -p {folder} && {move}, "
            "then commit that with git.",
            path=record.path,
            folder=home.rpartition("/")[0],
            move=moving(record.path, home),
        )
