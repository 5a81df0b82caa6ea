"""What Word shows in a way of its own keeps its meaning, or is named as left out."""

import io

import pytest
from PIL import Image
from word_files import IMAGE_REL, drawing, p, package, picture, run

from cms.richtext import plain_text
from cms.richtext.plain import walk


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
REL = '<Relationship Id="{}" Type="x/{}" Target="{}"/>'


def t(words):
    return f"<m:r><m:t>{words}</m:t></m:r>"


def fraction(above, below, kind=""):
    look = f'<m:fPr><m:type m:val="{kind}"/></m:fPr>' if kind else ""
    return f"<m:f>{look}<m:num>{above}</m:num><m:den>{below}</m:den></m:f>"


def power(base, sup):
    return f"<m:sSup><m:e>{base}</m:e><m:sup>{sup}</m:sup></m:sSup>"


def brackets(inner, first="(", last=")"):
    return (
        f'<m:d><m:dPr><m:begChr m:val="{first}"/><m:endChr m:val="{last}"/></m:dPr>'
        f"<m:e>{inner}</m:e></m:d>"
    )


TITLE = p(run("Tin ngắn", "<w:b/>"), look='<w:jc w:val="center"/>')


def lines_of(found):
    return [one for one in plain_text(found.version.body).splitlines() if one]


def test_formulas_read_as_they_are_written(read):
    formulas = {
        fraction(t("3"), t("4")): "3/4",
        t("1") + fraction(t("1"), t("2")): "1 1/2",
        fraction(t("1"), t("2")) + t("7"): "1/2 7",
        t("1") + t("2") + t("5"): "125",
        fraction(t("a+b"), t("2")): "(a+b)/2",
        fraction(fraction(t("1"), t("2")), t("3")): "(1/2)/3",
        t("5") + power(t("10"), t("3")): "5 10³",
        t("2") + power(t("x"), t("2")): "2x²",
        power(brackets(t("x+1")), t("2")): "(x+1)²",
        power(t("x+1"), t("12")): "(x+1)¹²",
        power(t("10"), t("-6")): "10⁻⁶",
        f"<m:sSub><m:e>{t('H')}</m:e><m:sub>{t('2')}</m:sub></m:sSub>{t('O')}": "H₂O",
        f"<m:rad><m:deg/><m:e>{t('2')}</m:e></m:rad>": "√2",
        f"<m:rad><m:deg>{t('3')}</m:deg><m:e>{t('x+1')}</m:e></m:rad>": "∛(x+1)",
        f"<m:func><m:fName>{t('sin')}</m:fName><m:e>{t('x')}</m:e></m:func>": "sin x",
        brackets(fraction(t("n"), t("k"), "noBar"), "[", "]"): "[n; k]",
        f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{t('1')}</m:sub>"
        f"<m:sup>{t('9')}</m:sup><m:e>{t('i')}</m:e></m:nary>": "∑₁⁹ i",
        f"<m:acc><m:accPr><m:chr m:val='\u20d7'/></m:accPr><m:e>{t('a')}</m:e></m:acc>": "a\u20d7",
    }  # fmt: skip
    body = "".join(p(run("= "), f"<m:oMath {M}>{one}</m:oMath>") for one in formulas)
    found = read(package(TITLE + body))
    assert lines_of(found) == [f"= {words}" for words in formulas.values()]


def test_a_letter_in_a_frame_begins_its_paragraph(read):
    frame = '<w:framePr w:dropCap="{}" w:lines="2"/>'
    body = (
        TITLE
        + p(run("N"), look=frame.format("drop"))
        + p(run("gày hội đọc sách đã khai mạc."))
        + p(run("Ở"), look=frame.format("margin"))
        + p(run(" hội trường có 200 người."))
        + p(run("X"), look=frame.format("drop"))
    )
    assert lines_of(read(package(body))) == [
        "Ngày hội đọc sách đã khai mạc.",
        "Ở hội trường có 200 người.",
        "X",
    ]


