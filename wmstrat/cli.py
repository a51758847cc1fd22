"""The root of the command line and the table of commands, enough for --help and completion; a command's module is
loaded when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from wmstrat import __version__
from wmstrat.errors import Unwritten, WmstratError
from wmstrat.kinds import TABLE

START, RECORDS, READ, CHANGE, TOGETHER, CARE = "Start here", "Records", "Look", "Change", "Together", "Care"

# The command, its panel of --help, and what it does in a line. Its module is wmstrat.commands.<name>, but for nouns,
# which follow from the table of kinds; the module of a noun has what its declaration cannot say.
COMMANDS = {
    "init": (START, "Make a workspace, in a new folder or inside an existing repository."),
    "clone": (START, "Get a workspace from where it is shared."),
    "status": (START, "Show where every group stands and what needs attention, or one group in depth."),
    "whoami": (START, "Show who is typing, or say which person you are."),
    **{entry.noun: (RECORDS, entry.about) for entry in TABLE.values() if entry.noun},
    "show": (READ, "Show one record."),
    "search": (READ, "Find records of every kind by the words in them."),
    "log": (READ, "Tell the history of a record, a group or everything in words."),
    "edit": (CHANGE, "Change a record in your editor."),
    "set": (CHANGE, "Set fields of a record."),
    "mark": (CHANGE, "Move a record to another state."),
    "undo": (CHANGE, "Undo your last change, or the one that you name."),
    "save": (CHANGE, "Check and commit what was edited by hand."),
    "import": (CHANGE, "Bring in many records from CSV, JSON, JSON Lines, YAML or Markdown."),
    "export": (READ, "Write all records into a folder."),
    "sync": (TOGETHER, "Bring in what others did, and send what you did."),
    "resolve": (TOGETHER, "Choose where two people gave one field two values."),
    "check": (CARE, "Find what is wrong in the workspace."),
    "guard": (CARE, "Judge a push before a host takes it in."),
    "upgrade": (CARE, "Bring a workspace up to this version of wmstrat."),
}


class Root(TyperGroup):
    """The root command: it knows its commands by the table and loads the one that runs."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, (panel, about) in COMMANDS.items():
            self.commands[name] = TyperCommand(name, help=about, rich_help_panel=panel)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed, loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and loaded(name or "", rest, ctx.params.get("workspace")), rest

    def make_context(self, *args: Any, **settings: Any) -> Any:
        """Read what stands before the command; --help and --version answer here, and write nothing else."""
        with _told():
            try:
                return super().make_context(*args, **settings)
            except BrokenPipeError:
                raise
            except OSError as error:
                from wmstrat.say.output import given_up

                raise given_up(error) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _told(ctx):
            return super().invoke(ctx)


@contextmanager
def _told(ctx: Any = None) -> Iterator[None]:
    """The only place where an error becomes a message and an exit code."""
    try:
        yield
    except WmstratError as error:
        from wmstrat.say.output import failure, remark

        if isinstance(error, Unwritten) and ctx is not None and ctx.obj.committed:
            # To type the same again would make the change twice.
            remark(f"{error} The change itself was made and committed. See it with: wmstrat log")
            raise typer.Exit(0) from None
        failure(error)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        # The reader has seen enough. Python's own last flush must not find the pipe either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except (typer.Exit, typer.Abort, typer.BadParameter, KeyboardInterrupt, EOFError):
        raise
    except Exception as error:
        if hasattr(error, "format_message"):  # of typer itself
            raise
        from wmstrat.say.output import report_bug

        report_bug(error)
        raise typer.Exit(70) from None


def loaded(name: str, rest: Sequence[str] = (), directory: str | None = None) -> Any:
    """The real command of a line of the table; of a noun that goes on with one of its commands, that one only.
    `directory` is where the workspace is, whose own fields a noun knows."""
    function = {"import": "import_", "set": "set_"}.get(name, name)
    module = f"wmstrat.commands.{function}"
    if any(name == entry.noun for entry in TABLE.values()):
        from wmstrat.commands.nouns import noun

        app = noun(name, directory)
        if find_spec(module):
            app.registered_commands += import_module(module).MORE
        only = [each for each in app.registered_commands if each.name in rest[:1]]
        app.registered_commands = only or app.registered_commands
    else:
        app = typer.Typer(add_completion=False)
        app.registered_commands.append(getattr(import_module(module), function))
    command = typer.main.get_command(app)
    command.name = name
    return command


def _version(wanted: bool) -> None:
    if wanted:
        from wmstrat.say.output import write

        write(f"wmstrat {__version__}\n")
        raise typer.Exit


WORKSPACE = typer.Option(
    "-C", "--workspace", metavar="DIR", help="Where the workspace is (else WMSTRAT_WORKSPACE, else here)."
)
VERSION = typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")


def root(
    context: typer.Context,
    workspace: Annotated[str | None, WORKSPACE] = None,
    version: Annotated[bool, VERSION] = False,
) -> None:
    """Manage a working-group process out of plain files in git.

    Example: wmstrat init my-process, then cd my-process, then wmstrat status
    """
    from wmstrat.commands.session import Session

    del version
    context.obj = session = Session(workspace)
    context.call_on_close(session.close)


app = typer.Typer(
    cls=Root,
    name="wmstrat",
    callback=root,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line. Raises SystemExit."""
    app(prog_name="wmstrat")


def program() -> None:
    """Run the command line as a process of its own, and end it at once: taking every module apart takes a quarter of
    a run. No module of ours registers a function for the exit."""
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with suppress(OSError):
                stream.flush()
        os._exit(end.code)
