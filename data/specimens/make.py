#!/usr/bin/env python3
"""Makes the specimen papers from the texts in source/: HTML, DOCX and typeset PDF.

Needs Python 3 and, for the PDF files, WeasyPrint, fontTools and the typefaces Noto Serif CJK and Liberation Serif
(Debian: weasyprint, python3-fonttools, fonts-noto-cjk, fonts-liberation). See README.md for the form of the sources.

    python3 data/specimens/make.py            makes everything anew
    python3 data/specimens/make.py --check    says whether the HTML and DOCX files are those that the sources give
"""

import html
import io
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
LANGS = {"en": "en", "zh": "zh-Hans", "ja": "ja", "ko": "ko"}
FONTS = {"en": "Liberation Serif", "zh": "Noto Serif CJK SC", "ja": "Noto Serif CJK JP", "ko": "Noto Serif CJK KR"}
SPECIMEN = {"en": "Specimen, not the official text", "zh": "样本，非正式文本", "ja": "見本（公式の文書ではない）", "ko": "견본(공식 문서가 아님)"}

# How the two levels of clauses are numbered: the mark as a pattern, and the same for the list of a DOCX file.
NUMBERS = {
    "en": [(r"\d+\.", "decimal", "%1."), (r"\([ivx]+\)", "lowerRoman", "(%2)")],
    "zh": [(r"（[一二三四五六七八九十]+）", "chineseCounting", "（%1）"), (r"\d+\.", "decimal", "%2.")],
    "ja": [(r"\d+\.", "decimal", "%1."), (r"\(\d+\)", "decimal", "(%2)")],
    "ko": [(r"[①-⑳]", "decimalEnclosedCircle", "%1"), (r"\d+\.", "decimal", "%2.")],
}


