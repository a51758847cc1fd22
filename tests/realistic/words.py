"""What the made-up people of the replay are called, say and write, in twelve languages."""

from __future__ import annotations

from random import Random

# How a member is called in the scripts that some of them show their name in.
MEMBER = {"en": "Member", "ar": "عضو", "fa": "همکار", "hi": "सदस्य", "ru": "Участник", "zh-hans": "成员"}
PEOPLE = (*MEMBER.values(), "Coordinator", "Trustee", "Applicant", "Support")

# The title of a conversation or an interview, and sentences for its text.
LANGUAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "en": (
        "Conversation {n} with newcomers",
        (
            "People ask for mentors who stay, not for more courses.",
            "Small communities carry the same duties as large ones with a tenth of the hands.",
            "Nobody could say who decides, and that was the first complaint.",
            "Most of the {n} people in the room had never been asked before.",
            "The wish that came up most often: explain decisions, even the unpopular ones.",
            "Two voices disagreed, and both thought that the question should be kept open.",
        ),
    ),
    "ar": (
        "محادثة {n} مع المجتمع",
        (
            "يطلب الناس مرشدين يبقون معهم، لا مزيدًا من الدورات.",
            "لا أحد يعرف من يتخذ القرار، وكان ذلك أول ما اشتكوا منه.",
            "معظم الحاضرين ({n}) لم يسألهم أحد من قبل.",
            "يريد المشاركون ترجمة الوثائق قبل النقاش لا بعده.",
        ),
    ),
    "de": (
        "Gespräch {n} mit Freiwilligen",
        (
            "Gewünscht werden Ansprechpersonen, die bleiben, nicht noch mehr Kurse.",
            "Kleine Gemeinschaften tragen dieselben Pflichten mit einem Zehntel der Hände.",
            "Von {n} Anwesenden wusste niemand, wer am Ende entscheidet.",
            "Häufigster Wunsch: Entscheidungen erklären, gerade die unbequemen.",
        ),
    ),
    "es": (
        "Conversación {n} con la comunidad",
        (
            "La gente pide mentores que se queden, no más cursos.",
            "Las comunidades pequeñas cargan con los mismos deberes y muchas menos manos.",
            "De las {n} personas presentes, casi ninguna sabía quién decide.",
            "El deseo más repetido: que se expliquen las decisiones.",
        ),
    ),
    "fa": (
        "گفت‌وگوی {n} با جامعه",
        (
            "مردم راهنماهایی می‌خواهند که بمانند، نه دوره‌های بیشتر.",
            "جوامع کوچک همان وظایف را با دست‌های کمتر انجام می‌دهند.",
            "بیشتر {n} نفر حاضر پیش از این هرگز پرسیده نشده بودند.",
            "هیچ‌کس نمی‌دانست چه کسی تصمیم می‌گیرد.",
        ),
    ),
    "fr": (
        "Conversation {n} avec la communauté",
        (
            "On demande des mentors qui restent, pas davantage de cours.",
            "Les petites communautés portent les mêmes charges avec dix fois moins de bras.",
            "Sur {n} personnes, presque aucune ne savait qui décide.",
            "Le souhait le plus fréquent : que l'on explique les décisions.",
        ),
    ),
    "hi": (
        "समुदाय के साथ बातचीत {n}",
        (
            "लोग ऐसे मार्गदर्शक चाहते हैं जो साथ रहें, और पाठ्यक्रम नहीं।",
            "छोटे समुदाय कम हाथों से उतने ही काम करते हैं।",
            "उपस्थित {n} लोगों में से अधिकांश से पहले कभी नहीं पूछा गया था।",
            "किसी को नहीं पता था कि निर्णय कौन लेता है।",
        ),
    ),
    "no": (
        "Samtale {n} med frivillige",
        (
            "Folk ber om mentorer som blir, ikke om flere kurs.",
            "Små fellesskap bærer de samme pliktene med langt færre hender.",
            "Ingen av de {n} i rommet visste hvem som bestemmer.",
            "Det vanligste ønsket: forklar beslutningene.",
        ),
    ),
    "pt-br": (
        "Conversa {n} com a comunidade",
        (
            "As pessoas pedem mentores que fiquem, e não mais cursos.",
            "Comunidades pequenas têm os mesmos deveres com muito menos mãos.",
            "Das {n} pessoas presentes, quase ninguém sabia quem decide.",
            "O pedido mais comum: expliquem as decisões.",
        ),
    ),
    "ru": (
        "Беседа {n} с участниками",
        (
            "Людям нужны наставники, которые остаются, а не новые курсы.",
            "Малые сообщества несут те же обязанности с десятой долей рук.",
            "Из {n} присутствующих почти никто не знал, кто решает.",
            "Чаще всего просили объяснять решения.",
        ),
    ),
    "sw": (
        "Mazungumzo {n} na jamii",
        (
            "Watu wanaomba washauri watakaobaki, si kozi zaidi.",
            "Jamii ndogo zina wajibu uleule kwa mikono michache.",
            "Kati ya watu {n} waliokuwepo, wengi hawakuwahi kuulizwa.",
            "Ombi kubwa: maamuzi yaelezwe.",
        ),
    ),
    "zh-hans": (
        "第{n}次社群对话",
        (
            "大家想要长期陪伴的导师，而不是更多的课程。",
            "小社群以更少的人手承担同样的责任。",
            "在场的{n}人中，大多数人以前从未被问过。",
            "没有人说得清由谁来做决定。",
        ),
    ),
}

