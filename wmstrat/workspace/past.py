"""A workspace as it was: a view with everything that a present one has, read from git's objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wmstrat.errors import Invalid
from wmstrat.workspace.line import lines
from wmstrat.workspace.past_index import FILES, LINKS, PastIndex
from wmstrat.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmstrat.workspace.cut import Cut


class Past(Workspace):
    """The workspace as a cut ends its past. Nothing can be changed in it. `today` is the day that it shows."""

    def __init__(self, present: Workspace, cut: Cut) -> None:
        super().__init__(present.place, present.catalogue.declared_by((cut.process or "").encode()))
        self.cut, self._present = cut, present
        self.today, self.own_day = cut.day, present.own_day
        self.index: PastIndex = PastIndex(self)

    @property
    def present(self) -> Workspace:
        """The workspace as it is now."""
        return self._present

    def refresh(self) -> None:
        """Have the records of the cut."""
        self.index.refresh()
        self.forget_answers()

    @property
    def is_past(self) -> bool:
        """True: what is read here cannot be changed."""
        return True

    @property
    def option(self) -> str:
        """What is typed after a command that is to show this past."""
        return self.cut.option

    def tips(self, *, private: bool = False) -> tuple[str, ...]:
        """The commits to which the history led."""
        return self.cut.private if private else self.cut.public

    def is_link(self, path: str) -> bool:
        """Whether there was a symbolic link at a path."""
        return path in (self.recall(LINKS) or ())

    def why_unread(self, path: str) -> tuple[str, str]:
        """What was in the place of a record and is not read."""
        del path
        return "a link, or a file that is too large", "This is how it was then; nothing has to be done"

    def public_files_apart(self) -> set[str]:
        """The files of the public repository that differ from those of HEAD."""
        return self.index.public_files_apart(lines(self.present)[0])

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a file as it was, None when it was not there."""
        texts: Mapping[str, str | None] = self.recall(FILES) or {}
        if path in texts:
            text = texts[path]
            return None if text is None else text.encode()
        return dict(self.index.answers(lines(self.present), [path])).get(path)


def refuse_unrelated(present: Workspace, begins: Cut, ends: Cut | None) -> None:
    """Raise Invalid for a range that begins or ends in the history of another repository, which git may have too."""
    line = lines(present)[0]
    for cut in filter(None, (begins, ends)):
        if cut.revision and not line.is_related(cut.public[0]):
            raise Invalid(
                "{commit} is of another history, which has nothing in common with this one. See the commits: "
                "`wmstrat log`",
                commit=cut.revision,
            )


def refuse_backwards(present: Workspace, begins: Cut, ends: Cut, first: str) -> None:
    """Raise Invalid for a range, from an ISO day on, of which the end leads to less than its beginning."""
    is_backwards = ends.day < first
    if not is_backwards and begins.revision and ends.revision and begins.public != ends.public:
        is_backwards = lines(present)[0].leads_to(begins.public, ends.public)
    if is_backwards:
        raise Invalid(
            "The range ends before it begins: from {begins} to {ends}. Type the earlier one after --since.",
            begins=begins.revision or first,
            ends=ends.revision or ends.day,
        )
