"""Writes what RenderCV v2.8 itself makes of each YAML file given: NAME.typ and NAME.md beside it.

Needs `pip install rendercv[full]==2.8 markdown==3.11.3` (Python 3.12). Bullets nest: see render/testdata/nested.py. Without arguments: all of testdata/cvs.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "testdata"))
import nested  # noqa: E402, F401
from rendercv.renderer.templater.templater import render_full_template
from rendercv.schema.rendercv_model_builder import build_rendercv_dictionary_and_model

files = [pathlib.Path(a) for a in sys.argv[1:]] or sorted(pathlib.Path(__file__).parent.glob("cvs/*.yaml"))
for path in files:
    path = path.resolve()
    try:
        _, model = build_rendercv_dictionary_and_model(path.read_text(encoding="utf-8"), input_file_path=path)
        for kind, extension in (("typst", ".typ"), ("markdown", ".md")):
            path.with_suffix(extension).write_text(render_full_template(model, kind), encoding="utf-8")
    except Exception as error:  # noqa: BLE001
        print(path.name, getattr(error, "validation_errors", error))
