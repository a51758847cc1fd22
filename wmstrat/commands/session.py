"""What one run of wmstrat works with: where, as whom, in which format; and the one way to read and to change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wmstrat.say.output import Output, remark
from wmstrat.workspace.place import Place, find
from wmstrat.workspace.recovery import interrupted

if TYPE_CHECKING:
    from wmstrat.process.change import Change
    from wmstrat.workspace.transaction import Message
    from wmstrat.workspace.workspace import Workspace


class Wishes(NamedTuple):
    """How a change shall be committed: `author` as "Name <mail>", `message` as the body of the commit, and
    whether to show the difference only."""

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

    @cached_property
    def place(self) -> Place:
        """The workspace's place; any change that a crash left half made is finished or undone first."""
        start = self.directory or os.environ.get("WMSTRAT_WORKSPACE") or "."
        place = find(Path(start))
        if interrupted(place):
            from wmstrat.workspace.recovery import recover_if_free

            recover_if_free(place, say=remark)
        return place

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, as it is now."""
        workspace = self._opened()
        workspace.refresh()
        return workspace

    def day(self, text: str) -> str:
        """The ISO day that was typed."""
        from wmstrat.process import spoken

        return spoken.day(text, self.workspace.today)

    def _opened(self) -> Workspace:
        from wmstrat.process.kinds import catalogue
        from wmstrat.workspace.workspace import Workspace

        return Workspace(self.place, catalogue())

    @contextmanager
    def changing(self, command: str, *, hand_edits: bool = False) -> Iterator[Change]:
        """A change to make: the lock is held, the workspace was read again. On leaving, it is checked and committed
        as one commit, or nothing has happened; what was typed is kept in a file when it could not be committed.
        With `hand_edits` the files may differ from HEAD beforehand: they are what is committed."""
        from wmstrat.process.change import Change
        from wmstrat.workspace.transaction import writing

        with self._keeping_what_was_typed(), writing(self.place, say=remark) as transaction:
            self.workspace.refresh()
            change = Change(self.workspace, command)
            yield change
            files = change.files()
            if self.wishes.dry_run:
                from wmstrat.say.difference import difference

                difference(files, self.output)
            elif files:
                public, private = self._messages(change)
                message = private if all(file.path.startswith("private/") for file in files) else public
                transaction.commit(files, message, author=self.wishes.author, hand_edits=hand_edits)
            self.typed = ""

    def _messages(self, change: Change) -> tuple[Message, Message]:
        """The message for the public repository, which names no private record, and the one for private/."""
        from wmstrat.workspace.transaction import Message

        records = [record.id for record in change.concerned]
        shown = [record.id for record in change.concerned if not change.is_private(record)]
        public, private = (
            Message(
                change.subject,
                self.wishes.message or "",
                (
                    ("Wmstrat-Command", change.command),
                    *(("Wmstrat-Record", identity) for identity in named),
                    *change.trailers,
                ),
            )
            for named in (shown, records)
        )
        return public, private

    @contextmanager
    def _keeping_what_was_typed(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            if self.typed.strip():
                from wmstrat.workspace.journal import keep

                path = keep(self.place, "text.md", self.typed)
                remark(f"What you typed is kept in {path}")
            raise
