"""Words what became of a record between two versions. All words follow from the declaration of its kind, so that no
kind is named here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN
from wmstrat.record.field_type import FieldType
from wmstrat.record.fields import Entries, Field
from wmstrat.record.forgetting import FIELD as FORGOTTEN
from wmstrat.record.ids import Joined
from wmstrat.record.kind import IMPORT_KEY, Kind
from wmstrat.record.laws import Logged
from wmstrat.record.moments import Moment
from wmstrat.record.record import Record
from wmstrat.record.states import ASIDE, DONE, State
from wmstrat.record.types import Address, Term
from wmstrat.record.view import code_or_slug
from wmstrat.reports.field_changes import days_moved, field_changed, is_text, texts_changed
from wmstrat.reports.labels import WorkspaceLabels
from wmstrat.reports.versions import CALLED, Versions, changed_fields

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

NEW, MOVED_DATES, MOVED_ON, FINISHED = "New", "Dates that moved", "Moved on", "Finished"
CONTINUED, PUT_ASIDE, REWORDED = "Merged, split or replaced", "Put aside", "Texts that changed"
CHANGED = "Other changes"


class Difference(Struct, frozen=True):
    """One thing that changed, below a heading: of which record of which group (by its code), in words, and why.
    `before` and `after` are states or days. The last commit that changed the record was on the ISO `day`, by `who`.
    Several records of its kind are called `plural`. What is told of several records together has neither id nor
    title."""

    heading: str
    group: str
    kind: str
    id: str
    title: str
    change: str
    why: str = ""
    before: str = ""
    after: str = ""
    day: str = ""
    who: str = ""
    plural: str = ""


class PublicLabels(WorkspaceLabels):
    """The labels of a workspace as everybody may read them: people who are not shown have their ids."""

    def record(self, identity: str) -> str:
        """The code of a group, the name of a person who is shown, and the id of anything else."""
        record = self._workspace.named(identity)
        if record is None or record.is_private:
            return identity
        if record.is_group:
            return record.reference
        halves = () if record.kind.in_group else self._workspace.in_files([record.expected_path])
        return next((half.label for half in halves), identity)


class Teller:
    """Words what became of records, as they are called in a workspace."""

    def __init__(self, workspace: Workspace, labels: WorkspaceLabels) -> None:
        self.workspace, self.labels = workspace, labels
        # Who is in the place of people that were forgotten: nothing is told of them.
        self.nobody = {identity for kind in workspace.kinds for identity in workspace.marks(kind.name)}

    def told(self, pair: Versions) -> Iterator[Difference]:
        """What became of one record."""
        record = pair.record
        kind = record.kind
        if pair.after is None or not is_told(kind) or is_term(kind) or record.unreadable:
            return
        if pair.before is None:
            yield self._new(pair, pair.after)
            yield from self._logged(pair, pair.after)
        elif not pair.before.unreadable:
            yield from self._changed(pair, pair.before, pair.after)

    def _new(self, pair: Versions, record: Record) -> Difference:
        state = record.declared_state
        is_first = state is None or state is record.kind.states[0] or state.is_open
        heading = NEW if state is None or (is_first and not state.report_heading) else _heading(state)
        state_words = [] if is_first else [*self._state(record, heading)]
        due = record.kind.by_name.get(record.kind.due or record.kind.day)
        is_to_come = due is not None and (bool(record.kind.due) or isinstance(due.type, Moment))
        words = []
        if heading == NEW and due and is_to_come and record[due.name] not in ("", UNKNOWN):
            words.append(f"{due.heading.lower()} {self._shown(due, record[due.name])}")
        words = _said_once(state_words, [*words, *self._details(record)])
        return self._item(heading, pair, record, words, self._why(record), after=record.state)

    def _changed(self, pair: Versions, before: Record, after: Record) -> Iterator[Difference]:
        kind = after.kind
        # What process.yaml declares now was blank before it did.
        before = replace(before, values={**kind.blank(), **before.values})
        names = [name for name in changed_fields(before, after) if name not in ("group", IMPORT_KEY, FORGOTTEN)]
        told: set[str] = set()
        why = self._why(after) if "why" in names else ""
        if after.declared_state and ("state" in names or _again(after.declared_state, before, after)):
            told |= {"state", "why", *_of_state(kind, after.declared_state)}
            told |= {name for state in kind.states for name in state.tells}
            if after.declared_state.report_heading:
                told |= {name for name in names if is_text(kind.by_name[name]) and not before[name]}
            heading = _heading(after.declared_state)
            words = _said_once([*self._state(after, heading)], [*self._details(after, names)])
            yield self._item(heading, pair, after, words, why, before.state, after.state)
        for law in kind.laws:
            if isinstance(law, Logged) and law.log in names:
                told |= {law.log, law.field}
        yield from self._logged(pair, after, before)
        for name in [name for name in names if name not in told and _tells_of_moves(kind.by_name[name].type)]:
            told |= {name, *(other for state in kind.states for other in state.tells)}
            yield from self._moves(pair, kind.by_name[name], before, after)
        for field in filter(None, map(kind.by_name.get, dict.fromkeys((kind.due, kind.day)))):
            if field.name in names and field.name not in told and _is_day(before, field) and _is_day(after, field):
                told.add(field.name)
                if after.declared_state is None or after.declared_state.means != ASIDE:
                    yield self._moved(pair, field, before[field.name], after[field.name], why)
        for name in names:
            type_ = kind.by_name[name].type
            if isinstance(type_, Entries) and _begins_something(type_):
                told.add(name)
                begun = [type_.in_full(entry, self.labels) for entry in after[name] if entry not in before[name]]
                if begun:
                    yield self._item(MOVED_ON, pair, after, [f"now {'; '.join(begun)}"])
        if texts := [*texts_changed(names, told, before, after)]:
            yield self._item(REWORDED, pair, after, texts)
        others = [name for name in names if name not in told | CALLED and not is_text(kind.by_name[name])]
        fields = (kind.by_name[name] for name in others if name not in ("title", "name", "why"))
        words = [words for field in fields for words in self._field(field, before, after)]
        if words or (why and not told):
            yield self._item(CHANGED, pair, after, words, "" if told else why)

    def _moves(self, pair: Versions, field: Field, before: Record, after: Record) -> Iterator[Difference]:
        """The days that moved, each as the entry of a list tells it."""
        for entry in after[field.name]:
            if entry not in before[field.name]:
                by = self.labels.record(entry["by"]) if entry["by"] else pair.who
                was, now = (self.labels.record(entry[name]) for name in ("was", "to"))
                words = [f"{field.heading.lower()} {now}" + (f" instead of {was}" if was else "")]
                told = replace(pair, day=entry["on"] or pair.day, who=by)
                yield self._item(
                    MOVED_DATES, told, after, words, str(entry["why"]), str(entry["was"]), str(entry["to"])
                )

    def _logged(self, pair: Versions, after: Record, before: Record | None = None) -> Iterator[Difference]:
        """What changed together with entries of a log: a day that moved, or the text of what was there before."""
        for law in after.kind.laws:
            if not isinstance(law, Logged):
                continue
            entries = [entry for entry in after[law.log] if before is None or entry not in before[law.log]]
            why = " ".join(dict.fromkeys(entry["why"] for entry in entries if entry.get("why")))
            field = after.kind.by_name[law.field]
            if entries and isinstance(field.type, Day):
                last = entries[-1]
                by = self.labels.record(last["by"]) if last.get("by") else pair.who
                told = replace(pair, day=last.get("on") or pair.day, who=by)
                yield self._moved(told, field, entries[0][law.was], after[law.field], why)
            elif entries and before is not None:
                yield self._item(REWORDED, pair, after, [f'the {law.field} was "{entries[0][law.was]}"'], why)

    def _moved(self, pair: Versions, field: Field, was: str, now: str, why: str) -> Difference:
        record = pair.record
        words = [f"{field.heading.lower()} {self._shown(field, now)} instead of {self._shown(field, was)}"]
        words += days_moved(was, now)
        return self._item(MOVED_DATES, pair, record, words, why, was, now)

    def _field(self, field: Field, before: Record, after: Record) -> Iterator[str]:
        """What became of one field that is not a text; nothing where it names somebody who was forgotten."""
        if not {target for _, target in field.type.references(after[field.name])} & self.nobody:
            yield from field_changed(field, before, after, self.labels)

    # Words

    def _item(
        self, heading: str, pair: Versions, record: Record, words: Sequence[str], why: str = "", before: str = "",
        after: str = "",
    ) -> Difference:  # fmt: skip
        return Difference(
            heading=heading,
            group=self.code_of(record),
            kind=record.kind.command or record.kind.name,
            id=record.reference,
            title=record.label if record.title or not record.kind.is_lone else record.path,
            change=", ".join(words),
            why=why,
            before=before,
            after=after,
            day=pair.day,
            who=pair.who,
            plural=record.kind.plural,
        )

    def _state(self, record: Record, heading: str) -> Iterator[str]:
        """The state of a record, unless the heading says it: that is declared for this state alone."""
        if [state.report_heading for state in record.kind.states].count(heading) != 1:
            yield f"now {self.labels.word(record.state)}"

    def _details(self, record: Record, changed: Sequence[str] | None = None) -> Iterator[str]:
        """The fields that belong to the state of a record; of a record that is not new, those that changed."""
        state = record.declared_state
        for name in _of_state(record.kind, state) if state else ():
            field = record.kind.by_name[name]
            is_new = changed is None or name in changed
            is_short = not is_text(field) and not isinstance(field.type, Entries)
            if is_new and is_short and record[name] not in ("", [], UNKNOWN):
                yield f"{field.heading.lower()} {self._shown(field, record[name])}"
        if state and state.report_heading:
            yield from (
                str(record[field.name])
                for field in record.kind.seen(private=False)
                if isinstance(field.type, Address) and record[field.name]
            )

    def _shown(self, field: Field, value: Any) -> str:
        return field.type.shown(value, self.labels)

    def _why(self, record: Record) -> str:
        return str(record.values.get("why") or "")

    def code_of(self, record: Record) -> str:
        """The code of the group of a record."""
        return code_or_slug(self.workspace, record.group)


def is_told(kind: Kind) -> bool:
    """False for private kinds, and for people: of these, reports only tell who joined or left groups."""
    return not kind.home.private and (kind.in_group or kind.is_lone or bool(kind.home.file))


def is_term(kind: Kind) -> bool:
    """True for a kind that says who is where, and since when."""
    return isinstance(kind.ids, Joined)


def _said_once(state: Sequence[str], details: Sequence[str]) -> list[str]:
    """The words about a state and its details; not `now reached` beside `reached on`."""
    return [*(now for now in state if not any(f"now {detail}".startswith(f"{now} ") for detail in details)), *details]


def _again(state: State, before: Record, after: Record) -> bool:
    """True where a record came to the state that it had before once more: what the state tells has a new entry, such
    as an iteration of what was revised meanwhile."""
    for name in state.tells:
        type_ = after.kind.by_name[name].type
        if isinstance(type_, Entries):
            known = [[entry[part] for part in type_.key] for entry in before[name]]
            if any([entry[part] for part in type_.key] not in known for entry in after[name]):
                return True
    return False


def _heading(state: State) -> str:
    """The heading for records that came to a state."""
    if state.report_heading:
        return state.report_heading
    if state.became:
        return CONTINUED
    return FINISHED if state.means == DONE else PUT_ASIDE if state.means == ASIDE else MOVED_ON


def _of_state(kind: Kind, state: State) -> list[str]:
    """The fields that say more about a state."""
    together = [name for fields in kind.together if "state" in fields for name in fields]
    public = {field.name for field in kind.seen(private=False)}
    names = dict.fromkeys((*state.needs, *state.tells, *together, state.on, state.became))
    others = {other.on for other in kind.states if other is not state}
    return [name for name in names if name in public - others and name not in ("state", "why", "owner")]


def _tells_of_moves(type_: FieldType) -> bool:
    """True for entries that say from which day to which something moved, and why."""
    return isinstance(type_, Entries) and {"on", "was", "to", "by", "why"} <= {field.name for field in type_.fields}


def _begins_something(type_: Entries) -> bool:
    """True for entries that say since when a word of process.yaml has held, such as the stages of a group."""
    return isinstance(type_.fields[0].type, Term) and "since" in type_.key


def _is_day(record: Record, field: Field) -> bool:
    return isinstance(field.type, Day | Moment) and record[field.name] not in ("", UNKNOWN)
