"""Lets the real RenderCV print the CVs in cvs/ and scripts/ and writes down where each glyph stands.

Bullets nest as in its published examples: see nested.py.

    python -m venv venv && venv/bin/pip install 'rendercv[full]==2.8' typst==0.14.8 markdown==3.10.2 pdfminer.six fonttools
    venv/bin/python oracle.py

Typst is pinned to 0.14, which RenderCV v2.8 was published with and its examples were printed with; 0.15, which pip
brings along today, sets some rows otherwise. The script refuses any other.

Each CV is printed in the nine themes, or those that a comment in it names, with the design that another comment gives,
and engineer.yaml once more for each knob in knobs.json with that knob turned. sales.yaml has a photo; the CVs in
scripts/ have the fonts beside them.
frames/NAME.json.gz then holds a list of cases: {"theme", "design", "pages"}; a page is a list of [y, x, text] with the
origins of a line's glyphs in hundredths of a point from the top left: x is the first one's and then the steps.
pdfminer reads the places, since mutool rounds the widths of fonts that count in other units than thousandths of an em,
which adds up over a line. Icons and spaces are left out, and so are the further characters of a ligature.

In other scripts a letter may be several glyphs and a glyph no letter. There the third is a list instead of a text, of
all glyphs that leave a mark: the font's PostScript name and the glyph's number in the font's file, the first of those
that look alike; glyphs.py finds it by its outline.
"""
import functools
import gzip
import importlib.metadata
import json
import pathlib
import re
import shutil
import sys
import tempfile

import rendercv_fonts
import typst
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

import glyphs
import fontawesome  # noqa: F401  # icons without Typst Universe
import nested  # noqa: F401  # bullets nest
from rendercv.renderer.pdf_png import generate_pdf
from rendercv.renderer.typst import generate_typst
from rendercv.schema.rendercv_model_builder import build_rendercv_dictionary_and_model

# What this machine has installed must not matter.
typst.Compiler = functools.partial(typst.Compiler, ignore_system_fonts=True)
SHIPPED = rendercv_fonts.paths_to_font_folders

HERE = pathlib.Path(__file__).parent.resolve()
PHOTOS = [
    {"photo_position": "right"},
    {"photo_width": "2cm", "photo_space_left": "1cm", "photo_space_right": "0.2cm"},
    {"photo_position": "right", "alignment": "left", "photo_space_right": "1cm"},
]
THEMES = ["classic", "ember", "engineeringclassic", "engineeringresumes", "harvard", "ink", "moderncv", "opal", "sb2nov"]


class Device(PDFPageAggregator):
    """Keeps each glyph's font and its number in the embedded part of it."""

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, *rest):
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, *rest)
        list(self.cur_item)[-1].glyph = font, cid
        return advance


def pages(pdf, numbered):
    """The glyphs of a PDF by page and line."""
    resources = PDFResourceManager()
    device = Device(resources)  # without LAParams: single glyphs
    interpreter = PDFPageInterpreter(resources, device)
    result = []
    for page in PDFPage.get_pages(pathlib.Path(pdf).open("rb")):
        interpreter.process_page(page)
        height = device.get_result().height
        lines = {}
        for glyph in device.get_result():
            if not isinstance(glyph, LTChar):
                continue
            char = glyph.get_text()[:1]
            if numbered:
                char = glyphs.number(*glyph.glyph)
                if char is None:
                    continue
            elif not glyph.adv or not char.strip() or "\ue000" <= char <= "\uf8ff":
                continue
            x, y = glyph.matrix[4:]
            lines.setdefault(round((height - y) * 100), []).append((round(x * 100), char))
        result.append([])
        for y, line in sorted(lines.items()):
            line.sort()
            steps = [line[0][0]] + [b[0] - a[0] for a, b in zip(line, line[1:])]
            names = [c for _, c in line]
            result[-1].append([y, steps, names if numbered else "".join(names)])
    return result


def render(source, theme, design, folder, numbered):
    path = folder / "cv.yaml"
    text = f"{source}\ndesign: {json.dumps({'theme': theme} | design)}\n"
    path.write_text(text, encoding="utf-8")
    _, model = build_rendercv_dictionary_and_model(text, input_file_path=path)
    return pages(generate_pdf(model, generate_typst(model)), numbered)


def main():
    version = importlib.metadata.version("typst")
    if not version.startswith("0.14."):
        sys.exit(f"Typst {version} is not 0.14: pip install typst==0.14.8")
    knobs = json.loads((HERE / "knobs.json").read_text(encoding="utf-8"))
    (HERE / "frames").mkdir(exist_ok=True)
    wanted = sys.argv[1:]
    for cv in sorted(HERE.glob("cvs/*.yaml")) + sorted(HERE.glob("scripts/*.yaml")):
        if wanted and cv.stem not in wanted:
            continue
        source = cv.read_text(encoding="utf-8")
        named = re.search(r"^# themes: (.*)$", source, re.M)
        own = re.search(r"^# design: (.*)$", source, re.M)
        design = json.loads(own.group(1)) if own else {}
        cases = [(theme, design) for theme in (named.group(1).split() if named else THEMES)]
        if cv.stem == "engineer":
            cases += [("classic", knob) for knob in knobs]
        if cv.stem == "sales":
            cases += [("classic", {"header": header}) for header in PHOTOS]
        # rendercv-fonts has bold faces of the fonts in scripts/fonts, which a user may not have.
        rendercv_fonts.paths_to_font_folders = [
            folder for folder in SHIPPED if cv.parent.name != "scripts" or pathlib.Path(folder).name != "Noto Sans"
        ]
        done = []
        for theme, design in cases:
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(HERE / "cvs" / "photo.png", folder)
                if (cv.parent / "fonts").exists():
                    shutil.copytree(cv.parent / "fonts", pathlib.Path(folder) / "fonts")
                printed = render(source, theme, design, pathlib.Path(folder), cv.parent.name == "scripts")
                done.append({"theme": theme, "design": design, "pages": printed})
            print(cv.stem, theme, json.dumps(design), len(done[-1]["pages"]), flush=True)
        data = json.dumps(done, ensure_ascii=False, separators=(",", ":")).encode()
        (HERE / "frames" / f"{cv.stem}.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