def read(path):
    """Gives the blocks of a source: (kind, depth, text)."""
    blocks = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        for mark, kind in (("### ", "article"), ("## ", "chapter"), ("# ", "title"), ("> ", "notice")):
            if line.startswith(mark):
                blocks.append((kind, 0, line[len(mark):]))
                break
        else:
            clause = re.fullmatch(r"((?:  )*)- (.+)", line)
            if clause:
                blocks.append(("clause", len(clause[1]) // 2, clause[2]))
            elif line.startswith(" "):
                sys.exit(f"{path.name}:{number}: an indented line that is no clause")
            else:
                blocks.append(("paragraph", 0, line))
    return blocks


def to_html(blocks, lang):
    title = next(text for kind, _, text in blocks if kind == "title")
    # Korean lines break between words; the other scripts break as the browser does.
    breaks = "word-break: keep-all; overflow-wrap: anywhere; " if lang == "ko" else ""
    out = [
        "<!DOCTYPE html>",
        f'<html lang="{LANGS[lang]}">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{html.escape(title)}</title>",
        "<style>",
        f'@page {{ size: A4; margin: 26mm 25mm 24mm; @top-center {{ content: "{SPECIMEN[lang]}"; font: 8pt "{FONTS[lang]}"; color: #555; }}',
        f'  @bottom-center {{ content: "– " counter(page) " –"; font: 9pt "{FONTS[lang]}"; }} }}',
        f'body {{ font: 11pt/1.75 "{FONTS[lang]}", serif; max-width: 42em; margin: auto; {breaks}}}',
        "h1 { font-size: 16pt; text-align: center; } h2 { font-size: 13pt; text-align: center; margin-top: 1.6em; }",
        "h3 { font-size: 11pt; margin-bottom: 0; } h2, h3 { break-after: avoid; }",
        ".notice { border: 0.5pt solid; padding: 0.5em 1em; } .clause { margin: 0.3em 0; } .clause.deep { margin: 0.3em 0 0.3em 2em; }",
        "</style>",
        "</head>",
        "<body>",
    ]
    forms = {
        "title": "<h1>{}</h1>",
        "notice": '<p class="notice">{}</p>',
        "chapter": "<h2>{}</h2>",
        "article": "<h3>{}</h3>",
        "paragraph": "<p>{}</p>",
    }
    for kind, depth, text in blocks:
        form = forms.get(kind) or ('<p class="clause deep">{}</p>' if depth else '<p class="clause">{}</p>')
        out.append(form.format(html.escape(text, quote=False)))
    return "\n".join(out + ["</body>", "</html>", ""])


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def to_docx(blocks, lang):
    """A DOCX file whose clauses are numbered by the word processor, as most such files are."""
    paragraphs, lists, open_list, last_depth = [], 0, False, 0
    for kind, depth, text in blocks:
        properties = ""
        if kind in ("title", "chapter", "article"):
            properties = f'<w:pStyle w:val="{kind.capitalize()}"/>'
            open_list = False
        elif kind == "clause":
            mark = re.match(NUMBERS[lang][depth][0], text)
            if mark:
                if not open_list:
                    lists, open_list = lists + 1, True
                properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{lists}"/></w:numPr>'
                text = text[mark.end():].lstrip(" ")
        properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
        paragraphs.append(f'<w:p>{properties}<w:r><w:t xml:space="preserve">{html.escape(text, quote=False)}</w:t></w:r></w:p>')
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="{"nothing" if lang == "zh" and level == 0 else "space"}"/>'
        f'<w:lvlText w:val="{words}"/><w:pPr><w:ind w:left="{420 * (level + 1)}" w:hanging="420"/></w:pPr></w:lvl>'
        for level, (_, form, words) in enumerate(NUMBERS[lang])
    )
    numbering = f'{XML}<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>' + "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for n in range(1, lists + 1)
    ) + "</w:numbering>"
    heading = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/><w:pPr><w:keepNext/><w:outlineLvl w:val="{}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{}"/></w:rPr></w:style>'
    styles = (
        f'{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Serif" w:eastAsia="{FONTS[lang]}"/>'
        f'<w:sz w:val="22"/><w:lang w:val="en-GB" w:eastAsia="{ {"en": "zh-CN", "zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}[lang] }"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + heading.format("Title", "Title", 0, 32) + heading.format("Chapter", "heading 1", 0, 26) + heading.format("Article", "heading 2", 1, 22)
        + "</w:styles>"
    )
    document = f"{XML}<w:document {W}><w:body>{''.join(paragraphs)}<w:sectPr/></w:body></w:document>"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{word}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{word}.styles+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{word}.numbering+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{office}/numbering" Target="numbering.xml"/></Relationships>',
        "word/document.xml": document,
        "word/styles.xml": styles,
        "word/numbering.xml": numbering,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            # A fixed day, so that the same text gives the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def subset_font(lang, weight, text, target):
    """Cuts the typeface down to the letters of one paper; whole, it would make every file three times as large."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    wanted = f"{FONTS[lang]}:style={weight}"
    found = subprocess.run(["fc-match", "--format=%{file}|%{index}|%{family}", wanted], check=True, capture_output=True, text=True).stdout
    file, index, family = found.split("|")
    if FONTS[lang] not in family.split(","):
        sys.exit(f"the typeface {FONTS[lang]} is not installed")
    font = TTFont(file, fontNumber=int(index))
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True)
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GSUB", "GPOS"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    font.save(target)


def to_pdf(page, lang, target):
    """Typesets a page with WeasyPrint."""
    if shutil.which("weasyprint") is None:
        sys.exit("WeasyPrint is not installed; the PDF files stay as they are")
    with tempfile.TemporaryDirectory() as folder:
        faces = []
        for weight in ("Regular", "Bold"):
            font = pathlib.Path(folder) / f"{weight}.otf"
            subset_font(lang, weight, page + "0123456789–", font)
            faces.append(f'@font-face {{ font-family: "Specimen"; font-weight: {weight.lower().replace("regular", "normal")}; src: url({font.as_uri()}); }}')
        if lang == "ko":
            # WeasyPrint does not know "keep-all"; Korean lines break between words.
            page = re.sub(r"(?<=>)[^<>]+(?=</(?:h1|h2|h3|p)>)", lambda text: re.sub(r"\S+", r'<span style="white-space: nowrap">\g<0></span>', text[0]), page)
        page = page.replace("<style>", "<style>\n" + "\n".join(faces), 1).replace(f'"{FONTS[lang]}"', '"Specimen"')
        subprocess.run(["weasyprint", "--quiet", "-", str(target)], input=page.encode(), check=True, timeout=120)


def main():
    is_check = "--check" in sys.argv[1:]
    stale = []
    for source in sorted((HERE / "source").glob("*.txt")):
        version, lang = source.name.split(".")[:2]
        blocks = read(source)
        stem = HERE / f"customs-action-plan-{version}.{lang}"
        made = {".html": to_html(blocks, lang).encode(), ".docx": to_docx(blocks, lang)}
        for ending, new in made.items():
            path = stem.with_name(stem.name + ending)
            if is_check:
                if not path.exists() or path.read_bytes() != new:
                    stale.append(path.name)
            else:
                path.write_bytes(new)
        if not is_check:
            to_pdf(made[".html"].decode(), lang, stem.with_name(stem.name + ".pdf"))
    if stale:
        sys.exit("not what the sources give: " + ", ".join(stale))


main()
