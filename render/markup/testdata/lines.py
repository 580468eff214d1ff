"""Writes lines.jsonl: lines of Markdown with the Typst that RenderCV v2.8 makes of them.

Needs `pip install rendercv[full]==2.8` (Python 3.12).
"""
import json
import pathlib
import random

from rendercv.renderer.templater.markdown_parser import markdown_to_typst

FIXED = """Led a team of 12 engineers, cut costs by 30%
**bold**, *italic*, ***both***, `code`, [link](https://example.org)
snake_case_name and _emphasis_ and __strong__
C++ & C#, F#, R&D at AT&T, <5 ms, >99.9 %, 3 * 4 * 5, a*b*c
[a [b](c) d](e 't') and [x](<y z>) and [p](q(r)s)
[a_b](http://x_y_z/_q_) [*it*](u "title") [](empty) [no](
\\*not italic\\* \\_ \\[x\\] \\\\ \\a trailing \\
`a & b < c` ``x ` y`` `unclosed
* **a *b* c** d*** **e
**a** **b** *c* *d* **_e_**
1. one
- dash
+ plus
= equals
~ tilde @ at $5 $$x^2$$ #1 "quoted" 'single' {brace} |bar|
https://example.org/a_b/c_d
x]y[z](w
*a **b** c* **d *e* f** ***g* h** ***i** j*
foo*bar*baz foo_bar_baz _foo_bar **foo**bar
!not [an](image) text!
a\tb
Ömer Ştefan naïve – “quotes” … 日本語
AC/DC 24/7 and/or
--- x
* * *
""".splitlines()

ALPHABET = ["*", "**", "_", "__", "***", "`", "``", "[", "]", "(", ")", "a", "b", " ", "c d", "\\", "é", ",", ".", "u", "](v)", "[t](u)", "/", "'", "\"", "~", "@", "%", "-", "3"]


def safe(line: str) -> bool:
    # Raw HTML, images, reference definitions and admonitions are left out: there
    # the original loses text and we keep it.
    return not any(x in line for x in ("!!!", "![")) and "]:" not in line


# Overlapping pairs of * and _ where the original garbles its own placeholders
# or loses a character, and a link inside a link, which it makes inside bold only.
GARBLED = {
    "\"~_3*@**/'*[t](u)[t](u)",
    "__*****é[t](u)[t](u)_''__***](v)**](v)",
    "%***[)é[t](u)a](v)][**",
    "_/b(__'_,*",
    "%*](v)[**/][t](u)a_c d*.",
    "__b*``**%/~*]a_c d",
}

rng = random.Random(7)
lines = [line for line in FIXED if safe(line)]
while len(lines) < 4000:
    line = "".join(rng.choice(ALPHABET) for _ in range(rng.randint(1, 14)))
    if safe(line) and line not in GARBLED:
        lines.append(line)
out = pathlib.Path(__file__).with_name("lines.jsonl")
with out.open("w", encoding="utf-8") as f:
    for line in lines:
        f.write(json.dumps([line, markdown_to_typst(line)], ensure_ascii=False) + "\n")
