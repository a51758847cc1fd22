"""The people of the replay: the open call, the selection, joining, leaving and coming back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from tests.realistic import facts, words
from tests.realistic.plan import Person, Plan, Thread

CODES = tuple(facts.GROUPS)
TYPES = ("staff", "individual", "individual", "board")


def plan_people(plan: Plan) -> None:
    """Everything that happens to people, and who is in which team afterwards."""
    plan.core = [plan.person(f"Support {number}") for number in range(1, 6)]
    plan.teams["CT"].members = plan.core
    for place, person in enumerate(plan.core):
        role = "knowledge-manager" if place == 0 else "support"
        thread = _shown(plan, person, facts.CREATED)
        _appoint(plan, person, "core-team", facts.CREATED, thread, roles=role, type="staff")
    _open_call(plan)
    _trustees(plan)
    _steering_group(plan)
    _later(plan)
    _leaving(plan)


def _open_call(plan: Plan) -> None:
    applied, chosen = plan.heads(facts.APPLICATIONS), plan.heads(facts.CHOSEN)
    shortlisted = plan.heads(facts.SHORTLISTED)
    for place in range(applied):
        code = CODES[place % len(CODES)]
        person = plan.person(_name(place, chosen))
        thread = _applies(plan, person, code, plan.day(*facts.CALL))
        if place < chosen:
            coordinates = place < len(CODES) + 5
            team = plan.teams[code]
            (team.coordinators if coordinates else team.members).append(person)
            team.staying.append(person)
            role = "coordinator" if coordinates else "member"
            _joins(plan, person, code, facts.SELECTED, thread, role, since=facts.ANNOUNCED)
        elif place < shortlisted - 1 or place >= shortlisted:
            why = "Shortlisted; the group is full for now." if place < shortlisted else "Many more applied than fit."
            _declined(plan, code, person, plan.day(date(2018, 7, 14), facts.SELECTED), thread, why)
        # Nobody answered the last one of the shortlist.


def _name(place: int, chosen: int) -> str:
    if place >= chosen:
        return f"Applicant {place - chosen + 1}"
    if place < len(CODES) + 5:
        return f"Coordinator {place + 1}"
    return _member_name(place + 1)


def _member_name(number: int) -> str:
    languages = tuple(words.MEMBER)
    language = languages[1 + number // 6 % (len(languages) - 1)] if number % 6 == 0 else "en"
    return f"{words.MEMBER[language]} {number}"


def _trustees(plan: Plan) -> None:
    for number, code in enumerate(islice(CODES, min(facts.TRUSTEES, plan.heads(facts.TRUSTEES))), 1):
        trustee = plan.person(f"Trustee {number}")
        thread = _shown(plan, trustee, facts.ANNOUNCED - timedelta(days=3))
        _appoint(plan, trustee, "board", facts.SELECTED, thread, roles="trustee", type="board")
        _appoint(
            plan, trustee, facts.GROUPS[code], facts.ANNOUNCED, thread,
            roles="trustee", type="board", selected_by="board",
        )  # fmt: skip


def _steering_group(plan: Plan) -> None:
    for code in CODES:
        for person in plan.teams[code].coordinators:
            _appoint(plan, person, "steering-group", date(2018, 7, 25), Thread(""), roles="coordinator")
            plan.teams["SG"].members.append(person)


def _later(plan: Plan) -> None:
    known = plan.heads(facts.CHOSEN)
    for place in range(plan.heads(facts.APPOINTED_LATER)):
        code = CODES[(place * 2) % len(CODES)]
        person = plan.person(_member_name(known + place + 1))
        day = plan.day(*facts.FURTHER_APPOINTMENTS)
        thread = _applies(plan, person, code, day)
        _joins(plan, person, code, day + timedelta(days=6), thread, "member", since=day + timedelta(days=7))
        plan.teams[code].members.append(person)


def _leaving(plan: Plan) -> None:
    for place in range(plan.heads(12)):
        code = CODES[place % len(CODES)]
        team = plan.teams[code]
        if len(team.members) <= place // len(CODES):
            continue
        person = team.members[place // len(CODES)]
        team.staying = [stays for stays in team.staying if stays != person]
        day, thread = plan.day(date(2018, 12, 3), date(2019, 5, 31)), Thread("")
        reason = plan.random.choice(words.REASONS)
        _in_group(plan, "leave", day, person, facts.GROUPS[code], person, thread, why=reason)
        if place % 3 == 0:
            back = day + timedelta(days=70)
            _appoint(
                plan, person, facts.GROUPS[code], back, thread,
                roles="member", type="individual", selected_by="core-team", why="came back",
            )  # fmt: skip


# Single steps


def _shown(plan: Plan, person: Person, day: date) -> Thread:
    thread = Thread("")
    plan.add(thread, "person", day, plan.core[0], person.name, contact=person.mail)
    return thread


def _applies(plan: Plan, person: Person, code: str, day: date) -> Thread:
    """Somebody who is known in private only asks to join."""
    random, thread = plan.random, Thread("")
    texts = {
        "contact": person.mail,
        "region": random.choice(words.REGIONS),
        "languages": sorted({"en", random.choice(tuple(words.LANGUAGES))}),
        "skills": sorted({random.choice(words.SKILLS), random.choice(words.SKILLS)}),
        **({"movement_roles": [random.choice(words.MOVEMENT_ROLES)]} if random.random() < 0.7 else {}),
    }
    plan.add(thread, "person", day, random.choice(plan.core), person.name, private=True, **texts)
    why = words.prose(words.LANGUAGES["en"][1], random, "", 1).replace("\n", " ")
    type_, support = random.choice(TYPES), random.choice(plan.core)
    _in_group(plan, "apply", day, support, facts.GROUPS[code], person, thread, type=type_, why=why)
    return thread


def _joins(plan: Plan, person: Person, code: str, day: date, thread: Thread, role: str, *, since: date) -> None:
    type_ = plan.random.choice(TYPES)
    organization = "" if type_ == "individual" else f"Affiliate {plan.random.randint(1, 40)}"
    _appoint(
        plan, person, facts.GROUPS[code], day, thread, roles=role, type=type_, organization=organization,
        selected_by="steering-committee", on=since.isoformat(),
    )  # fmt: skip
    declared = {"interests": f"Works for {organization}."} if organization and plan.random.random() < 0.5 else {}
    if plan.random.random() < 0.6:
        declared["community"] = f"Community {plan.random.randint(1, 60)}"
    if declared:
        membership = Thread(code, id=f"{code}-{person.id}", last=thread.last)
        plan.set(membership, since, plan.random.choice(plan.core), **declared)


def _appoint(plan: Plan, person: Person, group: str, day: date, thread: Thread, **values: str) -> None:
    _in_group(plan, "appoint", day, plan.random.choice(plan.core), group, person, thread, **values)


def _declined(plan: Plan, code: str, person: Person, day: date, thread: Thread, answer: str) -> None:
    support = plan.random.choice(plan.core)
    _in_group(plan, "decline", day, support, facts.GROUPS[code], person, thread, why=answer)


def _in_group(
    plan: Plan, verb: str, day: date, who: Person, group: str, person: Person, thread: Thread, **texts: str
) -> None:
    """Somebody applies to a group, becomes a member, is declined or leaves."""
    people = person.id if verb == "apply" else [person.id]
    plan.do(thread, "member", verb, day, who, {"group": group, "person": people, **texts})
