"""Fetches the built-in font files and their licences into ./files, unmodified.

Two wheels on PyPI have them: rendercv-fonts, the fonts RenderCV ships, and typst, whose library holds the fonts that
Typst itself falls back to. Taking the same files is what makes lines break where RenderCV breaks them. Fontin is left
out: its licence does not allow it. Noto Sans for Chinese, Japanese and Korean is left out for its size.

    python fetch.py        # needs pip; ./files is committed, so only a change of the set needs this
"""

import gzip
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import zipfile

FILES = pathlib.Path(__file__).parent / "files"
WHEELS = ["rendercv-fonts==0.5.1", "typst==0.14.8"]
STYLES = ["Regular", "Italic", "Bold", "BoldItalic"]

# Prefixes of families that no theme uses by itself: they are packed.
PACKED = {"NotoSans", "Mukta", "OpenSans", "Poppins", "Roboto", "OpenSauceSans", "DejaVuSansMono", "GentiumBookPlus"}

# Folder in rendercv-fonts, file prefix, styles.
SHIPPED = [
    ("Source Sans 3", "SourceSans3", STYLES),
    ("Raleway", "Raleway", STYLES),
    ("EB Garamond", "EBGaramond", STYLES),
    ("Lato", "Lato", STYLES),
    ("Ubuntu", "Ubuntu", STYLES),
    ("Gentium Book Plus", "GentiumBookPlus", STYLES),
    ("XCharter", "XCharter", STYLES),
    ("Open Sans", "OpenSans", STYLES),
    ("Noto Sans", "NotoSans", STYLES),
    ("Poppins", "Poppins", STYLES),
    ("Roboto", "Roboto", STYLES),
    ("Open Sauce Sans", "OpenSauceSans", STYLES),
    ("Mukta", "Mukta", ["Regular", "Bold"]),
]
# PostScript name in Typst's library and our file name.
EMBEDDED = (
    {f"NewCM10-{s}": f"NewCM10-{s}.otf" for s in STYLES}
    | {f"LibertinusSerif-{s}": f"LibertinusSerif-{s}.otf" for s in STYLES}
    | {
        "DejaVuSansMono": "DejaVuSansMono-Regular.ttf",
        "DejaVuSansMono-Oblique": "DejaVuSansMono-Italic.ttf",
        "DejaVuSansMono-Bold": "DejaVuSansMono-Bold.ttf",
        "DejaVuSansMono-BoldOblique": "DejaVuSansMono-BoldItalic.ttf",
    }
)


def font_at(data, start):
    """The PostScript name and length of the font that begins at start, or None."""
    count = struct.unpack_from(">H", data, start + 4)[0]
    if not 5 < count < 40:
        return None
    end, name = 0, None
    for i in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * i)
        if not re.fullmatch(rb"[A-Za-z0-9/ ]{4}", tag):
            return None
        end = max(end, offset + length)
        if tag == b"name":
            name = start + offset
    if name is None:
        return None
    records, storage = struct.unpack_from(">HH", data, name + 2)
    for i in range(records):
        platform, _, _, kind, length, offset = struct.unpack_from(">6H", data, name + 6 + 12 * i)
        if (platform, kind) == (3, 6):
            at = name + storage + offset
            return data[at : at + length].decode("utf-16be"), (end + 3) & ~3
    return None


def keep(name, data):
    """Writes a font file, packed when its family is."""
    if name.split("-")[0] in PACKED:
        (FILES / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    else:
        (FILES / name).write_bytes(data)


def main():
    FILES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, *WHEELS], check=True)
        for wheel in pathlib.Path(folder).glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(folder)
        for family, prefix, styles in SHIPPED:
            source = pathlib.Path(folder) / "rendercv_fonts" / family
            for style in styles:
                file = next(source.glob(f"{prefix}-{style}.?tf"))
                keep(file.name, file.read_bytes())
            for licence in [*source.glob("*.txt"), *source.glob("README")]:
                if "JP" not in licence.name:
                    (FILES / f"{prefix}.LICENSE.txt").write_bytes(licence.read_bytes())
        library = next((pathlib.Path(folder) / "typst").glob("*typst*.so")).read_bytes()
        for match in re.finditer(rb"OTTO|\x00\x01\x00\x00", library):
            found = font_at(library, match.start())
            if found and found[0] in EMBEDDED:
                keep(EMBEDDED[found[0]], library[match.start() : match.start() + found[1]])


# The licences of NewCM10, LibertinusSerif and DejaVuSansMono are not in the wheels; ./files holds the texts that the
# fonts' own name tables and their projects give.
if __name__ == "__main__":
    main()
