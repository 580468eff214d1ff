"""Writes punctuation.jsonl: [language, line, the text that Typst 0.14 sets for it in RenderCV v2.8].

Needs `pip install rendercv[full]==2.8` (Python 3.12).
"""
import html
import json
import os
import pathlib
import random
import re

import typst
from rendercv.renderer.templater.markdown_parser import markdown_to_typst

os.environ["TYPST_FEATURES"] = "html"
PARTS = ["'", "''", "'a", "a'", "5", "-5", "--", "---", "...", "..", "-", " ", "  ", "(", ")", "a", "b c", "*x*", "**y**",
         "é", "½", "/", '"', ":", ",", "[t](https://u.example)", "1990's", "don't", "%", "~", "_", "@", "+", "3-4", " 'n' ",
         "\u00a0", "C#", "{", "}", "|", "^", "&", "=", "!", "?", "’", "“", "h", "http", "https://x.y"]
LANGUAGES = ["en", "de", "fr", "hu", "ru"]

here = pathlib.Path(__file__).parent
source = here / "punctuation.typ"


def compiles(markup: str) -> bool:
    source.write_text(markup, encoding="utf-8")
    try:
        typst.compile(str(source), format="html")
    except typst.TypstError:
        return False
    return True


rng = random.Random(5)
lines = []
while len(lines) < 300:
    line = "x" + "".join(rng.choice(PARTS) for _ in range(rng.randint(1, 9)))
    markup = markdown_to_typst(line)
    if "-?" not in markup and compiles(markup):  # "-?" is a soft hyphen to Typst; we print it
        lines.append((line, markup))
with (here / "punctuation.jsonl").open("w", encoding="utf-8") as out:
    for language in LANGUAGES:
        source.write_text(f'#set text(lang: "{language}")\n' + "\n\n".join(m for _, m in lines), encoding="utf-8")
        page = typst.compile(str(source), format="html").decode()
        paragraphs = re.findall(r"<p>(.*?)</p>", page, re.S)
        assert len(paragraphs) == len(lines)
        for (line, _), paragraph in zip(lines, paragraphs):
            text = html.unescape(re.sub(r"<[^>]+>", "", paragraph)).replace("\ufe0e", "")
            out.write(json.dumps([language, line, text], ensure_ascii=False) + "\n")
source.unlink()