TOPICS = {
    "AD": ("public policy", "a common voice", "alliances for free knowledge", "the safety of those who speak up"),
    "CB": ("missing skills", "learning from each other", "leadership", "paid and unpaid work"),
    "CH": ("safe spaces", "the settling of conflicts", "the welcome of newcomers", "rules of behaviour"),
    "DI": ("missing knowledge", "languages without a wiki", "barriers to taking part"),
    "PA": ("partnerships that last", "shared aims", "institutions of memory", "local partners"),
    "PT": ("tools for everyone", "technical priorities", "the platform of 2030"),
    "RA": ("money for communities", "decisions about grants", "fair shares", "the cost of asking"),
    "RS": ("lasting income", "donors in more countries", "independence from donors", "new services"),
    "RR": ("responsibility", "the role of affiliates", "a body for the whole movement", "subsidiarity"),
    "CT": ("the whole movement",),
}
QUESTIONS = (
    "What would {topic} look like in 2030?",
    "Who decides about {topic} today, and who should?",
    "Where do we stand with {topic}, and why no further?",
    "How do structures have to change for {topic}?",
    "Which communities are left out of {topic}?",
    "What can small communities teach others about {topic}?",
    "How is {topic} paid for, and for how long?",
    "What should stop because it harms {topic}?",
)
PROGRAMMATIC = ("Should there be a yearly event about {topic}?", "Which course about {topic} comes first?")
DRAFTS = (
    "A shared home for {topic}",
    "Put {topic} where the people are",
    "Regional hubs for {topic}",
    "Common standards for {topic}",
    "A council that looks after {topic}",
    "Steady funding for {topic}",
    "An open map of {topic}",
    "Learn from small communities about {topic}",
)
PROSE = (
    "Responsibility for {topic} moves closer to those whom it concerns.",
    "Today {topic} depends on a few people who are tired.",
    "By 2030 nobody should have to know the right person to get help with {topic}.",
    "Regional bodies can do this sooner and cheaper than one central office.",
    "The change costs time first: about two years before anybody notices a difference.",
    "Large communities may feel that they lose influence; small ones gain a say.",
    "Existing committees keep their duties and hand over what concerns {topic}.",
    "A yearly review, open to comments, shows whether it works.",
    "Translation and travel have to be planned from the first day, not added later.",
    "We asked in calls and interviews; the notes are linked from our questions.",
)
MINUTES = (
    "Present: {n} of the group, one guest.",
    "We went through the open points about {topic}.",
    "Next step: two of us write a first text, the others comment within a week.",
    "The question of languages came up again; the call was in English only.",
    "Agreed: no ranking of proposals.",
    "Open: who talks to the other groups about {topic}?",
    "The date of the next call moves by a week, because of holidays in several countries.",
)
TITLES = {
    "event": "What we heard at the gathering, part {n}",
    "research": "What is known about {topic}",
    "update": "Progress update {n}",
}
REGIONS = (
    "Central and Eastern Europe", "East Africa", "East Asia", "Latin America", "Middle East and North Africa",
    "North America", "Northern and Western Europe", "South Asia", "Sub-Saharan Africa",
)  # fmt: skip
SKILLS = ("facilitation", "finance", "law", "research", "software", "teaching", "translation", "writing")
REASONS = ("less time than hoped for", "a new job", "other duties in the movement", "long illness in the family")


