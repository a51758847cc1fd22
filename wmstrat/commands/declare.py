"""How a plain typed function becomes a command, with the options that all commands of its sort share."""

from __future__ import annotations

import gc
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import wraps
from itertools import islice
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.models import CommandInfo

from wmstrat.commands.session import Session, Wishes
from wmstrat.errors import Invalid, UsageProblem, WmstratError
from wmstrat.record.field_type import Offer
from wmstrat.record.text import SURROGATE, UNSAFE, escaped
from wmstrat.say.output import FORMATS, Output
from wmstrat.say.pager import paged

# The number of a record without the code of its group: of an id that was typed as two words.
NUMBER = re.compile(r"[A-Za-z]{1,3}\d{1,6}", re.ASCII)
CODE = re.compile("[A-Z]{2,4}")
# What typer asks, with the context of what was typed before or without: words, each with what it means.
Completion = Callable[..., list[tuple[str, str]]]


def argument(metavar: str, about: str, completion: Completion | None = None) -> Any:
    """An argument, which the help calls `metavar`."""
    return typer.Argument(metavar=metavar, help=about, autocompletion=completion)


def option(
    name: str, about: str, metavar: str | None = None, completion: Completion | None = None, panel: str | None = None
) -> Any:
    """An option: a flag, or one with a value called `metavar`; `panel` is where the help shows it."""
    return typer.Option(name, help=about, metavar=metavar, autocompletion=completion, rich_help_panel=panel)


def _format(known: Sequence[str]) -> tuple[Any, Any, Any]:
    def complete(incomplete: str) -> list[tuple[str, str]]:
        return [(name, "") for name in known if name.startswith(incomplete)]

    return str, option("--format", f"How to print: {', '.join(known)}.", "FORMAT", complete, "Output"), "table"


