"""The root of the command line and the table of commands, enough for --help and completion; a command's module is
loaded when it runs."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from wmstrat import __version__
from wmstrat.errors import Refused, Unwritten, WmstratError
from wmstrat.kinds import TABLE

if TYPE_CHECKING:
    from wmstrat.commands.session import Session

START, RECORDS, READ, CHANGE, TOGETHER, CARE = "Start here", "Records", "Look", "Change", "Together", "Care"

# The command, its panel of --help, and what it does in a line. Its module is wmstrat.commands.<name>, but for nouns,
# which follow from the table of kinds; the module of a noun has what its declaration cannot say.
COMMANDS = {
    "init": (START, "Make a workspace."),
    "clone": (START, "Get a workspace that others share."),
    "status": (START, "Show how all groups are doing, or one group in detail."),
    "brief": (START, "Show what waits for you, a group or everybody."),
    "whoami": (START, "Show who you are, or set which person you are."),
    **{entry.noun: (RECORDS, entry.about) for entry in TABLE.values() if entry.noun},
    "show": (READ, "Show one record."),
    "search": (READ, "Search all records for words."),
    "log": (READ, "Show the history."),
    "timeline": (READ, "Show the dates and stages of all groups: who is late, and why."),
    "diff": (READ, "Show what changed in a range of days, in words."),
    "report": (READ, "Draft a progress update from what changed."),
    "coverage": (READ, "Show what nobody works on, and what several work on."),
    "ready": (READ, "Show which prompts of drafts and other texts are answered."),
    "windows": (READ, "Show what is open for comment, and until when."),
    "handover": (READ, "Print what the next coordinator of a group has to know."),
    "diversity": (READ, "Show who takes part, as counts."),
    "export": (READ, "Export all records to a folder."),
    "edit": (CHANGE, "Change a record in your editor."),
    "set": (CHANGE, "Set fields of a record."),
    "mark": (CHANGE, "Move a record to another state."),
    "undo": (CHANGE, "Undo your last change, or another one."),
    "save": (CHANGE, "Check and commit files that you edited."),
    "import": (CHANGE, "Import many records from files."),
    "share": (TOGETHER, "Share the workspace at an address."),
    "sync": (TOGETHER, "Receive the changes of others and send yours."),
    "resolve": (TOGETHER, "Settle conflicting changes."),
    "check": (CARE, "Check the workspace for errors."),
    "guard": (CARE, "Check a push before a host accepts it."),
    "upgrade": (CARE, "Update a workspace to this version of wmstrat."),
}


class Root(TyperGroup):
    """The root command: it knows its commands by the table and loads the one that runs."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, (panel, about) in COMMANDS.items():
            self.commands[name] = TyperCommand(name, help=about, rich_help_panel=panel)

    def _main_shell_completion(self, *args: Any, **settings: Any) -> None:
        """Answer a shell that asks what could follow."""
        if "_WMSTRAT_COMPLETE" in os.environ:
            from wmstrat.commands.shells import prepare

            prepare()
        super()._main_shell_completion(*args, **settings)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before the command. Where nothing is typed, show which commands there are."""
        if args[:1] in (["--install-completion"], ["--show-completion"]) and not ctx.resilient_parsing:
            from wmstrat.commands.shells import asked

            asked(args[0], args[1:])
            raise typer.Exit
        if not args and not ctx.resilient_parsing:
            from wmstrat.say.output import beside

            beside(f"{ctx.get_help()}\n")
            raise typer.Exit(2)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed or is meant, loaded. `help` and `version` are answered as the options are."""
        word, *rest = args
        if word == "help" and rest:
            return self.resolve_command(ctx, rest if ctx.resilient_parsing else [*rest, "--help"])
        if word in ("help", "version") and not ctx.resilient_parsing:
            from wmstrat.say.output import write

            write(f"{ctx.get_help()}\n" if word == "help" else VERSION_LINE)
            raise typer.Exit
        if word not in self.commands and not word.startswith("-"):
            from wmstrat.commands.meant import command_meant

            try:
                word, *more = command_meant(word, rest, self.commands)
                more = [] if ctx.resilient_parsing else more
            except WmstratError:
                if ctx.resilient_parsing:
                    return None, None, rest
                raise
            args = [word, *more, *rest]
        name, command, rest = super().resolve_command(ctx, args)
        if ctx.obj is None:  # a shell asks what could follow
            from wmstrat.commands.session import Session

            ctx.obj = Session(ctx.params.get("workspace"))
        return name, command and loaded(name or "", rest, ctx.obj), rest

    def get_help(self, ctx: Any) -> str:
        """All commands, a line each, with a few to begin with."""
        from wmstrat.say.help import page

        del ctx
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, (panel, about) in COMMANDS.items():
            panels.setdefault(panel, []).append((name, about))
        return page(ABOUT, "wmstrat [-C DIR] COMMAND ...", panels, TRY, {"Options": OPTIONS}, MORE)

    def make_context(self, *args: Any, **settings: Any) -> Any:
        """Read what was typed before the command; --help and --version answer here, and write nothing else."""
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
            remark(f"{error} But the change was made and committed. See it with: wmstrat log")
            raise typer.Exit(0) from None
        if not error.told:
            failure(error)
        if error.exit_code:
            _save_texts(ctx)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        # The reader has seen enough. Python's own last flush must not find the pipe either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except typer.Exit:
        raise
    except (typer.Abort, KeyboardInterrupt, EOFError):
        _save_texts(ctx)
        raise
    except Exception as error:
        if hasattr(error, "format_message"):  # of typer: the command line is wrong
            from wmstrat.commands.usage import explained
            from wmstrat.say.output import failure

            failure(explained(error))
            code = 2
        else:
            code = _told_of_a_fault(error, ctx)
        _save_texts(ctx)
        raise typer.Exit(code) from None


