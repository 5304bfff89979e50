"""Texts that a spreadsheet would run or follow, in expressions that Python and RE2 read alike; and what XML takes."""

import re
from typing import Final

# Blanks and invisible characters, which some programs drop before they read a cell.
_UNSEEN: Final = "\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
# Also in full width and small forms, which some programs read as the common ones.
_SIGNS: Final = r"=+\-@＝＋－＠﹦﹢﹣﹫"
FORMULA: Final = f"^(?:[\t\r\n]|[{_UNSEEN}]*[{_SIGNS}])"
"""How a cell starts that a spreadsheet runs as a formula."""
FORMULA_BYTES: Final = bytes(range(0x21)) + b"+-=@\x7f\xc2\xe1\xe2\xe3\xef"
"""The first byte of such a cell in UTF-8; few others start so, and a byte is looked up faster than an expression."""
NUMBER: Final = r"^-[0-9]+(?:[.,][0-9]+)?$"
"""A negative number, which is a number in every spreadsheet."""
WEB_ADDRESS: Final = r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?(?:[/?#][!#-;=?-Z\[\]_a-z~]*)?"
"""The whole of an address that may be followed: http or https, without credentials, blanks and signs of markup."""

_UNWRITABLE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit_for_xml(text: str) -> str:
    """Replace what XML 1.0 cannot hold, not even escaped (section 2.2)."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def web_address(text: object) -> str:
    """Give an address that a link may lead to; nothing for any other text."""
    return text if isinstance(text, str) and re.fullmatch(WEB_ADDRESS, text) else ""
