"""Everything that can go wrong on purpose, each with its exit code. A message says what was found, what is expected,
and what to type next."""

from __future__ import annotations


class WmstratError(Exception):
    """A failure that a person can do something about. `message` is a template over `values`, to be translated as a
    whole. What a person can type next stands between backquotes in it, which are not printed. `told` is true once the
    person has read it."""

    exit_code = 70
    word = "Error"
    told = False

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__("".join(self.parts))

    @property
    def parts(self) -> list[str]:
        """The message in parts: text and commands to type in turn, beginning with text. What it is filled with is
        text, but for another error, which keeps its own parts."""
        if not self.values:
            return self.message.split("`")
        values = {
            name: "`".join(part.replace("`", "\0") for part in value.parts)
            if isinstance(value, WmstratError)
            else value
            for name, value in self.values.items()
        }
        # Backquotes in what somebody wrote mark nothing.
        texts = {name: value.replace("`", "\0") for name, value in self.values.items() if isinstance(value, str)}
        return [part.replace("\0", "`") for part in self.message.format(**{**values, **texts}).split("`")]


class Cancelled(WmstratError):
    """The person decided not to make the change."""

    exit_code = 0
    word = "Cancelled"


class UsageProblem(WmstratError):
    """The command was typed in a form that it does not have."""

    exit_code = 2


class NotFound(WmstratError):
    """Nothing, or more than one thing, answers to the name that was typed; or a path is outside the workspace."""

    exit_code = 3


class Refused(WmstratError):
    """The change is well-formed, but this is not the moment or the way to make it."""

    exit_code = 4


class Unwritten(Refused):
    """Standard output does not take the answer."""


class Invalid(WmstratError):
    """What was typed or written in a file is not what the field takes."""

    exit_code = 5


class GitFailed(WmstratError):
    """Git refused, failed or is missing; the message carries git's own words."""

    exit_code = 6


class ConflictsOpen(WmstratError):
    """Two people changed one field in two ways, and a person has to choose."""

    exit_code = 7


class RemoteUnavailable(WmstratError):
    """The remote refused the push or cannot be reached."""

    exit_code = 8
