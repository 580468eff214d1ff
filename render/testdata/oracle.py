"""Lets the real RenderCV print the CVs in cvs/ and writes down where each glyph stands.

Bullets nest as in its published examples: see nested.py.

    python -m venv venv && venv/bin/pip install 'rendercv[full]==2.8' typst==0.14.8 markdown==3.10.2
    venv/bin/python oracle.py            # needs mutool (Debian: mupdf-tools) on the path

Each CV is printed in the nine themes, or those that a comment in it names, and engineer.yaml once more for each knob in knobs.json with that knob turned; sales.yaml has a photo.
frames/NAME.json.gz then holds a list of cases: {"theme", "design", "pages"}; a page is a list of [y, x, text] with the
origins of a line's glyphs in hundredths of a point from the top left: x is the first one's and then the steps.
Icons and spaces are left out, and so are the further characters of a ligature.
"""
import gzip
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import nested  # noqa: F401  # bullets nest
from rendercv.renderer.pdf_png import generate_pdf
from rendercv.renderer.typst import generate_typst
from rendercv.schema.rendercv_model_builder import build_rendercv_dictionary_and_model

HERE = pathlib.Path(__file__).parent.resolve()
PHOTOS = [
    {"photo_position": "right"},
    {"photo_width": "2cm", "photo_space_left": "1cm", "photo_space_right": "0.2cm"},
    {"photo_position": "right", "alignment": "left", "photo_space_right": "1cm"},
]
THEMES = ["classic", "ember", "engineeringclassic", "engineeringresumes", "harvard", "ink", "moderncv", "opal", "sb2nov"]
CHAR = re.compile(r'<page |<char quad="([-\d.e]+) \S+ ([-\d.e]+) [^"]*" x="([-\d.e]+)" y="([-\d.e]+)"[^>]*? c="([^"]*)"')


def pages(pdf):
    """The glyphs of a PDF by page and line."""
    text = subprocess.run(["mutool", "draw", "-q", "-F", "stext", "-o", "-", str(pdf)], capture_output=True, check=True)
    out = []
    for m in CHAR.finditer(text.stdout.decode("utf-8", "replace")):
        if m.group(0).startswith("<page"):
            out.append({})
            continue
        char = html.unescape(m.group(5))
        wide = float(m.group(2)) - float(m.group(1)) > 1e-4
        if not wide or not char.strip() or "\ue000" <= char <= "\uf8ff":
            continue
        x, y = round(float(m.group(3)) * 100), round(float(m.group(4)) * 100)
        out[-1].setdefault(y, []).append((x, char))
    result = []
    for page in out:
        lines = []
        for y, glyphs in sorted(page.items()):
            glyphs.sort()
            steps = [glyphs[0][0]] + [b[0] - a[0] for a, b in zip(glyphs, glyphs[1:])]
            lines.append([y, steps, "".join(c for _, c in glyphs)])
        result.append(lines)
    return result


def render(source, theme, design, folder):
    path = folder / "cv.yaml"
    text = f"{source}\ndesign: {json.dumps({'theme': theme} | design)}\n"
    path.write_text(text, encoding="utf-8")
    _, model = build_rendercv_dictionary_and_model(text, input_file_path=path)
    return pages(generate_pdf(model, generate_typst(model)))


def main():
    knobs = json.loads((HERE / "knobs.json").read_text(encoding="utf-8"))
    (HERE / "frames").mkdir(exist_ok=True)
    wanted = sys.argv[1:]
    for cv in sorted((HERE / "cvs").glob("*.yaml")):
        if wanted and cv.stem not in wanted:
            continue
        source = cv.read_text(encoding="utf-8")
        named = re.search(r"^# themes: (.*)$", source, re.M)
        cases = [(theme, {}) for theme in (named.group(1).split() if named else THEMES)]
        if cv.stem == "engineer":
            cases += [("classic", knob) for knob in knobs]
        if cv.stem == "sales":
            cases += [("classic", {"header": header}) for header in PHOTOS]
        done = []
        for theme, design in cases:
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(HERE / "cvs" / "photo.png", folder)
                done.append({"theme": theme, "design": design, "pages": render(source, theme, design, pathlib.Path(folder))})
            print(cv.stem, theme, json.dumps(design), len(done[-1]["pages"]), flush=True)
        data = json.dumps(done, ensure_ascii=False, separators=(",", ":")).encode()
        (HERE / "frames" / f"{cv.stem}.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
