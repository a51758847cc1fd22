"""What one run of wmstrat works with: where, as whom, in which format; and the one way to read and to change."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wmstrat.errors import Cancelled, WmstratError
from wmstrat.record.doors import Door
from wmstrat.repo.place import Place, find, interrupted
from wmstrat.say.output import Output, answer, asked, failure, is_terminal, remark
from wmstrat.workspace.changes import refuse_sparse

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.commands.editor import OpenedText
    from wmstrat.commands.saved_texts import TypedText
    from wmstrat.kinds import Catalogue
    from wmstrat.record.verbs import Done
    from wmstrat.reports.labels import WorkspaceLabels
    from wmstrat.workspace.transaction import FileChange
    from wmstrat.workspace.workspace import Workspace


class Wishes(NamedTuple):
    """How to commit a change; `author` is "Name <mail>", `message` the body of the commit."""

    author: str | None = None
    message: str | None = None
    dry_run: bool = False


class Session:
    """One run. `directory` is where to look for the workspace, before the environment and the current folder."""

    def __init__(self, directory: str | None = None) -> None:
        self.directory = directory
        self.output = Output()
        self.wishes = Wishes()
        self.texts: list[TypedText] = []
        self.opened: OpenedText | None = None
        # Makes the change with any text, and raises what has nothing to do with the text.
        self.rehearsal: Callable[[], object] | None = None
        self.is_making = True
        self.committed = False
        # The options with which the command that was typed takes texts from files, and False where the rest of what
        # was typed does not fit the command.
        self.file_options: frozenset[str] = frozenset()
        self.is_well_typed = True

    @cached_property
    def found(self) -> Place:
        """Where the workspace is. Raises NotFound where there is none, Refused where it cannot be opened."""
        place = find(Path(self.directory or os.environ.get("WMSTRAT_WORKSPACE") or "."))
        refuse_sparse(place)
        return place

    @cached_property
    def catalogue(self) -> Catalogue:
        """The kinds, with the fields that the workspace adds to them, if there is one."""
        from wmstrat.kinds import Catalogue, catalogue_of

        try:
            return catalogue_of(self.found.root)
        except (WmstratError, OSError):
            return Catalogue()

    @cached_property
    def place(self) -> Place:
        """Where the workspace is; what a crash left half made is finished or undone first. Raises Refused."""
        place = self.found
        if interrupted(place):
            from wmstrat.workspace.recovery import recover_if_free

            recover_if_free(place, say=remark)
        return place

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, as it is now."""
        from wmstrat.workspace.workspace import Workspace

        workspace = Workspace(self.place, self.catalogue)
        workspace.refresh()
        return workspace

    def look_back(self, text: str) -> None:
        """Work with the workspace as it was at the end of a day, or with a commit, and say so. Raises NotFound,
        Invalid or Refused where that cannot be shown."""
        from wmstrat.say.past import put_title
        from wmstrat.workspace.cut import cut_at
        from wmstrat.workspace.past import Past
        from wmstrat.workspace.workspace import Workspace

        present = Workspace(self.place, self.catalogue)
        try:
            past = Past(present, cut_at(present, text))
            past.refresh()
        finally:
            present.close()
        self.__dict__["workspace"] = past
        self.output = self.output._replace(as_of=past.cut)
        put_title(past, self.output)

    def close(self) -> None:
        """Close the index."""
        if "workspace" in self.__dict__:
            self.workspace.close()

    def heads(self) -> tuple[str | None, ...]:
        """The commits that HEAD leads to, in the public repository and in private/ if that is here."""
        from wmstrat.repo import head
        from wmstrat.workspace.changes import repositories

        return tuple(head(place) for place, _ in repositories(self.place))

    def pager(self) -> str | None:
        """The command line of the pager that git uses here; None for none."""
        from wmstrat.repo import Repository

        return Repository(self.place).pager()

    @cached_property
    def labels(self) -> WorkspaceLabels:
        """How people read the words, people and groups of the workspace."""
        from wmstrat.reports.labels import WorkspaceLabels

        return WorkspaceLabels(self.workspace)

    def change(
        self, command: str, make: Callable[[Change], Done], *, door: Door = Door.COMMAND, hand_edits: bool = False,
        reminds: bool = True,
    ) -> Done:  # fmt: skip
        """With the lock held and the workspace read again, `make` a change, check it and commit it as one commit, or
        nothing has happened; then tell it, and what is not sent yet unless the caller sends it (`reminds`). With
        `hand_edits` the files may differ from HEAD: they are what is committed."""
        from wmstrat.acts.whoami import saying_who_is_missing
        from wmstrat.change.change import Change
        from wmstrat.workspace.transaction import writing

        heads = self.heads()
        if "workspace" in self.__dict__:
            self.workspace.refresh()
        workspace = self.workspace
        self.is_making = False
        with writing(self.place, say=remark) as transaction:
            if heads != self.heads():
                workspace.refresh()
            if self.opened is not None:
                self.opened.refuse_if_changed(self)
            change = Change(workspace, door, self.wishes.author or "")
            self.is_making = True
            done = make(change)
            files = change.files()
            self.is_making = False
            public, private = change.messages(done, command, self.wishes.message or "")
            if self.wishes.dry_run:
                from wmstrat.record.view import labels_of
                from wmstrat.say.difference import plan, table

                many = () if hand_edits else table(change.steps, change.gone.values(), labels_of(workspace))
                plan(done.planned or many, files)
            elif files:
                by_hand = {file.path for file in files} if hand_edits else change.edited_pages
                files = [_as_on_disk(file, change) if file.path in by_hand else file for file in files]
                if hand_edits:
                    files = transaction.settle(files)
                with saying_who_is_missing(self.place, self.wishes.author):
                    transaction.commit(files, public, private_message=private, author=self.wishes.author)
                self.committed = True
                self.forget_texts()
                commits = {} if change.left_in_folder else transaction.commits
                workspace.take_in([file.path for file in files], commits, change.known)
        if self.wishes.dry_run and self.opened is not None:
            self.save_texts()
        else:
            self.forget_texts()
        self._tell(done, public.subject if files else None, change.warnings)
        if self.committed and reminds:
            self.remind()
        return done

    def _tell(self, done: Done, subject: str | None, warnings: Iterable[str]) -> None:
        """Tell what a change did. `subject` is that of its commit in the public repository; None where nothing
        differed."""
        if subject and not self.wishes.dry_run:
            remark(subject)
        elif subject is None and done.records and not done.remarks:
            remark("It is like this already; nothing was changed.")
        for warning in (*done.warnings, *warnings):
            remark(f"Warning: {warning}")
        if not self.wishes.dry_run:
            for line in () if done.summary and is_terminal(sys.stdout) else done.answers:
                answer(line)
            if done.summary:
                remark(done.summary)
        for line in done.remarks:
            remark(line)

    def rehearse(self, make: Callable[[Change], object]) -> None:
        """Raise what a change would be refused for, before somebody writes a text for it; nothing is changed."""
        from wmstrat.change.change import Change

        change = Change(self.workspace)
        make(change)
        change.files()

    def prepare_to_write(self) -> None:
        """Before the editor opens: raise what can be refused without the text."""
        from wmstrat.workspace.changes import repositories
        from wmstrat.workspace.readiness import refuse_template, refuse_under_way

        refuse_template(self.place)
        for repository, _ in repositories(self.place):
            refuse_under_way(repository)
        if self.rehearsal is not None:
            self.rehearsal()

    @property
    def is_text_at_fault(self) -> bool:
        """False where the command would fail with any text."""
        if not self.is_well_typed:
            return False
        try:
            if self.rehearsal is not None:
                self.rehearsal()
        except WmstratError:
            return False
        except Exception:  # a bug, of which the person has been told
            return True
        return True

    def remind(self) -> None:
        """Say which conflicts wait and what is not sent yet, on standard error."""
        from wmstrat.sync.unsent import Unsent, unsent

        waiting = unsent(self.place)
        if waiting == Unsent():
            return
        from wmstrat.say.exchange import conflicts_wait, not_sent

        for line in (*conflicts_wait(waiting), *not_sent(waiting)):
            remark(line)

    def save_texts(self) -> None:
        """Save what was typed and is in no other file, after a command that has committed nothing, and say where."""
        if not self.committed and (self.texts or any("\n" in argument for argument in sys.argv)):
            from wmstrat.commands.saved_texts import save_texts

            save_texts(self)

    def forget_texts(self) -> None:
        """Let go of what was typed, and remove the file of the editor: it is committed, or not worth saving."""
        for text in self.texts:
            if text.path is not None:
                with suppress(OSError):
                    text.path.unlink()
        self.texts.clear()
        self.opened = None

    def reopens(self, error: WmstratError) -> bool:
        """Whether the person, who has been told of the error, wants the text that caused it in the editor again. Asks
        at a terminal only, and only while there is such a text, and another one could help."""
        if self.opened is None or not self.opened.can_be_reopened or isinstance(error, Cancelled):
            return False
        if not self.is_making or not self.is_text_at_fault:
            return False
        if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
            return False
        failure(error)
        error.told = True
        try:
            return asked("Open it again? [Y/n]").strip().lower() in ("", "y", "yes")
        except EOFError:
            return False


def _as_on_disk(file: FileChange, change: Change) -> FileChange:
    """The change of a file that was edited by hand: what it replaces is on disk, not in HEAD."""
    from msgspec.structs import replace

    return replace(file, before=change.on_disk.get(file.path, file.before), by_hand=True)