def _pasts(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from wmstrat.commands.complete import pasts

    return pasts(ctx, incomplete)


WIDTH = typer.Option(
    "--width", metavar="COLUMNS", min=20, max=1000, help="Columns to fill.", rich_help_panel="Output"
)
# The options that all commands of a sort share, by the names of their parameters: type, option, default.
READING: dict[str, tuple[Any, Any, Any]] = {"output_format": _format(FORMATS), "width": (int | None, WIDTH, None)}
AS_OF = "As the files were at the end of this day, or in this commit."
PAST: dict[str, tuple[Any, Any, Any]] = {
    "as_of": (str | None, option("--as-of", AS_OF, "DATE|COMMIT", _pasts), None),
}
WRITING: dict[str, tuple[Any, Any, Any]] = {
    "author": (str | None, option("--author", "The author of the commit.", '"NAME <MAIL>"', panel="Commit"), None),
    "message": (str | None, option("--message", "The body of the commit message.", "TEXT", panel="Commit"), None),
    "dry_run": (bool, option("--dry-run", "Show the changes, but make none.", panel="Commit"), False),
}


def _utf8(name: str, value: Any) -> Any:
    if isinstance(value, str) and SURROGATE.search(value):
        raise Invalid("--{name} contains bytes that are not UTF-8. Type it again in UTF-8.", name=name)
    return value


# Placeholders that are looked up like any name.
LOOKED_UP = {"REF", "GROUP", "ALL"}
PLACEHOLDER = "Type the real {real} in the place of {word}."
# The day of an event is `--on`, the day that a text is about `--date`: who types one may mean the other.
OTHER_NAMES = {"--date": "--on", "--on": "--date"}


def parts_of_help(text: str) -> tuple[str, str]:
    """The description in a help text, and its example."""
    about, _, example = text.partition("\n\nExample: ")
    return about.strip(), example.strip()


# The options of many commands are named alone; what they do is told in the documentation.
TOGETHER = {"Output": "Every list", "Commit": "Every change"}


class Command(TyperCommand):
    """A command whose text may begin with a dash: `- one` is text, since it holds a space, and not an option.
    `vocabularies` has, by the name of a parameter, the vocabularies of process.yaml whose words it takes."""

    vocabularies: Mapping[str, Sequence[str]] = {}

    def get_help(self, ctx: Any) -> str:
        """What the command does, then a line for each of its arguments and options. Vocabularies are those of the
        workspace."""
        from wmstrat.commands.usage import metavar, usage_of
        from wmstrat.commands.vocabularies import example_here, help_of
        from wmstrat.say.help import page

        about, example = parts_of_help(self.help or "")
        sections: dict[str, list[tuple[str, str]]] = {"": [], "Options": []}
        shared: dict[str, list[str]] = {}
        params: list[Any] = self.params
        for param in params:
            if param.param_type_name == "argument":
                name = metavar(param).strip("[]") if " " not in metavar(param) else metavar(param)
                sections[""].append((name, help_of(self, param, ctx)))
                continue
            name = ", ".join(sorted(param.opts, key=len)) + (f" {param.metavar}" if param.metavar else "")
            panel = getattr(param, "rich_help_panel", None)
            if panel in TOGETHER:
                shared.setdefault(TOGETHER[panel], []).append(name)
            elif not getattr(param, "hidden", False):
                required = " Required." if param.required else ""
                sections["Options"].append((name, f"{help_of(self, param, ctx)}{required}"))
        after = {f"{who} takes": [(", ".join(names), "")] for who, names in shared.items()}
        sections = {heading: rows for heading, rows in sections.items() if rows}
        return page(about, usage_of(ctx), sections, [example_here(example, ctx)] if example else [], after)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move texts that begin with a dash after `--`, then parse as always. Too many words, and the wrong option
        for a day, are reported with a hint."""
        session: Session | None = ctx.find_root().obj
        if session is not None:
            names = (name for param in self.params for name in param.opts)
            session.file_options = frozenset(name for name in names if name.endswith("-file") or name == "--file")
            session.is_well_typed = False
        takes_value = {name for param in self.params for name in param.opts if not getattr(param, "is_flag", False)}
        plain: list[str] = []
        texts: list[str] = []
        rest = iter(args)
        for arg in rest:
            name = arg.partition("=")[0]
            if arg == "--":
                texts.extend(rest)
            elif name in takes_value:
                plain.extend([arg] if "=" in arg else [arg, *islice(rest, 1)])
            elif arg.startswith("-") and " " in arg:
                texts.append(arg)
            else:
                plain.append(arg)
                if OTHER_NAMES.get(name) in takes_value and not ctx.resilient_parsing:
                    ctx.fail(f"There is no option {name} here. Use {OTHER_NAMES[name]}.")
        ctx.allow_extra_args = True
        try:
            left: list[str] = super().parse_args(ctx, [*plain, "--", *texts] if texts else args)
        except Exception as error:
            if getattr(error, "ctx", ctx) is None:  # an option without its value, for one
                error.ctx = ctx  # type: ignore[attr-defined]
            raise
        if left and not ctx.resilient_parsing:
            ctx.fail(f"Unexpected words: {escaped(' '.join(left), UNSAFE)}. {self._instead(plain, left)}")
        if any(param.name in WRITING for param in self.params) and not ctx.resilient_parsing:
            for param in self.params:
                _refuse_placeholder(param, ctx.params.get(param.name or ""))
        if session is not None:
            session.is_well_typed = True
        return left

    def _instead(self, typed: list[str], left: list[str]) -> str:
        """What to type instead where there are too many words."""
        option, value = ([""] * 2 + typed[: typed.index(left[0])])[-2:] if left[0] in typed else ("", "")
        if any(option in param.opts and getattr(param, "multiple", False) for param in self.params):
            again = " ".join(f"{option} {escaped(word, UNSAFE)}" for word in (value, *left))
            return f"Type {option} again before each: {again}"
        arguments = [param for param in self.params if param.param_type_name == "argument"]
        if [getattr(param, "metavar", "") for param in arguments] == ["GROUP"] and CODE.fullmatch(left[0]):
            return "This command takes one group. Type it again for each."
        return (
            "An id is one word, such as CB-Q1."
            if NUMBER.fullmatch(left[0])
            else 'Put quotes around text with spaces: "like this".'
        )


def _refuse_placeholder(param: Any, value: Any) -> None:
    """Raise UsageProblem for a value that is only the placeholder in the help, such as NAME. REF, GROUP and ALL are
    looked up like any name."""
    called = {*re.findall("[A-Z_]{3,}", str(param.metavar)), str(param.name).strip("_").upper()} - LOOKED_UP
    for word in value if isinstance(value, list | tuple) else [value]:
        if word in called:
            raise UsageProblem(PLACEHOLDER, real=word.lower().replace("_", " "), word=word)


def command(
    name: str, *, reads: bool = False, writes: bool = False, past: bool = False, formats: Sequence[str] = ()
) -> Callable[[Callable[..., None]], CommandInfo]:
    """Make a command of a function, which takes the session first: with the options of output (and further `formats`)
    when it reads, of the commit when it writes, and --as-of when it can show the past."""
    known = (*FORMATS, *formats)

    def made(function: Callable[..., None]) -> CommandInfo:
        shared = {**(PAST if past else {}), **(READING if reads else {}), **(WRITING if writes else {})}
        if reads and formats:
            shared["output_format"] = _format(known)
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        @wraps(function)
        def run(context: typer.Context, **arguments: Any) -> None:
            session: Session = context.find_root().obj
            if reads:
                session.output = Output(arguments.pop("output_format"), arguments.pop("width"))
                if (form := session.output.format) not in known:
                    message = 'There is no format "{form}". The formats are: {known}.'
                    raise UsageProblem(message, form=form, known=", ".join(known))
            if writes:
                session.wishes = Wishes(*(_utf8(name, arguments.pop(name)) for name in WRITING))
            as_of = arguments.pop("as_of") if past else None
            with paged(session.pager) if reads else nullcontext():
                if as_of is not None:
                    # Thousands of records may be read, all of them are needed, and the process ends soon: to look for
                    # garbage among them takes a tenth of the time.
                    gc.disable()
                    session.look_back(_utf8("as-of", as_of))
                _repeated(session, function, arguments)

        parameters = [
            parameter("context", typer.Context),
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own),
            *(parameter(key, Annotated[type_, declared], value) for key, (type_, declared, value) in shared.items()),
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        del run.__wrapped__
        words = {each.name: _vocabularies(each.annotation) for each in own}
        return CommandInfo(name, cls=type("Command", (Command,), {"vocabularies": words}), callback=run)

    return made


def _vocabularies(annotation: Any) -> list[str]:
    """The vocabularies that the annotation of a parameter names, in metadata that typer ignores."""
    offers = (each for each in getattr(annotation, "__metadata__", ()) if isinstance(each, Offer))
    return [offer.vocabulary for offer in offers if offer.vocabulary]


def _repeated(session: Session, function: Callable[..., None], arguments: dict[str, Any]) -> None:
    """Run a command, and run it again as long as it fails and the person corrects the text in the editor."""
    while True:
        try:
            return function(session, **arguments)
        except WmstratError as error:
            if not session.reopens(error):
                raise


def parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    """A parameter of a command."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