def filled(text: str, random: Random, topic: str = "") -> str:
    """The text with a number and a topic put in."""
    return text.replace("{n}", str(random.randint(3, 60))).replace("{topic}", topic)


def prose(pool: tuple[str, ...], random: Random, topic: str, most: int) -> str:
    """One to `most` paragraphs or lists of sentences out of the pool."""
    paragraphs = []
    for _ in range(random.randint(1, most)):
        some = random.sample(pool, random.randint(2, min(5, len(pool))))
        sentences = [filled(text, random, topic) for text in some]
        paragraphs.append("- " + "\n- ".join(sentences) if random.random() < 0.2 else " ".join(sentences))
    return "\n\n".join(paragraphs)


ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Nairobi", "America/Sao_Paulo", "Asia/Tokyo")
MOVEMENT_ROLES = ("editor", "developer", "organizer")
NEEDED = ("Needs {topic} before it can write", "Shares {topic}", "Asks what becomes of {topic}")
ASKED = ("May the drafts about {topic} be published?", "Does everybody agree on {topic}?")
OBJECTIONS = ("It leaves out small communities.", "Nobody asked those who do the work.", "It has no budget.")
DELAYS = (
    "The survey ends later.",
    "Two coordinators are on leave.",
    "The translations take longer.",
    "Three communities asked for more time.",
)
DECISIONS = (
    "We ask others about {topic} before we write",
    "We leave {topic} to another group",
    "We meet every second week to talk about {topic}",
    "Whoever works on {topic} tells the list",
)
ACTIONS = (
    "Ask three affiliates about {topic}",
    "Summarize what we know about {topic}",
    "Find somebody who knows {topic}",
    "Translate the questions about {topic}",
)
REMARKS = (
    "What about {topic} in small communities?",
    "{topic} should not wait until 2030.",
    "We tried {topic} for {n} months, and it did not work.",
    "Please say who pays for {topic}.",
    "The draft does not mention {topic}.",
    "Thank you for {topic}. More of that.",
)
RESPONSES = (
    "The second iteration says more about {topic}.",
    "We passed it on to the group that works on {topic}.",
    "There is no agreement on {topic} yet; the sources are in the scope.",
    "We heard this {n} times, and changed the text.",
)
STRUCTURES = (
    "Grants committees", "Annual plan", "Affiliations Committee", "Elections of the board", "Code of conduct",
    "Community wishlist", "Trademark policy", "Regional grants",
)  # fmt: skip
CHANGED = (
    "Many asked who pays for {topic}.",
    "Small communities asked for examples.",
    "Two other groups work on {topic}, too.",
    "The translations showed what was not clear.",
)
SAME = ("They propose the same.", "One text is easier to discuss than two.", "One cannot be done without the other.")
GIVEN_UP = ("It can be done without a recommendation.", "Nobody was found who would carry it out.")
ADVICE = ("Begin with the communities that asked for {topic}.", "Say early who pays for {topic}, and for how long.")
SOURCES = {
    "statistics": "Figures about {topic}",
    "survey": "Survey on {topic}",
    "research": "What others found out about {topic}",
    "report": "Report on {topic}",
}
CHANGES = (
    "Decisions about {topic} are made nearer to those whom they concern",
    "Everybody can see who is responsible for {topic}",
    "There is steady support for {topic}",
    "Small communities take part in {topic}",
)
CASES = (
    "Today it depends on where somebody lives",
    "Without it nothing else of the direction will last",
    "Four surveys in a row asked for it",
)
REFLECTIONS = (
    "The picture of 2030 and the changes do not meet yet.",
    "The scope is wide: what would you leave to others?",
    "Strong on obstacles. What helps already?",
)
METHODS = (
    ("Each call is summarized within a week", "Who could not come knew nothing."),
    ("Drafts say which structures they touch", "Overlaps were found by chance."),
    ("Groups rank their drafts", "Somebody asked for an order."),
)
