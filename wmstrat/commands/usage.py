"""The messages about a wrong command line: an unknown option, something missing, a bad value."""

from __future__ import annotations

import re
from typing import Any

from wmstrat.commands.declare import parts_of_help
from wmstrat.commands.meant import option_meant
from wmstrat.commands.vocabularies import example_here, help_of
from wmstrat.errors import UsageProblem
from wmstrat.record.nearest import nearest
from wmstrat.record.text import UNSAFE, escaped, listed

MOST_WORDS = 24


def usage_of(context: Any) -> str:
    """The command line of a command: `wmstrat note add GROUP [TEXT] [OPTIONS]`."""
    words = [context.command_path]
    options = False
    for param in context.command.params:
        if param.param_type_name == "argument":
            words.append(metavar(param))
        elif param.required:
            words.append(f"{param.opts[0]} {param.metavar}")
        else:
            options = True
    return " ".join([*words, *(["[OPTIONS]"] if options else [])])


def metavar(param: Any) -> str:
    """How an argument is called in a command line, in brackets where it can be left out."""
    name = param.metavar or str(param.name).upper()
    name = f"{name}..." if param.nargs == -1 and "..." not in name else name
    return name if param.required or name.startswith("[") else f"[{name}]"


def explained(error: Any) -> UsageProblem:
    """A usage error of typer, in our own words."""
    context, param = getattr(error, "ctx", None), getattr(error, "param", None)
    help_of = {"help": f"{context.command_path} --help"} if context is not None else {"help": "wmstrat --help"}
    if context is not None and hasattr(error, "possibilities"):
        known = [name for param in context.command.params for name in param.opts if name.startswith("--")]
        word = error.option_name.lstrip("-").upper()
        arguments = [param for param in context.command.params if param.param_type_name == "argument"]
        if any(word in re.findall("[A-Z_]+", metavar(argument)) for argument in arguments):
            return UsageProblem(
                "{word} is typed without a name, in its place: `{usage}`", word=word, usage=usage_of(context)
            )
        meant = option_meant(error.option_name, known)
        named = {str(argument.name): argument for argument in arguments}
        same = [word.lower()] if word.lower() in named else [] if meant else nearest(word.lower(), named)
        if same:
            return UsageProblem(
                "The {name} is the {word} itself, typed without {option}: `{usage}`",
                name=same[0],
                word=metavar(named[same[0]]).strip("[]"),
                option=escaped(error.option_name, UNSAFE),
                usage=usage_of(context),
            )
        question = " Did you mean {meant}?" if meant else ""
        return UsageProblem(
            f"There is no option {{option}} here.{question} All options: `{{help}}`",
            option=escaped(error.option_name, UNSAFE),
            meant=meant,
            **help_of,
        )
    if context is not None and hasattr(error, "option_name"):  # an option that ends the line
        param = next(param for param in context.command.params if error.option_name in param.opts)
        return _missing(context, param, f"{error.option_name} needs a value")
    if context is not None and param is not None and hasattr(error, "param_type"):
        name = param.opts[0] if param.param_type_name == "option" else metavar(param)
        if re.search(r"[\[|]", name):  # several things in one, of which nobody knows what is missing
            return _more(context, param)
        return _missing(context, param, f"{name} is missing")
    if param is not None:
        name = param.opts[0] if param.param_type_name == "option" else metavar(param)
        reason = _number(param.type) if hasattr(param.type, "min") else _sentence(error.message)
        return UsageProblem("{name}: {reason} More: `{help}`", name=name, reason=reason, **help_of)
    return UsageProblem("{reason} More: `{help}`", reason=_sentence(error.message), **help_of)


def _missing(context: Any, param: Any, what: str) -> UsageProblem:
    """What to type for something that has to be typed, and which words fit."""
    offered = list(dict.fromkeys(item.value for item in param.shell_complete(context, "")))
    about = _sentence(_lower(help_of(context.command, param, context)))
    is_told = {*offered} <= {*re.findall(r"[\w-]+", about)}
    fit = f" It can be {listed(offered, 'or')}." if len(offered) <= MOST_WORDS and not is_told else ""
    return UsageProblem(
        "{what}: {about}{fit} The whole command: `{usage}`",
        what=what,
        about=about,
        fit=fit,
        usage=usage_of(context),
    )


def _more(context: Any, param: Any) -> UsageProblem:
    """What to type after a command, with its example."""
    return UsageProblem(
        "Type more after {command}: {about} For example: `{example}`",
        command=context.command_path,
        about=_sentence(_lower(help_of(context.command, param, context))),
        example=example_here(parts_of_help(context.command.help)[1], context),
    )


def _number(type_: Any) -> str:
    """What a number of an option has to be."""
    to = f" to {type_.max}" if type_.max is not None else ""
    return f"Expected a whole number from {type_.min}{to}."


def _sentence(text: str) -> str:
    text = escaped(text.strip(), UNSAFE)
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
