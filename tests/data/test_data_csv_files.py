"""CSV as spreadsheets, R and Stata write it, and quotes that would hide rows."""

import csv
import io
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.read import read_labelled, read_statements
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError, DataWarning, ParameterError

ROWS = [("1", "Talk; now, at last.", "favor"), ("2", "Never | ever.", "against")]
COLUMNS = {"id": ["1", "2"], "text": [ROWS[0][1], ROWS[1][1]], "label": ["favor", "against"]}


def written(separator, quoting=csv.QUOTE_MINIMAL, header=("id", "text", "label"), rows=ROWS):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, quoting=quoting).writerows([header, *rows])
    return stream.getvalue()


# What separates the cells


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize(
    ("separator", "words"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_another_separator_is_read_where_the_header_shows_it_and_is_said(
    write, separator, words, quoting
):
    path = write("t.csv", written(separator, quoting))
    with pytest.warns(DataWarning, match=f"^t.csv: {words} separate the cells, as its header says"):
        assert read_table(path).columns == COLUMNS


def test_commas_in_a_tsv_are_read_and_said(write):
    with pytest.warns(DataWarning, match="commas separate the cells"):
        assert read_table(write("t.tsv", written(","))).columns == COLUMNS


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.tab"])
def test_what_the_name_of_the_file_promises_needs_no_word(write, name):
    path = write(name, written("," if name == "t.csv" else "\t"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_table(path).columns == COLUMNS


def test_the_columns_that_the_user_names_show_the_separator(write):
    path = write("t.csv", "satz;haltung\nJa, bitte.;pro\nNein.;contra\n")
    with pytest.raises(DataError, match="semicolons separate the cells"):
        read_table(path)
    with pytest.warns(DataWarning, match="semicolons"):
        frame = read_labelled(path, text="satz", label="haltung")
    assert frame["text"].tolist() == ["Ja, bitte.", "Nein."]


@pytest.mark.parametrize("content", ["text;x|label\na;b|c\n", "text|x;label\na|b;c\n"])
def test_a_header_that_two_separators_fit_is_refused(write, content):
    with pytest.raises(DataError, match=r" or .* separate the cells; .*--separator"):
        read_table(write("t.csv", content))


def test_a_separator_that_is_given_is_not_said_again(write):
    path = write("t.csv", "text^label\nJa, bitte; gern.^pro\nNein^contra\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = read_labelled(path, separator="^")
    assert frame["text"].tolist() == ["Ja, bitte; gern.", "Nein"]
    assert len(read_statements(write("t.txt.csv", "text\tn\na\t1\n"), separator="tab")) == 1


@pytest.mark.parametrize("separator", ["", "ab", '"', "\n", 1])
def test_what_cannot_separate_cells_is_refused(write, separator):
    with pytest.raises(ParameterError, match="give one character, such as ';', or 'tab'"):
        read_labelled(write("t.csv", written(",")), separator=separator)


@pytest.mark.parametrize("first", ["sep=;\r\n", "sep=;\n\n", '"sep=;"\r\n', "\ufeffsep=;\r\n"])
def test_the_first_line_of_excel_names_the_separator(write, first):
    table = read_table(write("t.csv", first + written(";")))
    assert table.columns == COLUMNS
    assert table.lines == [first.count("\n") + 2, first.count("\n") + 3]


def test_a_table_that_only_names_its_separator_is_empty(write):
    with pytest.raises(DataError, match="nothing stands below the line 'sep=;'; add a table"):
        read_table(write("t.csv", "sep=;\r\n"))


def test_decimal_commas_of_weights_are_named(write):
    path = write("t.csv", "text;label;weight\nJa;pro;1\nNein;contra;0,5\n")
    with (
        pytest.warns(DataWarning),
        pytest.raises(DataError, match=r"\(first: '0,5', whose decimals need a point\)"),
    ):
        read_labelled(path)


# What spreadsheets leave around a table


@pytest.mark.parametrize(
    "content",
    [
        "text,label,\nJa,pro,\nNein,contra,\n",
        ",text,label,,,\n,Ja,pro,, ,\n,Nein,contra,,,\n",
        "\n,,\n,,\ntext,label\nJa,pro\nNein,contra\n",
        "SEP=,\r\n,,\r\ntext,label,\r\nJa,pro,\r\nNein,contra,\r\n",
        "text,label"
        + "," * 16_382
        + "\n"
        + "".join(f"{r}{',' * 16_382}\n" for r in ("Ja,pro", "Nein,contra")),
    ],
)
def test_columns_and_first_rows_without_a_cell_are_no_part_of_a_table(write, content):
    table = read_table(write("t.csv", content))
    assert table.columns == {"text": ["Ja", "Nein"], "label": ["pro", "contra"]}


def test_a_column_without_a_name_that_holds_something_is_refused_where_it_stands(write):
    with pytest.raises(DataError, match="column 4 has no name"):
        read_table(write("t.csv", ",text,label,\n,Ja,pro,\n,Nein,contra,sure\n"))


def test_a_title_above_the_table_is_named(write):
    with pytest.raises(DataError, match=r"only the first column has a name, 'Wave 1'; .* title"):
        read_table(write("t.csv", "Wave 1,\ntext,label\nJa,pro\n"))


def test_a_table_of_separators_is_empty(write):
    with pytest.raises(DataError, match="nothing stands between its separators; add a table"):
        read_table(write("t.csv", ";;\n;;\n"))


@pytest.mark.parametrize("separator", ",;\t")
def test_lines_that_are_one_quoted_cell_each_are_named(write, separator):
    lines = (separator.join(cells) for cells in [("id", "text"), ("1", 'We say ""no""')])
    with pytest.raises(DataError, match="line 1: the whole line is one quoted cell; cut"):
        read_table(write("t.csv", "".join(f'"{line}"\n' for line in lines)))


# Tables of R

R_FILES = {
    "write.csv": ("t.csv", '"","text","label"\n"1","We talk","favor"\n"3","Never","against"\n'),
    "write.csv2": ("t.csv", '"";"text";"label"\n"1";"We talk";"favor"\n"3";"Never";"against"\n'),
    "write.table": ("t.csv", '"text" "label"\n"1" "We talk" "favor"\n"3" "Never" "against"\n'),
    "tabs": ("t.tsv", '"text"\t"label"\n"1"\t"We talk"\t"favor"\n"3"\t"Never"\t"against"\n'),
}


@pytest.mark.parametrize("case", R_FILES)
def test_row_numbers_of_r_become_a_column_of_their_own(write, case):
    with pytest.warns(DataWarning, match="numbers the rows; it is read as 'row'"):
        columns = read_table(write(*R_FILES[case])).columns
    assert columns == {
        "row": ["1", "3"],
        "text": ["We talk", "Never"],
        "label": ["favor", "against"],
    }


@pytest.mark.parametrize(
    "content",
    [
        '"","text"\n"a","We talk"\n',
        '"","text"\n"1","We talk"\n"1","Never"\n',
        '"","row"\n"1","We talk"\n',
    ],
)
def test_a_column_without_a_name_that_numbers_no_rows_is_refused(write, content):
    with pytest.raises(DataError, match="column 1 has no name"):
        read_table(write("t.csv", content))


def test_one_cell_too_many_in_every_row_is_no_row_number_unless_r_wrote_it(write):
    table = read_table(write("t.csv", "id,text\n1,We talk,now\n2,Never,ever\n"))
    assert [*table.broken] == [0, 1]


def test_a_quote_that_r_escaped_is_named_with_its_remedy(write):
    table = read_table(write("t.csv", '"text","label"\n"He said \\"no\\".","favor"\n'))
    assert 'in R, qmethod = "double"' in table.broken[0]


# Quotes that begin a text by chance

STRAY = 'id{0}text{0}label\n1{0}We talk{0}favor\n2{0}"Never trust them{0}against\n'
STRAY += '3{0}They said so"{0}against\n4{0}Ok fine{0}favor\n'


def test_a_tsv_that_quotes_no_cell_keeps_its_quotes_and_its_rows(write):
    with pytest.warns(DataWarning, match="quotes are read as characters, .*line 3"):
        table = read_table(write("t.tsv", STRAY.format("\t")))
    assert table.columns["text"] == ["We talk", '"Never trust them', 'They said so"', "Ok fine"]
    assert table.lines == [2, 3, 4, 5]


@pytest.mark.parametrize("line", ['"No" he said\tagainst', '"Never\tagainst'])
def test_a_quote_that_is_never_closed_is_a_character_of_such_a_tsv(write, line):
    with pytest.warns(DataWarning, match="quotes are read as characters"):
        table = read_table(write("t.tsv", f"text\tlabel\nYes\tfavor\n{line}\n"))
    assert table.columns["text"][1] == line.partition("\t")[0]
    assert not table.broken


def test_quotes_of_a_tsv_that_quotes_other_cells_are_not_read_as_characters(write):
    table = read_table(write("t.tsv", 'text\tlabel\n"Yes"\tfavor\n"No" he said\tagainst\n'))
    assert [*table.broken] == [1]


@pytest.mark.parametrize("separator", [",", ";", "|"])
def test_rows_that_a_stray_quote_would_merge_are_an_error_with_its_line(write, separator):
    path = write("t.csv", STRAY.format(separator))
    with pytest.raises(DataError, match=r"row 2 \(line 3\): a quote opens on line 3 and closes on"):
        read_labelled(path, separator=separator)


def test_many_rows_within_one_quote_are_found(write):
    rows = "".join(f"p{number},Statement {number},favor\n" for number in range(20))
    stray = f'id,text,label\np98,Yes,favor\np99,"Never,against\n{rows}p100,So",favor\n'
    table = read_table(write("t.csv", stray))
    assert table.broken[1].startswith("a quote opens on line 3 and closes on line 24")


def test_rows_of_statements_without_labels_are_found_by_their_ids(write):
    table = read_table(write("t.csv", 'id,text\nq1,We talk\nq2,"Never\nq3,They said so"\n'))
    assert [*table.broken] == [1]


@pytest.mark.parametrize(
    "content",
    [
        'text,label\nYes,pro\n"Never, we say,contra\nThey, too, said so",pro\nNo way,contra\n',
        'id,text,label\n1,So it is,pro\n2,"No, never,contra\n3,All right",pro\n4,Hm,contra\n',
        'speaker,text\nAnn,We talk\nBob,"Never\nAnn,They said so"\nBob,Ok fine\n',
        'text;speaker\nWe talk;Ann\n"Never; ever;Bob\nThey said so";Ann\nOk fine;Bob\n',
    ],
)
@pytest.mark.filterwarnings("ignore::stancekit.exceptions.DataWarning")
def test_rows_are_found_by_names_and_labels_though_their_texts_hold_separators(write, content):
    table = read_table(write("t.csv", content))
    assert [reason.partition(" on line")[0] for reason in table.broken.values()] == [
        "a quote opens"
    ]


LEGITIMATE = [
    'id,text,label\n1,"Yes, we\ncan, too",favor\n2,No,against\n',
    'id,text,label\n1,"A list:\n- one,\n- two,\n- three",favor\n2,No,against\n',
    'id,text\n1,"We paid\n1,000 more"\n2,No\n',
    'text,label\n"We paid 1,000\nfor nothing",favor\nNo,against\n',
    'id;text;label\n1;"Yes; we\ncan; too";favor\n2;No;against\n',
    'text,note\n"one,two\nthree,four",five\nsix,seven\n',
    'text,label\n"Roses, red, and\nblue, pro,",pro\nNo,contra\n',
    'id,text,label\n1,"1,abc,def,ghi\n2,jkl,mno,pqr",pro\n2,No way,contra\n',
    'speaker,text\nAnn,"Bob, listen,\nBob, please"\nBob,Ok fine\n',
    'speaker,text\nAnn,"Bob\nAnn, please"\nBob,Ok fine\n',
]


@pytest.mark.filterwarnings("ignore::stancekit.exceptions.DataWarning")
@pytest.mark.parametrize("content", LEGITIMATE)
def test_a_quoted_text_of_several_lines_is_a_text(write, content):
    table = read_table(write("t.csv", content))
    assert not table.broken
    assert "\n" in table.columns["text"][0]


PROSE = st.text(st.sampled_from("ab ,;\"'\n."), max_size=30)


@given(texts=st.lists(PROSE, min_size=1, max_size=8), separator=st.sampled_from(",;\t"))
@pytest.mark.filterwarnings("ignore::stancekit.exceptions.DataWarning")
def test_a_table_with_labels_is_read_as_it_was_written(scratch, texts, separator):
    rows = [(f"n{i}", text, ("favor", "against")[i % 2]) for i, text in enumerate(texts)]
    path = scratch / "t.csv"
    path.write_text(written(separator, rows=rows), encoding="utf-8", newline="")
    table = read_table(path)
    assert not table.broken
    assert list(zip(*table.columns.values(), strict=True)) == rows


def test_a_space_before_a_quote_is_an_error_and_not_a_label_of_its_own(write):
    path = write("t.csv", 'text,label\nWe talk, "favor"\nNever, "against"\n')
    with pytest.raises(DataError, match=r"rows 1, 2 \(lines 2, 3\): a space stands before a quote"):
        read_labelled(path)


def test_rows_that_cannot_be_read_come_in_their_order(write):
    content = 'text,label\na, "x"\nb\n"c\nd",y\ntext,label\n"e" f,y\n'
    assert [*read_table(write("t.csv", content)).broken] == [0, 1, 3, 4]


@pytest.mark.parametrize("text", ['he said, "no"', ' "No" he said', 'a, ""b"" c'])
def test_quotes_within_a_quoted_text_may_follow_spaces(write, text):
    path = write("t.csv", written(",", rows=[("1", text, "x")]))
    assert read_table(path).columns["text"] == [text]
