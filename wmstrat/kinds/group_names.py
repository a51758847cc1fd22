"""The names of groups: a group has one at a time, and is found by its former ones too (requirements 74 and 75)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wmstrat.errors import Invalid, Refused, UsageProblem
from wmstrat.kinds.parts import WORDS_FOR_GROUPS, on
from wmstrat.record.day_types import AboutWhen
from wmstrat.record.fields import Field
from wmstrat.record.kind import Step
from wmstrat.record.problem import Advice, Check, Finding, by_editing
from wmstrat.record.record import Record, Values
from wmstrat.record.rules import Breach
from wmstrat.record.text import folded, normal, unsafe_name
from wmstrat.record.types import Choice, Flag, Line, Prose
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View

FRONT_PAGE = "README.md"
OUTCOMES = ("proposed", "accepted", "rejected", "former")
NAMES = (
    Field("name", Line(), "the name", required=True),
    Field("state", Choice(OUTCOMES), "the state of the name", required=True),
    Field("who", Line(), "who proposed or decided it: a body or a role"),
    Field("when", AboutWhen(), "when it was proposed or decided"),
    Field("why", Prose(), "the reason"),
)


# Checks


def _lone_name(record: Record, view: View) -> Iterator[Finding]:
    """A name finds one group. Two people who rename apart can give two groups one."""
    name = folded(record["name"])
    if name in WORDS_FOR_GROUPS:
        advice = Advice("Rename it", f"group rename {record['code']} NAME", "Rename it")
        yield Finding("name", f'"{record["name"]}", which means other groups', "the name of one group", advice)
    for other in view.records("group"):
        if other.id != record.id and name == folded(other["name"]):
            found = f'"{record["name"]}", which is also the name of {other.id}'
            advice = Advice("Rename one of the two", f"group rename {record['code']} NAME", "Rename one of the two")
            yield Finding("name", found, "a name that no other group has", advice)


def _heading_is_the_name(record: Record, _: View) -> Iterator[Finding]:
    """The heading of the page is not a former name of the group."""
    heading = next((line[2:].strip() for line in record.body.split("\n") if line.startswith("# ")), "")
    former = [entry["name"] for entry in record["names"] if entry["state"] == "former"]
    said, formerly = ({*names, *map(_in_markdown, names)} for names in ([record["name"]], former))
    if heading in formerly - said:
        expected = f'the present name, "{record["name"]}"'
        yield Finding("body", f'the heading "{heading}"', expected, by_editing(record, "Change the heading"))


ABOUT_NAMES = "No two groups have the same name, and the heading of a group's page is its present name."
CHECKS = (
    Check("name", ABOUT_NAMES, _lone_name, warning=True),
    Check("name", ABOUT_NAMES, _heading_is_the_name, warning=True),
)


# Rules


def has_names_of_its_own(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """A group is found by its names (requirement 75): a new name, current or former, finds no other group."""
    known = _names(before) if before else {}
    new = {name: typed for name, typed in _names(after).items() if name not in known}
    others = [group for group in view.records("group") if group.id != after.id] if new else []
    for name, typed in new.items():
        if name in WORDS_FOR_GROUPS:
            yield Breach(
                "name", f'"{typed}" means other groups, so no group can be found by it.', "Choose another name."
            )
        for other in others:
            if name in {*_names(other), folded(other.id), folded(other["code"])}:
                why = f'"{typed}" already finds the group {other["code"]} ({other.label}).'
                yield Breach("name", why, "Choose another name.")
                break


def keeps_its_names(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """What was recorded about a name stays (requirements 74 and 75); a proposal becomes accepted or rejected."""
    if before is None:
        return
    left = {(entry["state"], folded(entry["name"])) for entry in after["names"]}
    names = {name for _, name in left}
    for entry in before["names"]:
        name = folded(entry["name"])
        if (entry["state"], name) not in left and (entry["state"] != "proposed" or name not in names):
            yield Breach(
                "names",
                f'The {entry["state"]} name "{entry["name"]}" of {before["code"]} cannot be changed or removed.',
                Advice("To add a name", f"group rename {before['code']} NAME"),
            )
            return


def _names(group: Record) -> dict[str, str]:
    """The current and former names, by the form in which they are looked for."""
    former = [entry["name"] for entry in group["names"] if entry["state"] == "former"]
    return {folded(name): name for name in (group["name"], *former) if name}


def keeps_its_former_name(step: Step, view: View) -> Values:
    """A group that is given another name, by whichever command, is found by the old one too (requirement 75)."""
    before, after = step.before, step.after
    former = {entry["name"] for entry in after["names"] if entry["state"] == "former"}
    if before is None or before["name"] in ("", after["name"], *former):
        return {}
    entry = {"name": before["name"], "state": "former", "who": "", "when": view.today, "why": ""}
    return {"names": [*after["names"], entry]}


# The verb


def _rename(change: Changing, group: Record, given: Given) -> Done:
    """Give a group another name, or record that one was proposed or rejected. An accepted name takes the place of the
    old one, which still finds the group; the slug never moves. A rejected or proposed one is recorded with who, when
    and why, and the current name is untouched."""
    if given["propose"] and given["reject"]:
        raise UsageProblem("Use only one of --propose and --reject.")
    name = normal(given["name"].strip())
    unfit = unsafe_name(name) if name else "nothing"
    if unfit:
        raise Invalid("The name has {found}; it must be one line of at most 200 characters.", found=unfit)
    if name == group["name"]:
        raise Refused('{group} already has the name "{name}".', group=group["code"], name=name)
    details = {"who": given["who"], "when": given["on"], "why": given["why"]}
    others = [
        entry for entry in group["names"] if entry["state"] != "proposed" or folded(entry["name"]) != folded(name)
    ]
    if given["propose"] or given["reject"]:
        outcome, verb = ("proposed", "propose") if given["propose"] else ("rejected", "reject")
        names = [*others, {"name": name, "state": outcome, **details}]
        return Done(f'{verb} the name "{name}"', (change.update(group, names=names),))
    was_proposed = len(others) < len(group["names"])
    accepted = [{"name": name, "state": "accepted", **details}] if was_proposed else []
    former = {"name": group["name"], "state": "former", **details}
    body, remarks = _renamed_on_pages(change, group, name)
    renamed = change.update(group, body, name=name, names=[*others, *accepted, former])
    return Done(f'rename "{group["name"]}" to "{name}"', (renamed,), remarks=remarks)


def _in_markdown(name: str) -> str:
    """The name as a page says it, so that no sign in it is taken for a link, a tag or an emphasis."""
    return re.sub(r"[\\`*_\[\]<>|]", r"\\\g<0>", name)


def _renamed_on_pages(change: Changing, group: Record, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of the group's page with the new name as its heading, and a sentence about the places that still have
    the old name. The line about the group on the front page gets the new one as well."""
    old, written = group["name"], _in_markdown(name)
    headings = {f"# {old}", f"# {_in_markdown(old)}"}
    body = "\n".join(f"# {written}" if line.rstrip() in headings else line for line in group.body.split("\n"))
    front = change.page(FRONT_PAGE) or ""
    row, link = rf"\|\s*{group['code']}\s*\|.*?", rf"\]\([^)]*\b{re.escape(group.id)}/?\)"
    called = f"(?:{re.escape(old)}|{re.escape(_in_markdown(old))})"
    about = re.compile(rf"^({row}|.*?\[){called}(?=\s*\||{link})", re.MULTILINE)
    changed = about.sub(lambda line: line[1] + written, front)
    if "|" not in name and changed != front and change.rewrite_page(FRONT_PAGE, changed):
        front = changed
    others = front.replace(written, "").replace(name, "").split("\n")
    lines = [str(number) for number, line in enumerate(others, 1) if old in line]
    left = [f"{FRONT_PAGE} in line {', '.join(lines)}"] if lines else []
    left += [group.path] if old in body.replace(written, "").replace(name, "") else []
    return body, (f'These pages still say "{old}": {"; ".join(left)}',) if left else ()


RENAME = Verb(
    name="rename",
    also=("name", "title"),
    about="Rename a group. The old name still works, and the folder does not change.",
    example='wmstrat group rename PT "Product & Technology" --who "Core Team" --why "The scope is wider"',
    takes=(Field("name", Line(), "the new name", required=True),),
    options=(
        Field("propose", Flag(), "record the name as a proposal only"),
        Field("reject", Flag(), "record that the name was rejected"),
        Field("who", Line(), "the body or role that decided"),
        Field("why", Prose(), "the reason"),
        on(),
    ),
    does=_rename,
)
