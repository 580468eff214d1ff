"""Makes RenderCV v2.8 nest bullets as its published examples do.

RenderCV writes what follows a " - " in a highlight as an indented bullet. v2.8 reads Markdown line by line, and
Python-Markdown, whatever its version, drops the indentation, so that the bullet ends up beside the one it belongs
to. That is a known mistake of v2.8 (issue 712 of RenderCV): v2.7 nests, and so do the examples published with v2.8.
Importing this module lets indented bullets keep their indentation; all other lines are read as ever.
"""
import re

from rendercv.renderer.templater import markdown_parser

convert_line = markdown_parser.md.convert
BULLET = re.compile(r" {1,3}(?=- )")


def convert(text):
    indentation = BULLET.match(text) if "\n" not in text else None
    return (indentation.group() if indentation else "") + convert_line(text)


markdown_parser.md.convert = convert
