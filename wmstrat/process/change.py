"""A change on its way into the workspace: which records become what, whether the process allows it, and the files.

Every command that writes makes one Change inside the lock, from records that it has just read again. The change
is itself a view of the workspace, as it would be afterwards, so that rules and checks see the future.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.errors import Invalid, Refused
from wmstrat.process.checks import elsewhere, moving, problems_of
from wmstrat.process.rules import RULES, decides_nothing
from wmstrat.record.identity import tail_of
from wmstrat.record.kind import Kind, Problem, Record, Step, Values, explained
from wmstrat.record.text import normal

if TYPE_CHECKING:
    from wmstrat.record.fields import Value
    from wmstrat.workspace.message import Message
    from wmstrat.workspace.transaction import FileChange
    from wmstrat.workspace.workspace import Workspace


class Change:
    """What one command makes of the workspace.

    `command` is what was typed, such as `note add`; `subject` is the line under which it goes into the history.
    """

    def __init__(self, workspace: Workspace, command: str) -> None:
        self.workspace = workspace
        self.command = command
        self.steps: list[Step] = []
        self._after: dict[tuple[str, str], Record] = {}
        self._gone: dict[tuple[str, str], Record] = {}
        self._files: dict[str, tuple[bytes | None, bytes | None]] = {}
        # What hand-edited files held when they were looked at, where `files` tells them from HEAD.
        self.on_disk: dict[str, bytes] = {}
        self._highest: dict[str, int] = {}
        self.subject = ""
        self.trailers: list[tuple[str, str]] = []
        self.born_private = False

    # The workspace as it would be: a View

    @property
    def today(self) -> str:
        """Today's ISO day."""
        return self.workspace.today

    @property
    def sees_private(self) -> bool:
        """False in a clone that has no private/ repository."""
        return self.workspace.sees_private

    @property
    def process(self) -> Record:
        """The record of process.yaml."""
        return self._after.get(("process", "process")) or self.workspace.process

    def get(self, kind: str, identity: str) -> Record | None:
        """The record of this kind with this id."""
        if (kind, identity) in self._gone:
            return None
        return self._after.get((kind, identity)) or self.workspace.get(kind, identity)

    def named(self, identity: str) -> Record | None:
        """The record of any kind with this id or handle."""
        for record in self._after.values():
            if identity in (record.id, record.values.get("handle")):
                return record
        found = self.workspace.named(identity)
        return found and self.get(found.kind.name, found.id)

    def holders(self, identity: str) -> set[str]:
        """The files of every record with this id, in any case of its letters, as they are before the change."""
        return self.workspace.holders(identity)

    def records(self, kind: str, group: str = "") -> Iterator[Record]:
        """Every record of a kind, of one group or all."""
        new = {key: record for key, record in self._after.items() if key[0] == kind}
        for record in self.workspace.records(kind, group):
            if (kind, record.id) not in self._gone:
                yield new.pop((kind, record.id), record)
        yield from (record for record in new.values() if not group or record.group == group)

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        """Every (record, field) that points at this id."""
        for record, field in self.workspace.referring(identity):
            if (record.kind.name, record.id) not in {**self._after, **self._gone}:
                yield record, field
        for record in self._after.values():
            for one in record.kind.fields:
                if any(target == identity for _, target in one.type.references(record[one.name])):
                    yield record, one.name

    # Making the change

    def add(self, kind: Kind, values: Mapping[str, Value], body: str = "") -> Record:
        """A new record with these values, the rest blank; its id is made now unless it is among them.

        Raises Refused, Invalid, NotFound as rules and checks do.
        """
        from wmstrat.process.naming import new_id

        full = {**kind.blank(), **{name: value for name, value in values.items() if value is not None}}
        if kind.initial:
            full.update(kind.initial(full, self))
        if kind.states and not full["state"]:
            full["state"] = kind.states[0].name
        if not full["id"]:
            full["id"] = new_id(self, kind, full, self._highest)
        if "handle" in full and tail_of(str(full["id"])):
            full["handle"] = full["handle"] or full["id"]
        group = str(full.get("group", "")) or (full["id"] if kind.name == "group" else "")
        record = Record(kind, str(full["id"]), group, "", full, normal(body))
        return self._put(None, record)

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
        or None for a file that holds none."""
        self.on_disk[path] = new
        if not any(self.workspace.belongs(path)):
            self._file(path, old, new)
            return None
        self._file(path, old, old)
        before = self._whole(self._read(path, old)) if old is not None else None
        self._file(path, old, new)
        after = self._read(path, new)
        known = _gist(before.problems) if before else []
        found = [problem for problem in after.problems if not problem.warning and _gist([problem])[0] not in known]
        if found or after.unreadable:
            raise Invalid("{problems}", problems="\n".join(map(explained, found or after.problems)))
        readable = None if before and before.unreadable else before
        return self._put(readable, self._whole(after) or after, rewritten=True)

    def restore(self, path: str, old: bytes | None, new: bytes | None) -> None:
        """A file as it once was; None for one that was not there."""
        before = next(iter(self.workspace.read(path, old)), None) if old is not None else None
        self._file(path, old, new)
        half = next(iter(self.workspace.read(path, new)), None) if new is not None else before
        if half is None:
            return
        key = (half.kind.name, half.id)
        after = self._whole(half)
        self._after.pop(key, None)
        self._gone.pop(key, None)
        if after is None:
            self._gone[key] = half
        else:
            decides_nothing(Step(before, after, self.command), self)
            self.steps.append(Step(before, after, self.command))
            self._after[key] = after

    def repair(self, record: Record, values: Values) -> None:
        """Set fields that are plainly wrong, fixed ones too, without asking the rules of the process."""
        after = record.with_values(**values)
        after = replace(after, problems=self._write(record, after))
        self.steps.append(Step(record, after, self.command))
        self._after[after.kind.name, after.id] = after

    def withdraw(self, path: str) -> None:
        """What becomes of a record that others have seen already, when it should not have been added."""
        record = self._read(path, self.workspace.bytes(path) or b"")
        if record.kind.state_named("withdrawn") is None:
            raise Refused(
                "{id} has been published, and others may build on it. Type instead: wmstrat {command}",
                id=record.id,
                command=(record.kind.instead_of_undo or "edit {id}").format_map(record.values),
            )
        self.update(record, state="withdrawn")

    @property
    def concerned(self) -> list[Record]:
        """Every record that this change writes or takes away, each once."""
        records = [*(step.after for step in self.steps), *self._gone.values()]
        return list({record.id: record for record in records}.values())

    def _whole(self, half: Record) -> Record | None:
        """The record that a file holds, or holds a half of, as it is in this change; None when nothing of it is."""
        from wmstrat.files.records import merged

        paths = [half.path]
        if half.kind.has_private_half:
            public = half.path.removeprefix("private/")
            paths = [public, f"private/{public}"]
        halves = [self._read(path, data) for path in paths if (data := self._now(path)[1]) is not None]
        return merged(*halves) if len(halves) == 2 else next(iter(halves), None)

    def _read(self, path: str, data: bytes) -> Record:
        found = tuple(self.workspace.read(path, data))
        if not found:
            raise Refused(
                "{path} is in no place where a record can be. Move it, or leave it: wmstrat does not touch it.",
                path=path,
            )
        return found[0]

    def _put(self, before: Record | None, after: Record, rewritten: bool = False) -> Record:
        self._refuse_unreadable(before, rewritten)
        _refuse_misplaced(before or after)
        after = self._followed(before, after)
        if not after.path:
            after = replace(after, path=self.path(after, self.born_private or after.kind.kept_private))
        step = Step(before, after, self.command)
        for rule in (*RULES, *after.kind.rules):
            rule(step, self)
        after = replace(after, problems=self._write(before, after))
        self.steps.append(Step(before, after, self.command))
        self._after[after.kind.name, after.id] = after
        return after

    def _refuse_unreadable(self, before: Record | None, rewritten: bool) -> None:
        if before is not None and before.unreadable and not rewritten:
            raise Invalid("{problem}", problem=explained(before.problems[0]))

    def _followed(self, before: Record | None, after: Record) -> Record:
        for follow in after.kind.follow:
            after = after.with_values(**follow(Step(before, after, self.command), self))
        return after

    def _write(self, before: Record | None, after: Record) -> tuple[Problem, ...]:
        """Put the record into its files; returns what reading them back has to say.

        Raises Invalid when a file could not be read again: too large, or of a character that no file may hold.
        """
        from wmstrat.files.records import changed_text, half_fields, new_text

        problems: tuple[Problem, ...] = ()
        for private in self._halves(before, after):
            path = self.path(after, private)
            old, current = self._now(path)
            if current is None:
                template = self.workspace.template(after.kind, private)
                text = new_text(after.kind, template, after.values, after.body, private)
            else:
                held = self._read(path, current)
                body = after.body if after.kind.suffix == ".md" and held.body != after.body else None
                names = [field.name for field in half_fields(after.kind, private)]
                if not after.kind.kept_private and private:
                    names = [name for name in names if name != "name" or held.values["name"]]
                values = {name: after[name] if name in names else held[name] for name in held.values}
                text = changed_text(after.kind, current.decode(), held.values, values, body, private)
            data = text.encode()
            written = self._read(path, data)
            if written.unreadable:
                raise Invalid("{problem}", problem=explained(written.problems[0]))
            problems += written.problems
            if data != current:
                self._file(path, old, data)
        return problems

    def _halves(self, before: Record | None, after: Record) -> Iterator[bool]:
        """Which halves of the record the change concerns: False for the public file, True for the private one."""
        kind = after.kind
        if kind.kept_private:
            yield True
            return
        secret = any(after[field.name] != field.type.empty for field in kind.fields if field.kept_private)
        known = before is not None and self.sees_private
        has_private = known and self._now(self.path(after, True))[1] is not None
        only_private = after.path.startswith("private/")
        if not only_private:
            yield False
        if secret or has_private or only_private:
            yield True

    def path(self, record: Record, private: bool) -> str:
        """Where a half of the record stands."""
        path = record.kind.identity.path(record.kind, record.id, record.group)
        if private and not path.startswith("private/"):
            path = f"private/{path}"
        if private and not self.sees_private:
            raise Refused(
                "This clone has no private/ repository, where {path} belongs. Ask a coordinator for it, or do "
                "this in a clone that has it.",
                path=path,
            )
        return path

    def is_private(self, record: Record) -> bool:
        """True when nothing of the record stands in the public repository."""
        return record.kind.kept_private or record.path.startswith("private/")

    def _now(self, path: str) -> tuple[bytes | None, bytes | None]:
        """The bytes of a file (as they were before this change, as they are in it)."""
        if path not in self._files:
            held = self.workspace.bytes(path)
            return held, held
        return self._files[path]

    def _file(self, path: str, old: bytes | None, new: bytes | None) -> None:
        self._files[path] = (self._files[path][0] if path in self._files else old, new)

    # Finishing

    def publish(self, record: Record) -> Record:
        """Give a person who was known in private only a public half, with the name alone."""
        if not record.path.startswith("private/") or record.kind.kept_private:
            return record
        shown = replace(record, path="")
        path = self.path(shown, False)
        from wmstrat.files.records import new_text

        values = {**record.kind.blank(), "id": record.id, "name": record["name"]}
        text = new_text(record.kind, self.workspace.template(record.kind, False), values, "", False)
        self._file(path, None, text.encode())
        self.steps.append(Step(None, replace(record, path=path), self.command))
        self._after[record.kind.name, record.id] = replace(record, path=path)
        return replace(record, path=path)

    def files(self) -> list[FileChange]:
        """The files that differ, once every check has passed.

        Raises Invalid with everything that this change would break; what was broken before is no reason.
        """
        from wmstrat.workspace.transaction import FileChange

        found = self.new_errors()
        if found:
            raise Invalid("{problems}", problems="\n".join(explained(problem) for problem in found))
        return [FileChange(path, old, new) for path, (old, new) in sorted(self._files.items()) if old != new]

    def messages(self, body: str = "") -> tuple[Message, Message]:
        """What the commits say, in the public repository and in private/. The public one names no private record."""
        from wmstrat.workspace.message import Message

        everything = [record.id for record in self.concerned]
        shown = [record.id for record in self.concerned if not self.is_private(record)]
        public, private = (
            Message(
                self.subject,
                body,
                (
                    ("Wmstrat-Command", self.command),
                    *(("Wmstrat-Record", identity) for identity in records),
                    *self.trailers,
                ),
            )
            for records in (shown, everything)
        )
        return public, private

    def new_errors(self) -> list[Problem]:
        """The errors in the records written, and in those that point at them, that were not there before."""
        before: dict[tuple[str, str], Record | None] = {}
        for step in self.steps:
            before.setdefault((step.after.kind.name, step.after.id), step.before)
        touched = [identity for (_, identity), record in before.items() if record is not None]
        records = dict(self._after)
        for identity in [*touched, *(gone.id for gone in self._gone.values())]:
            for record, _ in self.referring(identity):
                records.setdefault((record.kind.name, record.id), record)
        new: list[Problem] = []
        for key, record in records.items():
            errors = [problem for problem in problems_of(record, self) if not problem.warning]
            if errors:
                then = before[key] if key in before else self.workspace.get(*key)
                known = set(_gist(problems_of(then, self.workspace))) if then else set()
                fresh = [problem for problem in errors if _gist([problem])[0] not in known]
                added = key in before and then is None and record.path not in self.on_disk
                new += [_of_nothing_yet(problem, record) for problem in fresh] if added else fresh
        return new


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


def _of_nothing_yet(problem: Problem, record: Record) -> Problem:
    """The problem without the advice to change a record that does not exist yet."""
    names = {record.id, record.values.get("code")} - {"", None}
    if not names & set(problem.mend.split()):
        return problem
    return replace(problem, mend="Type the command again with another value.")


def _gist(problems: Iterable[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.check, problem.field, problem.found) for problem in problems]
