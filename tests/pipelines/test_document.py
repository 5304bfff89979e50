"""A publication's text as pages: forms are found where they are printed, across broken lines, and nowhere else."""

import hashlib
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.prove.report_text import Document, UnreadableDocumentError, parse_page_map, read_document


def read(text: str, page_map: str = "7:1", *, registered: bool = True) -> Document:
    content = text.encode()
    sha256 = hashlib.sha256(content).hexdigest() if registered else "other"
    return read_document(content, "text.txt", page_map, registered_sha256=sha256, language="fr")


def found(document: Document, form: str, page: int = 7, mark: str = "") -> list[str]:
    return [document.text[start:end] for start, end in document.find(form, page, mark)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("près de 40 \n000 appels", "près de 40 000 appels"),
        ("une amende de 1 \n\n500 000 euros", "1 500 000 euros"),
        ("l’article 706-\n35 du code", "706-35"),
        ("le Sud-\nest du pays", "Sud-est"),
        ("une cin\u00ad\nquantaine", "une cinquantaine"),
        ("soit\t50\t%\tdes\tretours", "50 % des retours"),
        ("110\u00a0000 enfants", "110 000 enfants"),
        ("d’un  adulte   sur trois", "d'un adulte sur trois"),
        ("mai\r\n2010\r\n", "mai 2010"),
        ("(9%)", "(9%)"),
    ],
)
def test_a_form_is_found_however_its_lines_and_spaces_are_set(text: str, form: str) -> None:
    assert len(found(read(f"Avant {text} après."), form)) == 1


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1 500 000 euros", "500 000 euros"),
        ("trente-deux jeunes", "deux jeunes"),
        ("100 sites", "10"),
        ("20 novembre 2010", "novembre 2010"),
        ("condamnations", "condamnation"),
        ("12 pays", "douze pays"),
        ("Environ 12", "environ 12"),
    ],
)
def test_a_part_of_a_number_or_word_is_not_the_form(text: str, form: str) -> None:
    assert found(read(text), form) == []


def test_a_glued_mark_may_follow_the_form_only_when_it_is_the_rows() -> None:
    document = read("un nombre inférieur à 1005. Puis 100 autres.")
    assert found(document, "inférieur à 100", mark="5") == ["inférieur à 100"]
    assert found(document, "inférieur à 100", mark="6") == []
    assert found(document, "inférieur à 100") == []


def test_a_form_is_found_on_the_page_where_it_starts_and_may_end_on_the_next() -> None:
    document = read("Il y a 31\ncas en 2008 et\n24 cas en 2009.", "7:1;8:3")
    assert found(document, "31 cas") and not found(document, "31 cas", 8)
    assert found(document, "2008 et 24 cas", 7) and not found(document, "2008 et 24 cas", 8)
    assert document.pages_with("24 cas") == [8]
    assert found(document, "31 cas", 9) == []


def test_numbers_are_not_joined_across_pages() -> None:
    assert [number.text for number in read("en tout 489\n511 appels", "7:1;8:2").numbers] == ["489", "511"]
    assert [number.text for number in read("en tout 489\n511 appels").numbers] == ["489 511"]


@pytest.mark.parametrize(
    "text", ["une cin-\nquantaine", "une cin\u00ad\nquantaine", "au qua-\ntrième rang", "trente-\ndeux"]
)
def test_a_number_in_words_is_read_across_a_broken_line(text: str) -> None:
    assert len(read(text).numbers) == 1


def test_positions_lead_back_to_page_and_line() -> None:
    document = read("un\n\ndeux cas\n\n\nOn compte 31\ncas.", "7:1;9:5")
    (start, _), *more = document.find("31 cas", 9)
    assert not more
    assert (document.page_at(start), document.line_at(start)) == (9, 6)


@pytest.mark.parametrize(
    ("text", "glued"),
    [
        ("de la victime7.", ["7"]),
        ("en 2008.34 Puis", ["34"]),
        ("(AFA)63.", ["63"]),
        ("des rapports»53.", ["53"]),
        ("novembre 201046 :", ["46"]),
        ("article 7, 31 cas, (8), n° 2, rubrique=1089, page|44", []),
    ],
)
def test_marks_are_numbers_glued_to_words_signs_or_dates(text: str, glued: list[str]) -> None:
    document = read(text)
    assert [number.text for number in document.numbers if document.is_glued(number)] == glued


@given(
    words=st.lists(st.sampled_from(["les", "des", "appels", "mineurs", "services", "2009", "france"]), max_size=40),
    form=st.sampled_from(["plus de 489 511 appels", "un adulte sur trois", "1 500 000 euros", "4 octobre 2002"]),
    place=st.integers(0, 40),
    width=st.integers(10, 80),
)
def test_a_form_is_found_wherever_lines_are_broken(words: list[str], form: str, place: int, width: int) -> None:
    running = " ".join([*words[:place], "« ", form, " »", *words[place:]])
    wrapped = "\n".join(textwrap.wrap(running, width, break_long_words=False, break_on_hyphens=False))
    assert found(read(wrapped), form) == [form]


@pytest.mark.parametrize("page_map", ["", "7", "7:x", "7:1;6:2", "7:1;8:1", "7:0", "7:1,8:2"])
def test_a_page_map_that_is_none_is_refused(page_map: str) -> None:
    with pytest.raises(UnreadableDocumentError, match="page map"):
        parse_page_map(page_map)


def test_a_text_that_the_map_does_not_fit_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="page 8 on line 40"):
        read("une ligne", "7:1;8:40")


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError):
        read(" \n \n")


def test_a_text_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="UTF-8"):
        read_document("février".encode("latin-1"), "text.txt", "7:1", registered_sha256="", language="fr")


def test_another_edition_keeps_its_own_page_breaks() -> None:
    text = "couverture\n\fpremière\n\fOn compte 31 cas.\n\f"
    assert read(text, "7:1", registered=False).pages_with("31 cas") == [3]
    assert read(text, "7:1").pages_with("31 cas") == [7]
    assert read("On compte 31 cas.", "7:1", registered=False).pages_with("31 cas") == [7]