def _save_texts(ctx: Any) -> None:
    if ctx is not None and ctx.obj is not None:
        ctx.obj.save_texts()


def _told_of_a_fault(error: Exception, ctx: Any) -> int:
    """Say what the system did not give (room on a disk, a descriptor, a permission), or that this is a bug; returns
    the exit code."""
    from wmstrat.say.output import failure, remark, report_bug

    names = "ENOSPC EDQUOT EFBIG EMFILE ENFILE ENOMEM EAGAIN EROFS EACCES EPERM EIO ENOTDIR EISDIR".split()  # noqa: SIM905
    if not isinstance(error, OSError) or errno.errorcode.get(error.errno or 0) not in names:
        report_bug(error)
        return 70
    what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if ctx is not None and ctx.obj is not None and ctx.obj.committed:
        remark(f"{what}. But the change was made and committed. See it with: wmstrat log")
        return 0
    failure(Refused("The operating system reported an error. {what}.", what=what))
    return Refused.exit_code


def loaded(name: str, rest: Sequence[str] = (), session: Session | None = None) -> Any:
    """The real command of a line of the table; of a noun with one of its commands after it, that one only.
    Nouns know the fields of their own that the workspace of the session has."""
    function = {"import": "import_", "set": "set_"}.get(name, name)
    module = f"wmstrat.commands.{function}"
    if any(name == entry.noun for entry in TABLE.values()):
        from wmstrat.commands.nouns import noun
        from wmstrat.commands.session import Session

        [asked] = rest[:1] or [""]
        app = noun((session or Session()).catalogue.kind(name), asked)
        if [each.name for each in app.registered_commands] != [asked] and find_spec(module):
            more = import_module(module).MORE
            only = [each for each in more if each.name == asked]
            app.registered_commands = only or [*app.registered_commands, *more]
    else:
        app = typer.Typer(add_completion=False)
        app.registered_commands.append(getattr(import_module(module), function))
    command = typer.main.get_command(app)
    command.name = name
    return command


ABOUT = "Run a working-group process from plain files in git."
TRY = (
    "wmstrat init my-process",
    "wmstrat status",
    'wmstrat note add CB "Affiliates ask for mentors"',
    "wmstrat help question add",
)
DIRECTORY = "The folder of the workspace (default: WMSTRAT_WORKSPACE, or the current folder)."
OPTIONS = (
    ("-C, --workspace DIR", DIRECTORY),
    ("-h, --help", "Show help; also works after any command."),
    ("--version", "Show the version."),
    ("--install-completion", "Complete commands, ids and words with the Tab key (in new terminals)."),
)
MORE = (
    "About one command: wmstrat help COMMAND. You can shorten a command to its first three letters, if no other "
    "begins with them."
)
VERSION_LINE = f"wmstrat {__version__}\n"


def _version(wanted: bool) -> None:
    if wanted:
        from wmstrat.say.output import write

        write(VERSION_LINE)
        raise typer.Exit


def _refuse_a_deleted_folder(workspace: str | None) -> None:
    """Raises NotFound in a folder that somebody has deleted: no relative path means anything there."""
    from wmstrat.errors import NotFound

    if workspace and Path(workspace).is_absolute():
        return
    try:
        os.getcwd()  # noqa: PTH109 - the quickest to ask
    except FileNotFoundError:
        raise NotFound("The current folder was deleted. First go to another one, with cd") from None


WORKSPACE = typer.Option("-C", "--workspace", metavar="DIR", help=DIRECTORY)
VERSION = typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")


def root(
    context: typer.Context,
    workspace: Annotated[str | None, WORKSPACE] = None,
    version: Annotated[bool, VERSION] = False,
) -> None:
    """Run a working-group process from plain files in git.

    Example: wmstrat init my-process, then cd my-process, then wmstrat status
    """
    from wmstrat.commands.session import Session

    del version
    _refuse_a_deleted_folder(workspace)
    context.obj = session = context.obj or Session(workspace)
    context.call_on_close(session.close)


app = typer.Typer(
    cls=Root,
    name="wmstrat",
    callback=root,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line. Raises SystemExit."""
    app(prog_name="wmstrat")


def program() -> None:
    """Run the command line as a process of its own, and end it at once: taking every module apart takes a quarter of
    a run. No module of ours registers a function for the exit. Names of files are UTF-8, whatever the language."""
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - itself
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with suppress(OSError):
                stream.flush()
        os._exit(end.code)
