"""Where the records of a kind belong: to groups, to the whole process (`ALL`), or to a folder of their own kind."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.record.halves import FOLDER, PRIVATE

# The code of the whole process, which its ids begin with; people type it in the place of a group.
ALL = "ALL"
PROCESS_FOLDER = "process"


class Home(Struct, frozen=True):
    """Where the files of a kind are: in `groups`, in the `process`, or else in a folder at the `top`. `top` can also
    be the one file; with `file` each record has a folder there, with a file of this name. `private` puts the whole
    kind into private/. `also` is the field that names further groups to which a record belongs; `through` the field
    of the record whose group it has."""

    groups: bool = False
    process: bool = False
    top: str = ""
    file: str = ""
    private: bool = False
    also: str = ""
    through: str = ""

    def folder(self, plural: str, group: str) -> str:
        """The folder of a kind in a group, without a slash at its end."""
        if self.private:
            return f"{PRIVATE}{plural}"
        if not (self.groups or self.process):
            return self.top
        return f"{PROCESS_FOLDER}/{plural}" if group == ALL else f"groups/{group}/{plural}"

    def group_of(self, plural: str, parts: tuple[str, ...]) -> str | None:
        """The group of the folder of a path, an empty text for none; None for a path that leads elsewhere."""
        if self.private:
            return "" if parts[:2] == (FOLDER, plural) and len(parts) > 2 else None
        if self.groups and len(parts) > 3 and parts[0] == "groups" and parts[2] == plural:
            return parts[1]
        if self.process and len(parts) > 2 and parts[:2] == (PROCESS_FOLDER, plural):
            return ALL
        return None


IN_GROUP = Home(groups=True)
IN_GROUP_OR_PROCESS = Home(groups=True, process=True)
IN_PROCESS = Home(process=True)
