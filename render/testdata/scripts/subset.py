"""Makes the fonts in fonts/ that the CVs beside this file need and no more.

    pip install fonttools rendercv-fonts==0.5.1 && npm pack @expo-google-fonts/noto-naskh-arabic@0.4.5
    python subset.py NotoNaskhArabic_400Regular.ttf     # from the npm package; without it all but the Arabic one

Users put such fonts into a folder beside their CV. These hold the characters of the CVs, the locales and a CV's own
signs, under the SIL Open Font License; their names stay, as Noto is no reserved font name.
"""
import pathlib
import string
import sys

import rendercv_fonts
from fontTools import subset

HERE = pathlib.Path(__file__).parent.resolve()
LANGUAGES = HERE.parent.parent / "locale" / "languages" / "languages.yaml"
NOTO = pathlib.Path(rendercv_fonts.__file__).parent / "Noto Sans"
FONTS = {
    "NotoSansJP": ("japanese", NOTO / "NotoSansJP-Regular.ttf"),
    "NotoSansSC": ("chinese", NOTO / "NotoSansSC-Regular.ttf"),
    "NotoSansKR": ("korean", NOTO / "NotoSansKR-Regular.ttf"),
}
if len(sys.argv) > 1:
    FONTS["NotoNaskhArabic"] = ("arabic", pathlib.Path(sys.argv[1]))
for name, (cv, source) in FONTS.items():
    options = subset.Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    if cv != "arabic":
        # One of the thousands of positions there are is enough.
        options.layout_features = [f for f in options._layout_features_default if f not in ("vert", "vrt2", "vkrn")]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    words = (HERE / f"{cv}.yaml").read_text(encoding="utf-8") + string.printable + "–—•◦●•‘’“”… "
    subsetter.populate(text=words + LANGUAGES.read_text(encoding="utf-8"))
    subsetter.subset(font)
    subset.save_font(font, str(HERE / "fonts" / f"{name}-Regular.ttf"), options)
