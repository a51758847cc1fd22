"""Saves what a person typed and has in no file (text from an editor or a pipe, arguments of several lines) when the
command fails."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wmstrat.errors import WmstratError
from wmstrat.record.text import escaped
from wmstrat.say.output import beside, remark

if TYPE_CHECKING:
    from wmstrat.commands.session import Session


class TypedText(NamedTuple):
    """A text as it came: under which name to save it, the option that takes it from a file (empty: none), the file
    that an editor has it in, whether there was more of it than could be read, and the argument that it was."""

    data: bytes
    name: str
    option: str = ""
    path: Path | None = None
    is_cut: bool = False
    argument: str | None = None


def save_texts(session: Session) -> None:
    """Save the texts of a command that failed, and say on standard error where they are and how to continue. What
    cannot be saved is printed there itself."""
    arguments, texts = sys.argv[1:], list(session.texts)
    known = {text.argument for text in texts}
    texts += [
        TypedText(
            argument.encode("utf-8", "surrogateescape"),
            "text.md",
            _option_instead(before, session.file_options),
            argument=argument,
        )
        for before, argument in zip(["", *arguments], arguments, strict=False)
        if "\n" in argument and argument not in known
    ]
    is_saved = [_is_saved(session, text, arguments) for text in texts]
    if texts and all(is_saved) and all(text.option and not text.is_cut for text in texts):
        again = shlex.join(arguments)
        if session.is_text_at_fault:
            remark(f"Correct that file if needed, then type: wmstrat {again}")
        else:
            remark(f"Correct the command, then type: wmstrat {again}")


def _option_instead(before: str, options: Collection[str]) -> str:
    """The option that takes from a file what an argument holds; `before` is the argument before it. An empty text for
    an option whose value comes from nowhere else."""
    option = f"{before}-file" if before.startswith("--") and before != "--" else "--file"
    return option if option in options else ""


def _is_saved(session: Session, text: TypedText, arguments: list[str]) -> bool:
    """Save one text, and put its file into the command line that continues. False where it cannot be saved."""
    from wmstrat.workspace.saved_texts import save_typed

    try:
        path = text.path or save_typed(session.place, text.name, text.data)
    except (OSError, WmstratError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        content = text.data.decode("utf-8", "backslashreplace")
        remark(f"Your text cannot be saved ({reason}). Copy it from here:")
        beside(f"{escaped(content)}\n")
        return False
    if text.is_cut:
        remark(f"The first {len(text.data):,} bytes of your text are saved in {path}")
    else:
        remark(f"Your text is saved in {path}")
    arguments[:] = with_file(arguments, text, path)
    return True


def with_file(arguments: Sequence[str], text: TypedText, path: Path) -> list[str]:
    """The command line with the text from this file, wherever it came from before."""
    if not text.option:
        return list(arguments)
    rest = iter(arguments)
    options: list[str] = []
    positional: list[str] = []
    for argument in rest:
        if argument == text.option or f"{argument}-file" == text.option:
            next(rest, None)
        elif argument == "--":
            positional = [argument, *rest]
        elif argument != "--dry-run" and argument != text.argument and not argument.startswith(f"{text.option}="):
            options.append(argument)
    positional = [argument for argument in positional if argument != text.argument]
    return [*options, text.option, str(path), *(positional if len(positional) > 1 else [])]
