"""What a format of a table's file is: its extension, media type, words, and the function that writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard.downloads.rows import Rows
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import T


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of a table's file.

    Attributes:
        extension: what the address ends in, without the dot before it.
        order: place in lists of formats.
        name: its name in a line of links; where there is room, `title`.
        streams: whether it leaves in chunks while it is made; otherwise it is made whole first.
        observations_only: whether only the figures can be written in it.
        dialects: whether it takes a `dialect`.
        labels: what it takes as `labels`, the default first, where that is not what other formats take.
        layouts: whether it takes a `layout`; a format that is itself a layout does not.
        for_people: whether it is mostly read by people, so that pages link to it in their own language.
        listed: whether lines of links to files name it; the page of all files names every format.
        sized: whether a page says the size of a file, which is then made for it.
        schema: its schema in the description of addresses, where it has one.
        most_rows: the largest table that it can hold; None for any.
    """

    extension: str
    order: int
    media_type: str
    name: str
    write: Callable[[Rows], Iterator[bytes]]
    streams: bool = True
    observations_only: bool = False
    dialects: bool = False
    labels: tuple[str, ...] = ()
    layouts: bool = True
    for_people: bool = False
    listed: bool = True
    sized: bool = True
    schema: str = ""
    most_rows: int | None = None

    @property
    def title(self) -> Words:
        """Return its name where there is room, by language."""
        return words_for(f"format.{self.extension}")

    def fits(self, table: str) -> bool:
        """Say whether a table can be written in it."""
        return not self.observations_only or table == T.OBSERVATIONS

    @property
    def encoding(self) -> str:
        """Return the media type without its parameters, such as `text/csv`."""
        return self.media_type.partition(";")[0]
