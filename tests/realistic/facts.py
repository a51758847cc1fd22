"""What is known of the real process: days, counts and public titles. People in it are made up, or absent."""

from __future__ import annotations

from datetime import date

GROUPS = {
    "AD": "advocacy",
    "CB": "capacity-building",
    "CH": "community-health",
    "DI": "diversity",
    "PA": "partnerships",
    "PT": "product-technology",
    "RA": "resource-allocation",
    "RS": "revenue-streams",
    "RR": "roles-responsibilities",
}
FOCUS_ITEMS = {"AD": 3, "CB": 5, "CH": 4, "DI": 3, "PA": 4, "PT": 3, "RA": 4, "RS": 5, "RR": 5}

CREATED = date(2018, 6, 1)
CALL = (date(2018, 6, 12), date(2018, 7, 2))
SELECTED = date(2018, 7, 19)
ANNOUNCED = date(2018, 7, 20)
FURTHER_APPOINTMENTS = (date(2018, 8, 6), date(2018, 11, 23))
SET_UP = (date(2018, 7, 21), date(2018, 10, 31))
SCOPING = (date(2018, 11, 1), date(2019, 3, 15))
CONVERSATIONS = (date(2019, 3, 18), date(2019, 6, 28))
DRAFTING = (date(2019, 7, 1), date(2019, 8, 9))
FIRST_ITERATION = date(2019, 8, 10)
SECOND_ITERATION = (date(2019, 8, 20), date(2019, 9, 22))
MANDATE_ENDS = date(2019, 11, 1)
SYNTHESIS = (date(2019, 11, 4), date(2020, 1, 19))
SYNTHESIS_PUBLISHED = date(2020, 1, 20)
SYNTHESIS_CONVERSATIONS = (date(2020, 1, 21), date(2020, 2, 21))
INTEGRATION = (date(2020, 2, 24), date(2020, 3, 18))
ENDORSED = date(2020, 3, 27)
PUBLISHED = date(2020, 5, 14)

APPLICATIONS = 172
SHORTLISTED = 91
CHOSEN = 88
TRUSTEES = 9
APPOINTED_LATER = 14

# Drafts of the first iteration are not counted anywhere; about 220 versions are known of all four together.
FIRST_DRAFTS = dict.fromkeys(GROUPS, 12)
# 89 in all: five groups as published, the other 37 spread over the remaining four.
SECOND_DRAFTS = {"AD": 10, "CB": 10, "CH": 12, "DI": 8, "PA": 13, "PT": 9, "RA": 9, "RS": 9, "RR": 9}

SYNTHESIS_TITLES = (
    "Promote Sustainability and Resilience",
    "Create Cultural Change for Inclusive Communities",
    "Improve User Experience",
    "Provide for Safety and Security",
    "Ensure Equity in Decision-Making",
    "Foster and Develop Distributed Leadership",
    "Invest in Skills Development",
    "Manage Internal Knowledge",
    "Coordinate Across Stakeholders",
    "Prioritize Topics for Impact",
    "Innovate in Free Knowledge",
    "Evaluate, Iterate, and Adapt",
    "Plan Infrastructure Scalability",
)
FINAL_TITLES = (
    "Increase the Sustainability of Our Movement",
    "Improve User Experience",
    "Provide for Safety and Inclusion",
    "Ensure Equity in Decision-making",
    "Coordinate Across Stakeholders",
    "Invest in Skills and Leadership Development",
    "Manage Internal Knowledge",
    "Identify Topics for Impact",
    "Innovate in Free Knowledge",
    "Evaluate, Iterate, and Adapt",
)

# What the Core Team asked each group, beside the questions of the groups.
CORE_QUESTIONS = 18
SOURCES = 27
QUESTIONS = 103
PROGRAMMATIC_QUESTIONS = 12
# Notes by kind: how many, and when.
NOTES = {
    "interview": (340, (CONVERSATIONS, CONVERSATIONS, (date(2019, 8, 12), date(2019, 9, 20)))),
    "research": (60, (SCOPING, CONVERSATIONS)),
    "idea": (40, (SET_UP, SCOPING, DRAFTING)),
}
OUTREACH = {
    "event": (36, ((date(2018, 7, 21), date(2018, 7, 24)), (date(2019, 3, 29), date(2019, 4, 1)))),
    "update": (54, ((date(2018, 8, 1), date(2019, 10, 29)),)),
    "report": (27, (CONVERSATIONS, DRAFTING)),
}
# The dates of the whole process: what, the first plan, when it moved to which day and why, when it was reached. Until
# when the first drafts were open for comment is made up.
MILESTONES = (
    ("The scope of each group is published", SCOPING[1], (), date(2019, 3, 20)),
    ("First drafts are published", date(2019, 6, 30), (), FIRST_ITERATION),
    (
        "Comments on the first drafts end",
        date(2019, 9, 8),
        ((date(2019, 9, 3), date(2019, 9, 15), "Three translations of the drafts came late."),),
        date(2019, 9, 15),
    ),
    (
        "Second drafts are published",
        date(2019, 9, 1),
        ((date(2019, 9, 2), date(2019, 9, 22), "More comments came in than the groups could answer."),),
        SECOND_ITERATION[1],
    ),
    (
        "The recommendations are published",
        date(2018, 12, 31),
        (
            (date(2018, 9, 20), date(2019, 11, 1), "The groups need more time to find their members."),
            (date(2019, 8, 15), date(2020, 3, 31), "The drafts of the groups have to become one."),
        ),
        PUBLISHED,
    ),
)
DECISIONS, ACTIONS, SUPPORT = 60, 180, 50
# Dependencies between groups, tracked by hand then, and what the Steering Group asked the groups.
LINKS, ROUNDS = 45, 12
# Pieces of feedback that came in together, and remarks one by one.
FEEDBACK, REMARKS = 360, 80
# When remarks were about a draft of the first iteration; who wrote the second one had no time to answer.
COMMENTS = (date(2019, 8, 12), date(2019, 9, 20))
# Until when the second drafts were open for comment, and the longer time that one group gave; both made up.
SECOND_COMMENTS, LONGER_COMMENTS = date(2019, 10, 13), date(2019, 10, 20)
# What the drafts of the synthesis were told.
SYNTHESIS_REMARKS = 45
MEETINGS, MEETING_SPAN = 350, (date(2018, 7, 25), date(2019, 10, 31))
SYNTHESIS_NOTES = 40
