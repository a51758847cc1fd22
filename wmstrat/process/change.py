"""A change on its way into the workspace: which records become what, whether the process allows it, and the files.

Every command that writes makes one Change inside the lock, from records that it has just read again. The change
is itself a view of the workspace, as it would be afterwards, so that rules and checks see the future.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.errors import Invalid, Refused
from wmstrat.process.checks import problems_of
from wmstrat.record.identity import tail_of
from wmstrat.record.kind import Kind, Problem, Record, Step, Values
from wmstrat.record.text import normal

if TYPE_CHECKING:
    from wmstrat.record.fields import Value
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

    def add(self, kind: Kind, values: Mapping[str, Value], body: str = "", identity: str = "") -> Record:
        """A new record with these values, the rest blank; its id is made now unless one is given.

        Raises Refused, Invalid, NotFound as rules and checks do.
        """
        from wmstrat.process.naming import new_id

        full = {**kind.blank(), **{name: value for name, value in values.items() if value is not None}}
        if kind.initial:
            full.update(kind.initial(full, self))
        if kind.states and not full["state"]:
            full["state"] = kind.states[0].name
        if not full["id"]:
            full["id"] = identity or new_id(self, kind, full, self._highest)
        if "handle" in full and tail_of(str(full["id"])):
            full["handle"] = full["handle"] or full["id"]
        group = str(full.get("group", "")) or (full["id"] if kind.name == "group" else "")
        record = Record(kind, str(full["id"]), group, "", full, normal(body))
        return self._put(None, record)

    def update(self, before: Record, body: str | None = None, **values: Value) -> Record:
        """The record with some fields (and perhaps the body) changed; nothing happens when nothing differs."""
        after = replace(before, values={**before.values, **values})
        if body is not None:
            after = replace(after, body=normal(body))
        if after == before:
            return before
        return self._put(before, after)

    def adopt(self, path: str, old: bytes | None, new: bytes) -> Record | None:
        """The file as a person rewrote it by hand, `new` bytes in the place of the `old` ones of HEAD; its record,
        or None for a file that holds none."""
        if not any(self.workspace.belongs(path)):
            self._file(path, old, new)
            return None
        before = self._read(path, old) if old is not None else None
        after = self._read(path, new)
        if after.unreadable:
            raise Invalid("{problem}", problem=explained(after.problems[0]))
        self._file(path, old, new)
        return self._put(before, after, rewritten=True)

    def restore(self, path: str, old: bytes | None, new: bytes | None) -> None:
        """A file as it once was; None for one that was not there."""
        self._file(path, old, new)
        if not any(self.workspace.belongs(path)):
            return
        before = self._read(path, old) if old is not None else None
        if new is not None:
            after = self._read(path, new)
            self.steps.append(Step(before, after, self.command))
            self._after[after.kind.name, after.id] = after
        elif before is not None:
            self._gone[before.kind.name, before.id] = before

    def repair(self, record: Record, values: Values) -> None:
        """Set fields that are plainly wrong, fixed ones too, without asking the rules of the process."""
        after = record.with_values(**values)
        self._write(record, after)
        self.steps.append(Step(record, after, self.command))
        self._after[after.kind.name, after.id] = replace(after, problems=())

    def withdraw(self, path: str) -> None:
        """What becomes of a record that others have seen already, when it should not have been added."""
        record = self._read(path, self.workspace.bytes(path) or b"")
        if record.kind.state_named("withdrawn") is None:
            raise Refused(
                "{id} has been published, and others may build on it. Correct it instead: wmstrat edit {id}",
                id=record.id,
            )
        self.update(record, state="withdrawn")

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
        after = self._followed(before, after)
        if not after.path:
            after = replace(after, path=self.path(after, self.born_private or after.kind.kept_private))
        step = Step(before, after, self.command)
        self._refuse_moves(step)
        for rule in after.kind.rules:
            rule(step, self)
        self._write(before, after)
        self.steps.append(step)
        self._after[after.kind.name, after.id] = after
        return after

    def _refuse_unreadable(self, before: Record | None, rewritten: bool) -> None:
        if before is not None and before.unreadable and not rewritten:
            raise Invalid(explained(before.problems[0]))

    def _followed(self, before: Record | None, after: Record) -> Record:
        for follow in after.kind.follow:
            after = after.with_values(**follow(Step(before, after, self.command), self))
        return after

    def _refuse_moves(self, step: Step) -> None:
        """Fixed fields stay; states follow the moves of the kind."""
        before, after = step.before, step.after
        if before is None or self.command == "undo":
            return
        for field in after.kind.fields:
            if field.fixed and before[field.name] != after[field.name] and before[field.name]:
                raise Refused(
                    '{field} of {id} never changes; it stays "{value}".',
                    field=field.name,
                    id=before.id,
                    value=before[field.name],
                )
        if before.state == after.state:
            return
        move = after.kind.state_named(after.state)
        if move and move.set_by and move.set_by != self.command:
            raise Refused(
                "{id} becomes {state} only by its own command: wmstrat {command} (see wmstrat {command} --help).",
                id=before.id,
                state=after.state,
                command=move.set_by,
            )
        now = after.kind.state_named(before.state)
        if now and after.state not in now.moves:
            raise Refused(
                "{id} is {now}; from there it can become: {moves}.",
                id=before.id,
                now=before.state,
                moves=", ".join(now.moves) or "nothing else",
            )

    def _write(self, before: Record | None, after: Record) -> None:
        from wmstrat.files.records import changed_text, half_fields, new_text

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
            self._file(path, old, text.encode())

    def _halves(self, before: Record | None, after: Record) -> Iterator[bool]:
        """Which halves of the record the change concerns: False for the public file, True for the private one."""
        kind = after.kind
        if kind.kept_private:
            yield True
            return
        secret = any(after[field.name] != field.type.empty for field in kind.fields if field.kept_private)
        has_private = before is not None and self._now(self.path(after, True))[1] is not None
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
        return [
            FileChange(path, old, new)
            for path, (old, new) in sorted(self._files.items())
            if old != new or new is None
        ]

    def new_errors(self) -> list[Problem]:
        """The errors in the records written, and in those that point at them, that were not there before."""
        records = {step.after.id: step.after for step in self.steps}
        touched = [step.after.id for step in self.steps if step.before is not None]
        for identity in [*touched, *(gone.id for gone in self._gone.values())]:
            for record, _ in self.referring(identity):
                records.setdefault(record.id, record)
        new: list[Problem] = []
        for record in records.values():
            now = self._after.get((record.kind.name, record.id), record)
            errors = [problem for problem in problems_of(now, self) if not problem.warning]
            if errors:
                then = self.workspace.get(record.kind.name, record.id)
                known = set(_gist(problems_of(then, self.workspace))) if then else set()
                new += [problem for problem in errors if _gist([problem])[0] not in known]
        return new


def _gist(problems: Iterable[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.check, problem.field, problem.found) for problem in problems]


def explained(problem: Problem) -> str:
    """The problem in the form that the contract gives it: `path:line: field: found, expected, how to mend`."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    field = f"{problem.field}: " if problem.field else ""
    return f"{place}: {field}found {problem.found}, expected {problem.expected}. {problem.mend}"
