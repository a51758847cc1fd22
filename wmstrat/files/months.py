"""The names of the months in many languages."""
# ruff: noqa: RUF001 - these are words in other alphabets, and mean what they look like

from __future__ import annotations

import unicodedata

# The months in the languages of the movement's larger wikis, as their signatures have them: beginnings of words.
MONTHS = (
    "jan januar janvier enero gennaio янв يناير जनवरी sty leden ocak ιαν січ",
    "feb februar fév fev févr február febrer фев فبراير फ़रवरी फरवरी lut únor şub φεβ лют",
    "mar mär mars març maa mrt март марта مارس मार्च březen mac бер",
    "apr avr abr april апр أبريل ابريل अप्रैल kwi duben nis απρ квіт",
    "may mai maj mei mag máj май мая مايو मई maí kvě травня",
    "jun juin giu июн يونيو यूनिओ जून cze červen haz ιουν черв",
    "jul juil lug июл يوليو जुलाई lip červenec tem ιουλ лип",
    "aug août aoû ago авг أغسطس اغسطس अगस्त sie srpen ağu αυγ серп",
    "sep set сен سبتمبر सितंबर सितम्बर wrz září eyl σεπ вер",
    "oct okt ott out окт أكتوبر اكتوبر अक्टूबर paź říjen eki οκτ жовт",
    "nov ноя نوفمبر नवंबर नवम्बर lis listopad kas νοε лист",
    "dec dez déc dic dis dés des дек ديسمبر दिसंबर दिसम्बर gru prosinec ara δεκ груд",
)


def month_of(word: str) -> int:
    """The number of a month by its name or the beginning of it, 0 for another word."""
    wanted = unicodedata.normalize("NFC", word.casefold())
    fits = {
        number: max((len(begin) for begin in names.split() if wanted.startswith(begin)), default=0)
        for number, names in enumerate(MONTHS, 1)
    }
    best = max(fits, key=lambda number: fits[number])
    return best if fits[best] else 0
