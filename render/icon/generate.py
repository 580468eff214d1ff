"""Writes data/ from the SVG files of Font Awesome Free.

    npm pack @fortawesome/fontawesome-free@7.3.1 && tar xzf fortawesome-*.tgz
    python3 generate.py package

An icon is a line "name<TAB>label<TAB>width<TAB>code point<TAB>SVG path"; another
name of an icon is a line "name<TAB>=<TAB>icon". Where an icon comes in several
styles, RenderCV prints the regular one, else the brand, else the solid one.
"""
import gzip
import json
import pathlib
import re
import sys

package = pathlib.Path(sys.argv[1])
out = pathlib.Path(__file__).with_name("data")
out.mkdir(exist_ok=True)

# What RenderCV itself prints: kept uncompressed, so that they cost no time.
COMMON = """linkedin github gitlab imdb instagram mastodon orcid stack-overflow researchgate youtube graduation-cap
telegram whatsapp code x-twitter bluesky reddit location-dot envelope phone link external-link
arrow-up-right-from-square""".split()

meta = json.loads((package / "metadata/icon-families.json").read_text(encoding="utf-8"))
older = {alias: icon for icon in meta.values() for alias in (icon.get("aliases") or {}).get("names", [])}
lines = {}
for style in ("solid", "brands", "regular"):  # the last one wins
    for file in sorted((package / "svgs" / style).glob("*.svg")):
        svg = file.read_text(encoding="utf-8")
        box = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg)
        path = " ".join(re.findall(r' d="([^"]+)"', svg))
        icon = meta.get(file.stem) or older[file.stem]
        lines[file.stem] = f"{file.stem}\t{icon['label']}\t{box[1]}\t{icon['unicode']}\t{path}\n"
for name, icon in meta.items():
    for alias in (icon.get("aliases") or {}).get("names", []):
        if name in lines:
            lines.setdefault(alias, f"{alias}\t=\t{name}\n")

files = {}
for name in sorted(lines):
    files.setdefault("common" if name in COMMON else name[0], []).append(lines[name])
for name, content in files.items():
    text = "".join(content).encode()
    if name == "common":
        (out / "common.tsv").write_bytes(text)
    else:
        (out / f"{name}.tsv.gz").write_bytes(gzip.compress(text, 9, mtime=0))
(out / "LICENSE.txt").write_bytes((package / "LICENSE.txt").read_bytes())
print(len(lines), "names")
