"""A change on its way into the workspace: which records become what, whether the process allows it, and the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.change.following import followed, new_values
from wmstrat.change.new_errors import added, explained, in_words_of, new_errors
from wmstrat.change.new_ids import new_id
from wmstrat.change.restoring import Restoring
from wmstrat.change.rules import refuse_breaches
from wmstrat.checks.every_record import elsewhere, moving, problems_of
from wmstrat.checks.markers import first_marker, left_behind
from wmstrat.errors import Invalid, Refused
from wmstrat.files.front_matter import without_blank_lines_around
from wmstrat.files.reading import with_line_feeds
from wmstrat.record.doors import Door
from wmstrat.record.ids import tail_of
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.record.sections import Section, template_sections
from wmstrat.record.templates import FOLDER as TEMPLATES
from wmstrat.record.templates import templates
from wmstrat.record.text import normal, on_one_line
from wmstrat.record.verbs import Done
from wmstrat.record.view import scope
from wmstrat.record.withdrawn import warned_of_history
from wmstrat.repo import Repository
from wmstrat.repo.objects import blobs
from wmstrat.repo.output import trailers_of
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.changes import bringing_back

if TYPE_CHECKING:
    from wmstrat.record.field_type import Value
    from wmstrat.workspace.message import Message
    from wmstrat.workspace.transaction import FileChange
    from wmstrat.workspace.workspace import Workspace


class Change(Restoring):
    """What one command makes of the workspace, which comes in by a door. It is a `Changing`: its ways to change
    records raise Refused, Invalid and NotFound as rules and checks do."""

    def __init__(self, workspace: Workspace, door: Door = Door.COMMAND, author: str = "") -> None:
        super().__init__(workspace)
        self.door = door
        self._author = author
        # Files without a record that were edited by hand, and are part of a change that a command makes.
        self.edited_pages: set[str] = set()
        self._highest: dict[str, int] = {}
        self._sections: dict[str, list[Section]] = {}
        self._new_errors: tuple[tuple[int, ...], list[Problem]] | None = None
        # Ids that no message names.
        self.unnamed: set[str] = set()
        # Records that nobody could read without private/ before this change.
        self.published: list[Record] = []

    @cached_property
    def typing(self) -> str:
        from wmstrat.workspace.typist import person_typing

        person = person_typing(self.workspace, self._author.partition(" <")[0])
        return person.id if person is not None else ""

    def kind(self, name: str) -> Kind:
        return self.workspace.catalogue.kind(name)

    def sections(self, kind: Kind) -> list[Section]:
        if kind.name not in self._sections:
            self._sections[kind.name] = template_sections(kind.sections, self.workspace.prompts(kind))
        return self._sections[kind.name]

    # Making the change

    def add(
        self, kind: Kind, values: Mapping[str, Value], body: str | None = None, *, private: bool = False,
        settles: bool = False,
    ) -> Record:  # fmt: skip
        """A new record with these values, the rest blank; its id is made now unless it is among them, and its body is
        that of the template unless one is given. With `private` no part of it is public yet; `settles` is for what
        one command alone sets."""
        full = new_values(kind, values, self, self.door)
        if not full["id"]:
            full["id"] = new_id(self, kind, full, self._highest)
        if "handle" in full and tail_of(str(full["id"])):
            full["handle"] = full["handle"] or full["id"]
        group = full["id"] if kind.home.file else full.get("group", "")
        text = self.workspace.prompts(kind) if body is None and kind.body else body or ""
        record = Record(kind, str(full["id"]), str(group), "", full, normal(without_blank_lines_around(text)))
        if kind.prepares:
            kind.prepares(self, record)
        return self._put(None, record, private=private, settles=settles)

    def update(self, before: Record, body: str | None = None, /, **values: Value) -> Record:
        """The record with some fields (and perhaps the body) changed; nothing happens when nothing differs."""
        return self._update(before, body, values, settles=False)

    def settle(self, before: Record, body: str | None = None, /, **values: Value) -> Record:
        """The same with states and fields that one command alone sets: for that command."""
        return self._update(before, body, values, settles=True)

    def _update(self, before: Record, body: str | None, values: Mapping[str, Value], *, settles: bool) -> Record:
        after = before.with_values(**values)
        new = None if body is None else normal(without_blank_lines_around(body))
        if new is not None and new != without_blank_lines_around(before.body):
            after = replace(after, body=new)
        if (after.values, after.body) == (before.values, before.body):
            return before
        return self._put(before, after, settles=settles)

    def adopt(self, path: str, old: bytes | None, new: bytes) -> Record | None:
        """The file as a person rewrote it by hand, `new` bytes in the place of the `old` ones of HEAD; its record,
        or None for a file that holds none. It gets the line ends of the workspace, whatever those of the editor."""
        self.on_disk[path] = new
        new = with_line_feeds(new)
        if not any(self.workspace.belongs(path)):
            if (line := first_marker(new)) and not first_marker(old or b""):
                again = "wmstrat save" if self.door is Door.HAND else "wmstrat edit"
                raise Invalid("{problem}", problem=explained(left_behind(path, new, line, keeping=again)))
            if path.startswith(TEMPLATES):
                self._refuse_template(path, old, new)
            self._files.put(path, old, new)
            return None
        self._files.put(path, old, old)
        before = self._files.whole(self._files.read(path, old)) if old is not None else None
        self._files.put(path, old, new)
        after = self._files.read(path, new)
        errors = (problem for problem in after.problems if not problem.warning)
        fresh = added(errors, before.problems if before else ())
        if fresh or after.unreadable:
            if self.door is Door.TEXT and not after.unreadable:  # and what the words and references have wrong
                known = problems_of(before, self.workspace) if before else ()
                errors = (problem for problem in problems_of(after, self) if not problem.warning)
                fresh = added(errors, known)
            raise Invalid(
                "{problems}{back}",
                problems="\n".join(explained(problem, self.door) for problem in fresh or after.problems),
                back=f"\nOr discard your edit: {bringing_back(path)}" if self.door is Door.HAND and old else "",
            )
        readable = None if before and before.unreadable else before
        return self._put(readable, self._files.whole(after) or after, rewritten=True)

    def _refuse_template(self, path: str, old: bytes | None, new: bytes) -> None:
        """Raise Invalid for a template from which no record could start any more."""
        from wmstrat.checks.git_files import template_problem

        if of := templates(self.kinds).get(path):
            problem = template_problem(*of, new)
            if problem and (old is None or template_problem(*of, old) is None):
                back = f"\nOr discard your edit: {bringing_back(path)}" if old is not None else ""
                raise Invalid("{problem}{back}", problem=explained(problem), back=back)

    def take_pages(self, paths: Iterable[str]) -> list[str]:
        """Let those of such files that somebody edited by hand be part of this change; returns their paths. Raises
        Refused for one that was deleted, or is part of a merge that is not finished."""
        repository = Repository(self.workspace.place)
        entries = repository.status(paths).entries
        heads = blobs(repository, (entry.head_blob for entry in entries if entry.head_blob))
        for entry in entries:
            data = self.workspace.bytes(entry.path)
            if data is None:
                back = bringing_back(entry.path)
                raise Refused("{path} was deleted by hand. To restore it: `{back}`", path=entry.path, back=back)
            if entry.kind == "unmerged":
                raise Refused("A merge of {path} is not finished. First finish it with git.", path=entry.path)
            self.adopt(entry.path, heads.get(entry.head_blob), data)
        taken = [entry.path for entry in entries]
        self.edited_pages.update(taken)
        return taken

    def withdraw(self, path: str) -> None:
        """Put aside a record that others have seen and that should not be. Raises Refused where no state does."""
        half = self._files.read(path, self.workspace.bytes(path) or b"")
        record = self._files.whole(half) or half
        if record.kind.put_aside:
            self.update(record, state=record.kind.put_aside)
        elif record.kind.instead_of_undo:
            raise Refused(
                "{id} is already shared with others, so undo would remove it for them too. Type instead: `wmstrat "
                "{command}`",
                id=record.id,
                command=record.kind.instead_of_undo.format_map(record.values),
            )
        else:
            raise Refused(
                "{id} is already shared with others, so the {kind} cannot be removed. Correct it with: `wmstrat "
                "edit {id}`",
                id=record.id,
                kind=record.kind.name,
            )

    def publish(self, record: Record) -> Record:
        """Give a record that was known in private only a public half, with what both halves hold."""
        if not record.is_private or record.kind.home.private:
            return record
        self.published.append(record)
        return self._took(None, replace(record, path=self._files.write_public_half(record)))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about the names that were private until this change, and about what was public until now."""
        names = ", ".join(on_one_line(record.label) for record in self.published)
        named = "the name" if len(self.published) == 1 else "these names:"
        published = [f"From now on everybody can read {named} {names}"] if names else []
        return (*published, *warned_of_history(self.steps))

    def _concerned(self) -> list[Record]:
        """Every record that this change writes or takes away, each once."""
        records = [*(step.after for step in self.steps), *self.gone.values()]
        return list({record.id: record for record in records if record.id not in self.unnamed}.values())

    def _put(
        self, before: Record | None, after: Record, *, rewritten: bool = False, private: bool = False,
        settles: bool = False,
    ) -> Record:  # fmt: skip
        if before is not None and before.unreadable and not rewritten:
            raise Invalid("{problem}", problem=explained(before.problems[0]))
        if home := elsewhere(before or after):
            path = (before or after).path
            raise Refused(
                "{path} is not in the folder that its id tells, so it was not changed. Move it, then commit that "
                "with git: `mkdir -p {folder} && {move}`",
                path=path,
                folder=home.rpartition("/")[0],
                move=moving(path, home),
            )
        after = followed(Step(before, after, settles), self, self.door)
        if not after.path:
            after = replace(after, path=self._files.path(after, private or after.kind.home.private))
        refuse_breaches(Step(before, after, settles), self, self.door)
        return self._took(before, replace(after, problems=self._files.write(before, after)))

    # Finishing

    def follow_declarations(self) -> None:
        """Know the fields that process.yaml declares in this change."""
        declaring = self._files.now(PROCESS_FILE)
        if declaring is not None:
            self.workspace.catalogue = self.workspace.catalogue.declared_by(declaring)

    def files(self) -> list[FileChange]:
        """The files that differ. Raises Invalid with every error that this change adds."""
        problems = [explained(in_words_of(problem, self), self.door) for problem in self.new_errors()]
        if problems:
            raise Invalid("{problems}", problems="\n".join(problems))
        left = self.left_in_folder
        return [replace(file, stays=file.path in left) for file in self._files.changes(self.on_disk)]

    def messages(self, done: Done, command: str, body: str = "") -> tuple[Message, Message]:
        """What the commits say, in the public repository and in private/, of what `command` did. The public one names
        no private record."""
        from wmstrat.workspace.message import Message

        def message(*, private: bool) -> Message:
            told = "\n".join(line for record, line in done.about if private or not record.is_private)
            ids = [record.id for record in self._concerned() if private or not record.is_private]
            what = done.what if private else done.shown or done.what
            return Message(
                f"{done.scope or self.scope(done.records)}: {what}",
                "\n\n".join(filter(None, (told, body))),
                (*trailers_of(command, ids), *done.trailers),
            )

        return message(private=False), message(private=True)

    def scope(self, records: Iterable[Record] = ()) -> str:
        """What the commit subject begins with: the code of the one group that these records are of (those that this
        change concerns, unless some are named), else the plural of their one kind, else `process`."""
        concerned = list(records) or self._concerned()
        scopes = {scope(record, self) for record in concerned}
        kinds = {record.kind.plural for record in concerned}
        return next((names.pop() for names in (scopes, kinds) if len(names) == 1), "process")

    def new_errors(self) -> list[Problem]:
        """The errors that the change would add; computed again when something was added to the change."""
        state = len(self.steps), self.after.count, self.gone.count
        if self._new_errors is None or self._new_errors[0] != state:
            self._new_errors = state, new_errors(self, self.steps, self.on_disk)
        return self._new_errors[1]