def test_capitals_stay_also_small_ones_and_those_of_a_style(read):
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
        'main"><w:style w:type="character" w:styleId="S"><w:name w:val="S"/>'
        "<w:rPr><w:caps/></w:rPr></w:style></w:styles>"
    )
    body = (
        TITLE
        + p(run("ủy ban", "<w:smallCaps/>"), run(" phường ", '<w:rStyle w:val="S"/>'))
        + p(run("không", '<w:rStyle w:val="S"/><w:caps w:val="0"/>'))
    )
    found = read(package(body, {"word/styles.xml": styles.encode()}))
    assert lines_of(found) == ["ỦY BAN PHƯỜNG", "không"]


def test_fields_of_forms_say_what_was_ticked_and_chosen(read):
    def form(data, shown=""):
        result = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}'
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData>'
            f"</w:fldChar></w:r>{result}"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    entries = '<w:listEntry w:val="Tốt"/><w:listEntry w:val="Khá"/>'
    body = TITLE + p(
        form('<w:checkBox><w:default w:val="1"/></w:checkBox>'),
        form('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'),
        form(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>'),
        run(" "),
        form(f"<w:ddList>{entries}</w:ddList>", run("Tốt")),
    )
    assert plain_text(read(package(body)).version.body) == "☒☐Khá Tốt"


def test_readings_above_words_and_new_pages_do_not_join_words(read):
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('kinh')}</w:rt>"
        f"<w:rubyBase>{run('京')}</w:rubyBase></w:ruby></w:r>"
    )
    body = TITLE + p(
        ruby, run(" trang một"), '<w:r><w:br w:type="page"/></w:r>', run("trang hai")
    )
    assert plain_text(read(package(body)).version.body) == (
        "京(kinh) trang một trang hai"
    )


def chart(inner):
    return f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}"><c:chart>{inner}</c:chart></c:chartSpace>'


def points(name, kind, values, code=""):
    cache = "".join(
        f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>'
        for place, value in enumerate(values)
    )
    code = f"<c:formatCode>{code}</c:formatCode>" if code else ""
    values = f"<c:{kind}Cache>{code}{cache}</c:{kind}Cache>"
    return f"<c:{name}><c:{kind}Ref>{values}</c:{kind}Ref></c:{name}>"


FIGURES = chart(
    "<c:title><c:tx><c:rich><a:p><a:r><a:t>Sách tặng</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    "<c:plotArea><c:barChart><c:ser>"
    + points("tx", "str", ["Cuốn"])
    + points("cat", "str", ["Quý I", "Quý II"])
    + points("val", "num", ["1200.5", "7"])
    + "</c:ser><c:ser>"
    + points("tx", "str", ["Tỷ lệ"])
    + points("val", "num", ["0.25", "0.5"], "0%")
    + "</c:ser></c:barChart></c:plotArea>"
)
DIAGRAM = (
    f'<d:dataModel xmlns:d="{DGM}" xmlns:a="{A}"><d:ptLst>'
    '<d:pt modelId="1" type="doc"/>'
    '<d:pt modelId="2"><d:t><a:p><a:r><a:t>Bí thư</a:t></a:r></a:p></d:t></d:pt>'
    '<d:pt modelId="3" type="asst"><d:t><a:p><a:r><a:t>Thư ký</a:t></a:r></a:p></d:t></d:pt>'
    "</d:ptLst></d:dataModel>"
)  # fmt: skip


