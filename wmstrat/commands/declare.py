"""How a plain typed function becomes a command: with the options that all commands of its sort share.

A command function takes the session first and its own parameters after it; what is shared (--format, --author,
...) is added here and reaches the function inside the session.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.models import ArgumentInfo

from wmstrat.commands.session import Session, Wishes
from wmstrat.errors import Invalid, UsageProblem
from wmstrat.record.text import SURROGATE, UNSAFE, escaped
from wmstrat.say.output import FORMATS, Output


def _format(known: Sequence[str]) -> tuple[Any, Any, Any]:
    option = typer.Option(
        "--format",
        help="How to print: " + ", ".join(known) + ".",
        metavar="FORMAT",
        autocompletion=lambda incomplete: [name for name in known if name.startswith(incomplete)],
        rich_help_panel="Output",
    )
    return str, option, "table"


READING = {
    "output_format": _format(FORMATS),
    "width": (
        int | None,
        typer.Option("--width", min=20, max=1000, help="Columns to fill.", rich_help_panel="Output"),
        None,
    ),
}
WRITING = {
    "author": (
        str | None,
        typer.Option("--author", metavar='"NAME <MAIL>"', help="Commit as this author.", rich_help_panel="Commit"),
        None,
    ),
    "message": (
        str | None,
        typer.Option("--message", metavar="TEXT", help="The body of the commit message.", rich_help_panel="Commit"),
        None,
    ),
    "dry_run": (
        bool,
        typer.Option("--dry-run", help="Show the difference, change nothing.", rich_help_panel="Commit"),
        False,
    ),
}


def _output(form: str, width: int | None, extra: Sequence[str]) -> Output:
    known = (*FORMATS, *extra)
    if form not in known:
        raise UsageProblem(
            'There is no format "{form}". The formats are: {known}.', form=form, known=", ".join(known)
        )
    return Output(form, width)


def _utf8(name: str, value: Any) -> Any:
    if isinstance(value, str) and SURROGATE.search(value):
        raise Invalid("--{name} holds bytes that are not UTF-8. Type it again in UTF-8.", name=name)
    return value


def _named(parameter: inspect.Parameter) -> inspect.Parameter:
    """The parameter, shown in capitals in the help when it is an argument that says no other name."""
    for mark in getattr(parameter.annotation, "__metadata__", ()):
        if isinstance(mark, ArgumentInfo) and mark.metavar is None:
            mark.metavar = parameter.name.upper()
    return parameter


# The day of an event is `--on`, the day that a text is about `--date`: who types one may mean the other.
OTHER_NAMES = {"--date": "--on", "--on": "--date"}


class Command(TyperCommand):
    """A command whose text may begin with a dash: `- one` is text, since it holds a space, and not an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move texts that begin with a dash behind `--`, in their order; then parse as always. What is too much, and
        an option that has another name here, is told with a hint; completion goes on without."""
        takes_value = {name for param in self.params for name in param.opts if not getattr(param, "is_flag", False)}
        plain: list[str] = []
        texts: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                texts.extend(rest)
            elif arg in takes_value:
                plain.append(arg)
                plain.extend(value for value in [next(rest, None)] if value is not None)
            elif arg.startswith("-") and " " in arg and arg.partition("=")[0] not in takes_value:
                texts.append(arg)
            else:
                plain.append(arg)
                name = arg.partition("=")[0]
                if name not in takes_value and OTHER_NAMES.get(name) in takes_value and not ctx.resilient_parsing:
                    ctx.fail(f"No such option: {name}. Here it is called {OTHER_NAMES[name]}.")
        ctx.allow_extra_args = True
        left: list[str] = super().parse_args(ctx, [*plain, "--", *texts] if texts else args)
        if left and not ctx.resilient_parsing:
            ctx.fail(
                f"Got unexpected extra arguments ({escaped(' '.join(left), UNSAFE)}). A text or a name with spaces "
                'wants quotes around it: "like this".'
            )
        return left


def command(
    app: typer.Typer, name: str, *, reads: bool = False, writes: bool = False, formats: Sequence[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as a command: with the options of output when it reads, of the commit when it writes.

    `formats` are formats that this command knows besides those that all know.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        extra: Mapping[str, tuple[Any, Any, Any]] = {**(READING if reads else {}), **(WRITING if writes else {})}
        if reads and formats:
            extra = {**extra, "output_format": _format((*FORMATS, *formats))}
        signature = inspect.signature(function, eval_str=True)
        own = list(signature.parameters.values())[1:]

        @wraps(function)
        def run(context: typer.Context, **arguments: Any) -> None:
            session: Session = context.find_root().obj
            if reads:
                session.output = _output(arguments.pop("output_format"), arguments.pop("width"), formats)
            if writes:
                session.wishes = Wishes(*(_utf8(name, arguments.pop(name)) for name in WRITING))
            function(session, **arguments)

        parameters = [
            inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            *(_named(one).replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own),
            *(
                inspect.Parameter(
                    key, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[type_, option], default=default
                )
                for key, (type_, option, default) in extra.items()
            ),
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        del run.__wrapped__
        app.command(name, cls=Command)(run)
        return function

    return register
