"""Word files written by hand: what Word itself leaves behind, and what attackers send."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from cms.builtin.legacy_encodings import letter_map


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def package(
    body: str, extra: dict[str, bytes] | None = None, rels: str = "", head: str = ""
) -> bytes:
    document = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    parts = {
        "[Content_Types].xml": TYPES.encode(),
        "word/document.xml": f'<?xml version="1.0"?>{head}{document}'.encode(),
        **(extra or {}),
    }
    if rels:
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        parts["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{space}">{rels}</Relationships>'.encode()
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def run(words: str, look: str = "") -> str:
    props = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{words}</w:t></w:r>'


def p(*runs: str, look: str = "") -> str:
    props = f"<w:pPr>{look}</w:pPr>" if look else ""
    return f"<w:p>{props}{''.join(runs)}</w:p>"


def font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def old(words: str, encoding: str) -> str:
    """Return text as a program shows it that takes an old encoding for Latin-1."""
    back = {value: key for key, value in reversed(letter_map(encoding).items())}
    return "".join(back.get(sign, sign) for sign in words)


def picture(
    size: tuple[int, int] = (60, 40), kind: str = "JPEG", **more: object
) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (200, 40, 60)).save(stream, kind, **more)
    return stream.getvalue()


def drawing(rel: str, alt: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{alt}"/>'
        f'<a:graphic><a:graphicData><a:blip r:embed="{rel}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


BOLD, ITALIC, CENTER = "<w:b/>", "<w:i/>", '<w:jc w:val="center"/>'
IMAGE_REL = '<Relationship Id="i1" Type="x/image" Target="media/image1.jpg"/>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText> HYPERLINK "https://sen.example.vn/a" </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f"{run('trang riêng')}"
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
BOX = "<w:txbxContent>{}</w:txbxContent>"
RESIDUE = (
    p(run("TIN NGẮN VỀ NGÀY HỘI", BOLD), look=CENTER)
    + p(run("Tóm tắt nằm ngay dưới tiêu đề của tin.", ITALIC))
    + p(
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:proofErr w:type="spellStart"/>',
        run("Phường "),
        '<w:smartTag w:element="place"><w:r><w:t>Sen</w:t></w:r></w:smartTag>',
        '<w:proofErr w:type="spellEnd"/><w:bookmarkEnd w:id="0"/>',
        run(" tổ chức "),
        '<w:del w:id="1"><w:r><w:delText>hội họp</w:delText></w:r></w:del>',
        f'<w:ins w:id="2">{run("ngày hội")}</w:ins>',
        run(", xem "),
        FIELD,
        run(". Chữ rời: "),
        run("o\u0302\u0301 ho\u0323c"),
        run("<![CDATA[bí mật]]>", "<w:vanish/>"),
        look='<w:jc w:val="both"/>',
    )
    + p(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor>"
        "<a:graphic><a:graphicData><wps:wsp><wps:txbx>"
        + BOX.format(p(run("Chữ trong hộp")))
        + "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        + BOX.format(p(run("Chữ trong hộp")))
        + "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    + p(run("Hình "), f'<w:fldSimple w:instr=" SEQ Hình ">{run("1")}</w:fldSimple>')
    + p(drawing("i1", "A picture containing text Description automatically generated"))
    + p(run("Ảnh: Quang cảnh ngày hội"))
    + "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
    + p(run("Gộp dọc"))
    + "</w:tc><w:tc>"
    + p(run("trên"))
    + "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>"
    + p(run("dưới"))
    + "</w:tc></w:tr></w:tbl>"
    + p(run("Người viết"), look='<w:jc w:val="right"/>')
)


def residue() -> bytes:
    return package(RESIDUE, {"word/media/image1.jpg": picture()}, IMAGE_REL)


SENTENCES = (
    "Hội nghị tổng kết phong trào thi đua năm học mới",
    "Thường trực phường khen thưởng các tập thể xuất sắc",
    "Đại biểu trao đổi kinh nghiệm quản lý thư viện",
)


def in_old_font(encoding: str, name: str) -> bytes:
    """A file in an old font, with a Unicode and an English paragraph in it."""
    shown = [old(one, encoding) for one in SENTENCES]
    half = len(shown[2]) // 2
    return package(
        p(run(shown[0], BOLD + font(name)), look=CENTER)
        + p(run(shown[1], font(name)))
        + p(run(shown[2][:half], font(name)), run(shown[2][half:], BOLD + font(name)))
        + p(run("Đoạn này đã là Unicode, không được đổi.", font(name)))
        + p(run("Plain English: naïve café, 25 °C.", font("Arial")))
    )