def placed(inner):
    return p(
        "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='Chart 1'/><a:graphic>"
        f"<a:graphicData>{inner}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def test_figures_of_charts_and_words_of_diagrams_come_and_are_announced(read):
    body = (
        TITLE
        + placed(f'<c:chart xmlns:c="{C}" r:id="c1"/>')
        + placed(f'<d:relIds xmlns:d="{DGM}" r:dm="d1"/>')
        + placed(f'<c:chart xmlns:c="{C}" r:id="c2"/>')
    )
    parts = {
        "word/charts/a.xml": FIGURES.encode(),
        "word/charts/b.xml": chart("").encode(),
        "word/diagrams/data1.xml": DIAGRAM.encode(),
    }
    rels = (
        REL.format("c1", "chart", "charts/a.xml")
        + REL.format("c2", "chart", "charts/b.xml")
        + REL.format("d1", "diagramData", "diagrams/data1.xml")
    )
    found = read(package(body, parts, rels))
    assert lines_of(found) == [
        "Sách tặng", " | Cuốn | Tỷ lệ", "Quý I | 1.200,5 | 25%", "Quý II | 7 | 50%",
        "Bí thư", "Thư ký",
    ]  # fmt: skip
    assert len(found.warnings) == 3


def halves():
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (400, 200), (230, 10, 10))
    image.paste((10, 10, 230), (200, 0, 400, 200))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def shown(inner="", place="", more=""):
    return p(
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"{more}/><a:graphic><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:blipFill><a:blip r:embed="i1"/>{inner}</pic:blipFill>'
        f"<pic:spPr><a:xfrm{place}/></pic:spPr></pic:pic></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    )


CROPPED_VML = p(
    '<w:r><w:pict><v:shape style="width:10pt"><v:imagedata r:id="i1" cropright="32768f"/>'
    "</v:shape></w:pict></w:r>"
)
CROPPED = {
    "right half off": (shown('<a:srcRect r="50000"/>'), (200, 200), {"red"}),
    "left half off, in percent": (shown('<a:srcRect l="50%"/>'), (200, 200), {"blue"}),
    "a quarter turn": (shown(place=' rot="5400000"'), (200, 400), {"red", "blue"}),
    "in the old markup": (CROPPED_VML, (200, 200), {"red"}),
    "a border around it": (shown('<a:srcRect l="-20000"/>'), (400, 200), {"red", "blue"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CROPPED)
def test_what_is_cut_off_a_picture_is_not_kept(read, name):
    body, size, colours = CROPPED[name]
    parts = {"word/media/image1.jpg": halves()}
    found = read(package(TITLE + body, parts, IMAGE_REL))
    [kept] = found.pictures
    with Image.open(io.BytesIO(kept.data)) as image:
        assert image.size == size
        pixels = {
            image.getpixel((x, y)) for x in (9, size[0] - 9) for y in (9, size[1] - 9)
        }
    assert {"red" if pixel[0] > pixel[2] else "blue" for pixel in pixels} == colours


def test_one_picture_shown_whole_and_in_part_is_two_and_a_hidden_one_none(read):
    body = shown() + shown('<a:srcRect b="50000"/>') + shown(more=' hidden="1"')
    parts = {"word/media/image1.jpg": halves()}
    found = read(package(TITLE + body, parts, IMAGE_REL))
    heights = [Image.open(io.BytesIO(one.data)).height for one in found.pictures]
    assert heights == [200, 100]
    shown_ones = [one for one in walk(found.version.body) if one["type"] == "image"]
    assert len(shown_ones) == 2
    assert len(found.warnings) == 1


def test_a_picture_cut_off_wholly_is_left_out_and_named(read):
    parts = {"word/media/image1.jpg": picture()}
    body = shown('<a:srcRect l="60000" r="60000"/>') + p(drawing("i1"))
    found = read(package(TITLE + body, parts, IMAGE_REL))
    assert len(found.pictures) == 1
    assert len(found.warnings) == 1


NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "{}</w:numbering>"
)


def numbering(**forms):
    """Lists of the forms given, each under its place in them: ``w:numId`` 1, 2, 3."""
    shapes, lists = "", ""
    for number, (form, words) in enumerate(forms.values(), 1):
        shapes += (
            f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl></w:abstractNum>'
        )
        lists += (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        )
    return NUMBERING.format(shapes + lists).encode()


def test_lists_count_as_they_are_shown_and_go_on_after_a_paragraph(read):
    def entry(number, words):
        look = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        return p(run(words), look=look)

    body = (
        TITLE + p(run("Gồm:")) + entry(1, "Một") + entry(1, "Hai") + p(run("Giữa."))
        + entry(1, "Ba") + entry(2, "Bốn") + entry(3, "Phạm vi") + entry(3, "Đối tượng")
    )  # fmt: skip
    parts = numbering(
        a=("lowerLetter", "%1)"), b=("upperRoman", "%1."), c=("decimal", "Khoản %1.")
    )
    found = read(package(body, {"word/numbering.xml": parts}))
    assert lines_of(found) == [
        "Gồm:", "a) Một", "b) Hai", "Giữa.", "c) Ba", "I. Bốn",
        "Khoản 1. Phạm vi", "Khoản 2. Đối tượng",
    ]  # fmt: skip
