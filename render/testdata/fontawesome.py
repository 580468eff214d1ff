"""Stands in for the Typst package fontawesome 0.6.0 where Typst Universe is out of reach.

RenderCV's Typst asks for fa-icon alone: text in the icon fonts, regular before brands, at the character of the icon's
name. Importing this module puts a package that does so, with the names and characters of ../icon/data, where Typst
looks for packages that were fetched before; one that is there already stays.
"""
import gzip
import os
import pathlib

DATA = pathlib.Path(__file__).parent.resolve().parent / "icon" / "data"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
FOLDER = CACHE / "typst" / "packages" / "preview" / "fontawesome" / "0.6.0"
MANIFEST = '[package]\nname = "fontawesome"\nversion = "0.6.0"\nentrypoint = "lib.typ"\n'
LIBRARY = """#let icons = (
{}
)
#let fa-icon(name, ..args) = text(
  font: ("Font Awesome 7 Free", "Font Awesome 7 Brands"), weight: 400, icons.at(name, default: name), ..args,
)
"""


def characters():
    """The character of each icon, by name; older names have those of the newer ones."""
    lines = (DATA / "common.tsv").read_text(encoding="utf-8").splitlines()
    for table in sorted(DATA.glob("*.tsv.gz")):
        lines += gzip.decompress(table.read_bytes()).decode().splitlines()
    found, older = {}, {}
    for line in lines:
        name, first, *rest = line.split("\t")
        if first == "=":
            older[name] = rest[0]
        else:
            found[name] = rest[1]
    return found | {name: found[newer] for name, newer in older.items()}


if not FOLDER.exists():
    FOLDER.mkdir(parents=True)
    (FOLDER / "typst.toml").write_text(MANIFEST, encoding="utf-8")
    names = "\n".join(f'  "{name}": "\\u{{{char}}}",' for name, char in sorted(characters().items()))
    (FOLDER / "lib.typ").write_text(LIBRARY.format(names), encoding="utf-8")
