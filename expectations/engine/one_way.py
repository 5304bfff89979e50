"""Numbers that languages write in different ways, written in one: centuries, hours of the day, all day long."""

import re
from typing import Final

_ROMAN: Final = {"I": 1, "V": 5, "X": 10}
# "XIXe siècle", "siglo XIX": the English have "19th century".
_CENTURY: Final = re.compile(
    r"\b([IVX]+)(?=(?:er|ᵉ|e|ème) siècles?\b)|(?<=\bsiglo )([IVX]+)\b|(?<=\bsiglos )([IVX]+)\b"
)
# "5 pm", "5.30 p.m.": others have 17 h and 17 h 30.
_HALF_DAY: Final = re.compile(r"\b(\d{1,2})((?:[:.]\d\d)?) ?([ap])\.?m\b\.?", re.IGNORECASE)
# "24 h sur 24", "7 jours sur 7", "24/7": the English say the day once.
_ALWAYS: Final = re.compile(r"\b(\d+)( ?(?:h|heures?|j|jours?|horas?|días?)?\.? ?(?:sur|/) ?)\1\b(?! ?[/\d])")


def _arabic(found: re.Match[str]) -> str:
    values = [_ROMAN[letter] for letter in found[0]]
    after = [*values[1:], 0]
    return str(sum(-value if value < follows else value for value, follows in zip(values, after, strict=True)))


def _of_24_hours(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour}{found[2]}"


def write_one_way(text: str) -> str:
    """Write centuries in figures, hours on the clock of 24, and "24 hours out of 24" once.

    >>> write_one_way("XIXe siècle, de 17 h à 20 h"), write_one_way("19th century, 5 pm to 8 pm")
    ('19e siècle, de 17 h à 20 h', '19th century, 17 to 20')
    >>> write_one_way("24 h sur 24")
    '24 h'
    """
    text = _CENTURY.sub(_arabic, text)
    text = _HALF_DAY.sub(_of_24_hours, text)
    return _ALWAYS.sub(lambda found: f"{found[1]}{found[2].removesuffix('/').removesuffix('sur ').rstrip()}", text)
