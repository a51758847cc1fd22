"""What one run of wmstrat works with: where, as whom, in which format; and the one way to read and to change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wmstrat.record.doors import Door
from wmstrat.repo.place import Place, find, interrupted
from wmstrat.say.output import Output, answer, remark
from wmstrat.workspace.changes import refuse_sparse

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.verbs import Done
    from wmstrat.reports.labels import WorkspaceLabels
    from wmstrat.workspace.workspace import Workspace


class Wishes(NamedTuple):
    """How a change shall be committed; `author` is "Name <mail>", `message` the body of the commit."""

    author: str | None = None
    message: str | None = None
    dry_run: bool = False


class Session:
    """One run. `directory` is where to look for the workspace, before the environment and the current folder."""

    def __init__(self, directory: str | None = None) -> None:
        self.directory = directory
        self.output = Output()
        self.wishes = Wishes()
        self.typed = ""
        self.kept_text: Path | None = None
        self.committed = False

    @cached_property
    def place(self) -> Place:
        """Where the workspace is; what a crash left half made is finished or undone first. Raises Refused."""
        place = find(Path(self.directory or os.environ.get("WMSTRAT_WORKSPACE") or "."))
        refuse_sparse(place)
        if interrupted(place):
            from wmstrat.workspace.recovery import recover_if_free

            recover_if_free(place, say=remark)
        return place

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, as it is now."""
        from wmstrat.kinds import catalogue_of
        from wmstrat.workspace.workspace import Workspace

        workspace = Workspace(self.place, catalogue_of(self.place.root))
        workspace.refresh()
        return workspace

    def close(self) -> None:
        """Let go of the index."""
        if "workspace" in self.__dict__:
            self.workspace.close()

    def _heads(self) -> tuple[str | None, ...]:
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
        nothing has happened and what was typed is in a file; then tell it, and what is not sent yet unless the caller
        sends it (`reminds`). With `hand_edits` the files may differ from HEAD: they are what is committed."""
        from msgspec.structs import replace

        from wmstrat.acts.whoami import saying_who_is_missing
        from wmstrat.change.change import Change
        from wmstrat.workspace.transaction import writing

        with self._keeping_what_was_typed():
            heads = self._heads()
            if "workspace" in self.__dict__:
                self.workspace.refresh()
            workspace = self.workspace
            with writing(self.place, say=remark) as transaction:
                if heads != self._heads():
                    workspace.refresh()
                change = Change(workspace, door)
                done = make(change)
                files = change.files()
                public, private = change.messages(done, command, self.wishes.message or "")
                if self.wishes.dry_run:
                    from wmstrat.say.difference import difference

                    difference(files)
                elif files:
                    if hand_edits:
                        files = [replace(file, before=change.on_disk.get(file.path, file.before)) for file in files]
                        files = transaction.settle(files)
                    with saying_who_is_missing(self.place, self.wishes.author):
                        transaction.commit(
                            files, public, private_message=private, author=self.wishes.author, hand_edits=hand_edits
                        )
                    self.committed = True
                    workspace.take_in([file.path for file in files], transaction.commits)
            self.typed = ""
            self.forget_kept_text()
        if files and public.subject and not self.wishes.dry_run:
            remark(public.subject)
        for warning in done.warnings:
            remark(f"Warning: {warning}")
        for line in () if self.wishes.dry_run else done.answers:
            answer(line)
        for line in done.remarks:
            remark(line)
        if self.committed and reminds:
            self.remind()
        return done

    def remind(self) -> None:
        """Say which conflicts wait and what is not sent yet, on standard error."""
        from wmstrat.say.exchange import conflicts_wait, not_sent
        from wmstrat.sync.unsent import unsent

        waiting = unsent(self.place)
        for line in (*conflicts_wait(waiting), *not_sent(waiting)):
            remark(line)

    @contextmanager
    def _keeping_what_was_typed(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            if self.kept_text is None and len(self.typed.split()) > 1:  # a word is typed again in no time
                from wmstrat.workspace.journal import keep

                self.kept_text = keep(self.place, "text.md", self.typed)
            if self.kept_text is not None:
                remark(f"What you typed is kept in {self.kept_text}")
            raise

    def forget_kept_text(self) -> None:
        """Remove the file that keeps what was typed: there is nothing in it that is not elsewhere."""
        if self.kept_text is not None:
            self.kept_text.unlink(missing_ok=True)
            self.kept_text = None
