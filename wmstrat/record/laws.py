"""The laws that a kind declares: what may not change any more once it was settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.record.problem import Advice
from wmstrat.record.rules import Breach, differing, value_of

if TYPE_CHECKING:
    from wmstrat.record.record import Record


class Law(Struct, frozen=True, kw_only=True):
    """A rule that, in some states, keeps values as they were settled on a day. `day` is the field with that day, if
    there is one; `anew` has, by the state, the command that proposes another value later, with the values of the
    record in braces."""

    states: tuple[str, ...]
    day: str
    anew: Mapping[str, str]

    def breaches(self, before: Record, after: Record) -> Iterator[Breach]:
        """The ways in which a change breaks this law."""
        raise NotImplementedError

    def overruled(self, side: Record, merged: Record) -> Iterator[str]:
        """The fields that were settled on one side of a merge, and that have other values in the merged record."""
        raise NotImplementedError

    def concerns(self, _merged: Record) -> bool:
        """False where a merge chose a state in which the law asks for nothing."""
        return True

    def undivided(self, _mine: Record, _theirs: Record) -> list[str]:
        """The fields that a merge takes all from one side, where both have settled the record and differ."""
        return []

    def settled(self, record: Record) -> str:
        """The word for what the record became where it was settled: its state."""
        return record.state

    def proposal(self, record: Record) -> str:
        """The command that proposes another value for what this record has settled."""
        return self.anew.get(self.settled(record), "").format_map(record.values)


class Settled(Law, frozen=True, kw_only=True):
    """The fields do not change while the record stays in the states, nor do `day` and the body that decided, in the
    field `by` (requirement 36). A state in `decided_as` follows one that was decided, by which it is told here, such
    as `implementing` after `ratified`. The list `log` has what was said about the decisions, the last one last."""

    fields: tuple[str, ...]
    by: str = ""
    decided_as: Mapping[str, str] = {}
    log: str = ""

    @property
    def decision(self) -> tuple[str, ...]:
        """The fields that say what was decided, by whom and when."""
        return tuple(name for name in ("state", self.by, self.day) if name)

    @property
    def said(self) -> tuple[str, ...]:
        """Every field that says something about the decision."""
        return (*self.decision, *((self.log,) if self.log else ()))

    def decided(self, record: Record) -> tuple[object, ...] | None:
        """What was decided, by whom and when; None where nothing was."""
        if record.state not in self.states:
            return None
        return (self.settled(record), *(record.values[name] for name in self.decision if name != "state"))

    def settled(self, record: Record) -> str:
        return self.decided_as.get(record.state, record.state)

    def makes(self, before: Record | None, after: Record | None) -> bool:
        """True where a decision is recorded that was not there, or was about something else."""
        if after is None or self.decided(after) is None:
            return False
        if before is None or self.decided(before) != self.decided(after):
            return True
        return bool(differing(before, after, self.fields))

    def speakers(self, before: Record | None, after: Record | None) -> set[str]:
        """The groups that said more about what was decided before, and are named in the part `by` of the new
        entries."""
        if before is None or after is None or not self.log or self.decided(before) is None:
            return set()
        is_the_same = self.decided(before) == self.decided(after)
        new = _beyond(after.values[self.log], before.values[self.log]) if is_the_same else ()
        return {str(entry["by"]) for entry in new}

    def takes_back(self, before: Record | None, after: Record | None) -> bool:
        """True where a decision is gone, though the group could not leave the state by itself."""
        if before is None or after is None or self.decided(before) is None or self.decided(after) is not None:
            return False
        state = before.declared_state
        return state is not None and after.state not in before.kind.moves(state)

    def breaches(self, before: Record, after: Record) -> Iterator[Breach]:
        was_settled = before.state in self.states
        # Who decided, and when, is said where something was decided, and nowhere else.
        said = [name for name in (self.by, self.day) if self.by and after[name]]
        said = [name for name in said if was_settled or before[name] != after[name]]
        if said and after.state not in self.states:
            yield Breach(
                said[0],
                f"{after.id} is {after.state}, so no body has decided about it, and these fields must be empty: "
                f"{', '.join(said)}.",
                "Clear the field.",
            )
        names = (name for name in (*self.fields, *self.decision) if name != "state")
        changed = differing(before, after, names)
        if changed and was_settled and self.settled(after) == self.settled(before):
            settled = self.settled(before)
            decided = f"{before[self.by]} {settled}" if self.by else settled
            when = f" on {before[self.day]}" if self.day and before[self.day] else ""
            told = f"{decided} {before.id}{when}" if self.by else f"{before.id} is {decided}{when}"
            yield Breach(
                changed[0],
                f"{told}, so these fields cannot change: {', '.join(changed)}.",
                Advice("To propose something else", self.proposal(before).removeprefix("wmstrat ")),
            )

    def overruled(self, side: Record, merged: Record) -> Iterator[str]:
        if side.state in self.states:
            changed = differing(side, merged, (*self.fields, *self.decision))
            yield from (name for name in changed if name != "state" or self.settled(merged) != self.settled(side))

    def undivided(self, mine: Record, theirs: Record) -> list[str]:
        both = mine.state in self.states and theirs.state in self.states
        return differing(mine, theirs, (*self.fields, *self.decision)) if both else []


class Logged(Law, frozen=True, kw_only=True):
    """Once the record has been in one of the states (its `day` tells), a field changes only together with a new entry
    of `log`, which has the day (`on`) and the value before (`was`), and stays. It is made where nobody makes it,
    unless the entry has to say more: then `told_by` is the command, over the values of the record, that makes it.
    `becomes` is the part of an entry with the new value, if it has one."""

    field: str
    log: str
    was: str = "was"
    becomes: str = ""
    told_by: str = ""

    def holds_for(self, record: Record) -> bool:
        """True once the record has been in one of the states."""
        return record.state in self.states or bool(self.day and record[self.day]) or bool(record[self.log])

    def entry(self, before: Record | None, after: Record, today: str) -> list[dict[str, object]]:
        """The entries that tell of a change from one record to another and are not there yet: one, or none."""
        if before is None or self.told_by or not self.holds_for(before):
            return []
        if before[self.field] in ("", after[self.field]) or len(after[self.log]) > len(before[self.log]):
            return []
        return [{"on": today, self.was: before[self.field]}]

    def breaches(self, before: Record, after: Record) -> Iterator[Breach]:
        if not self.holds_for(before):
            return
        new, lost = _beyond(after[self.log], before[self.log]), _beyond(before[self.log], after[self.log])
        changed = before[self.field] != after[self.field]
        told = self._tells(new, before, after)
        command = (self.told_by or f"set {{id}} {self.field}=TEXT").format_map(before.values)
        if lost or (new and not told):
            yield Breach(
                self.log,
                f"The {self.log} of {before.id} are written when its {self.field} changes, and cannot be edited.",
                Advice(f"Change the {self.field} with", command),
            )
        elif changed and before[self.field] and not told:
            yield Breach(
                self.field,
                f"{self.field} of {before.id} changes only together with a new entry in its {self.log}.",
                Advice("Change it with", command),
            )

    def _tells(self, new: Sequence[Mapping[str, object]], before: Record, after: Record) -> bool:
        """True where the new entries tell of the change. Two sides may both have changed the field, so that one of
        several entries tells of the value that it has now, or where `becomes` is known of none that it ever had."""
        changed = before[self.field] != after[self.field]
        if not self.becomes:
            told = any(entry[self.was] == before[self.field] for entry in new)
            return told and (changed or len(new) > 1)
        past = {entry[part] for entry in before[self.log] for part in (self.was, self.becomes)}
        known = {before[self.field], *past, *(entry[self.becomes] for entry in new)}
        leads = any(entry[self.becomes] == after[self.field] for entry in new)
        return all(entry[self.was] in known for entry in new) and (leads if changed else bool(new))

    def overruled(self, side: Record, merged: Record) -> Iterator[str]:
        told = _beyond(merged[self.log], side[self.log])
        if side.state in self.states and side[self.field] != merged[self.field] and not told:
            yield self.field


def _beyond(entries: Iterable[Any], known: Iterable[Any]) -> list[Any]:
    """The entries that are not among the known ones; what is there twice has to be known twice."""
    rest, beyond = list(known), []
    for entry in entries:
        if entry in rest:
            rest.remove(entry)
        else:
            beyond.append(entry)
    return beyond


class Needed(Law, frozen=True, kw_only=True):
    """Fields that a state needs are filled in when it is reached and as long as it lasts, in a merge too. What was
    missing before does not prevent another change."""

    fields: tuple[str, ...]
    day: str = ""
    anew: Mapping[str, str] = {}

    def missing(self, record: Record) -> list[str]:
        """The fields that are blank, or name the record itself."""
        if record.state not in self.states:
            return []
        return [name for name in self.fields if record[name] in ("", [], record.id, [record.id])]

    def breaches(self, before: Record | None, after: Record) -> Iterator[Breach]:
        known = self.missing(before) if before is not None else []
        missing = [name for name in self.missing(after) if name not in known]
        state = after.declared_state
        if state and missing:
            assignments = " ".join(f"{name}={after.kind.by_name[name].type.placeholder}" for name in missing)
            command = state.told_by.format_map(after.values) or state.set_by
            named = (f"{name} (another one than {after.id})" if after[name] else name for name in missing)
            yield Breach(
                missing[0],
                f"{after.id} cannot be {state.name} without: {', '.join(named)}.",
                Advice("Type", command or f"set {after.id} state={state.name} {assignments}"),
            )

    def overruled(self, side: Record, merged: Record) -> Iterator[str]:
        if side.state in self.states:
            yield from (name for name in self.fields if side[name] and not merged[name])

    def concerns(self, merged: Record) -> bool:
        return merged.state in self.states


class Answered(Law, frozen=True, kw_only=True):
    """Once somebody has answered, in the list `answers`, the fields that they were asked about do not change."""

    fields: tuple[str, ...]
    answers: str
    states: tuple[str, ...] = ()
    day: str = ""

    def settled(self, _record: Record) -> str:
        return "answered"

    def breaches(self, before: Record, after: Record) -> Iterator[Breach]:
        changed = differing(before, after, self.fields) if before[self.answers] else []
        if changed:
            yield Breach(
                changed[0],
                f"{before.id} has answers already, so these fields cannot change: {', '.join(changed)}.",
                Advice("To ask something else", self.proposal(before).removeprefix("wmstrat ")),
            )

    def overruled(self, side: Record, merged: Record) -> Iterator[str]:
        if side[self.answers]:
            yield from differing(side, merged, self.fields)


class Withheld(Law, frozen=True, kw_only=True):
    """What a person does not agree to show stays out of the public half, whatever others make of it meanwhile: by the
    value of a field, the fields (`body` for the text) that are blank then. What a person types moves to private/, and
    a check tells of the rest; this is about merges."""

    field: str
    hides: Mapping[str, tuple[str, ...]]
    states: tuple[str, ...] = ()
    day: str = ""

    def settled(self, record: Record) -> str:
        return str(record[self.field])

    def shows(self, record: Record, hides: str) -> list[str]:
        """The fields that are filled in and would be blank with this value."""
        return [name for name in self.hides.get(hides, ()) if value_of(record, name)]

    def breaches(self, _before: Record, _after: Record) -> Iterator[Breach]:
        return iter(())

    def overruled(self, side: Record, merged: Record) -> Iterator[str]:
        hides = self.settled(side)
        if not self.shows(side, hides):
            yield from self.shows(merged, hides)

    def concerns(self, merged: Record) -> bool:
        return self.settled(merged) in self.hides


def is_taken_back(then: Record, now: Record) -> bool:
    """True where a decision is taken back and nothing else changes, so that a body can decide again."""
    laws = (law for law in then.kind.laws if isinstance(law, Settled) and law.by and law.takes_back(then, now))
    can_be_decided = bool(now.kind.way(now.state, then.state))
    return can_be_decided and any(not now[law.by] and not differing(then, now, law.fields) for law in laws)
