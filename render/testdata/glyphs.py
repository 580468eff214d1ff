"""Tells which glyph of a font's file a glyph of the part of it is that a PDF embeds: the one with the same outline.

The numbers in a PDF are Typst's own, and its letters are those that a glyph stands for, which is no way to tell
the forms of an Arabic letter apart.
"""
import functools
import gzip
import io
import pathlib

from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pdfminer.pdftypes import resolve1

HERE = pathlib.Path(__file__).parent.resolve()
FOLDERS = [HERE / "scripts" / "fonts", HERE.parent / "font" / "files"]


def outline(glyphs, name):
    """A glyph's outline as a value that can be compared; None: it leaves no mark."""
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return tuple((step, tuple(points)) for step, points in pen.value) or None


@functools.cache
def files():
    """The fonts' files by PostScript name."""
    found = {}
    for path in sorted(path for folder in FOLDERS for path in folder.iterdir()):
        if ".ttf" in path.name or ".otf" in path.name:
            data = path.read_bytes()
            font = TTFont(io.BytesIO(gzip.decompress(data) if path.suffix == ".gz" else data))
            found[font["name"].getDebugName(6)] = font
    return found


@functools.cache
def numbers(name):
    """The first glyph of a font's file with each outline."""
    font = files()[name]
    glyphs, first = font.getGlyphSet(), {}
    for number, glyph in enumerate(font.getGlyphOrder()):
        first.setdefault(outline(glyphs, glyph), number)
    return first


@functools.cache
def embedded(font):
    """The outlines of the glyphs that a PDF embeds of a font, by their numbers in it."""
    if "FontFile2" in font.descriptor:
        program = TTFont(io.BytesIO(resolve1(font.descriptor["FontFile2"]).get_data()))
        glyphs, order = program.getGlyphSet(), program.getGlyphOrder()
    else:
        data = resolve1(font.descriptor["FontFile3"]).get_data()
        if data[:4] == b"OTTO":
            program = TTFont(io.BytesIO(data))
            glyphs, order = program.getGlyphSet(), program.getGlyphOrder()
        else:
            program = CFFFontSet()
            program.decompile(io.BytesIO(data), None)
            top = program[0]
            glyphs, order = top.CharStrings, top.charset
    return [outline(glyphs, name) for name in order]


def number(font, cid):
    """The font's name and the glyph's number as one text; None: the glyph leaves no mark, or is an icon."""
    name = str(font.fontname).split("+")[-1].split("'")[0]
    if "FontAwesome" in name:
        return None
    drawn = embedded(font)[cid]
    if drawn is None:
        return None
    return f"{name} {numbers(name)[drawn]}"
