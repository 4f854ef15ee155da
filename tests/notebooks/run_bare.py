"""Runs the code of notebooks without a kernel, IPython or any package: what a cell shows is a line of JSON each.

    python3 -I -S run_bare.py NOTEBOOK.ipynb...

The last expression of a cell is shown, as a kernel does. IPython.display is a stand-in with the two names that the
notebooks use; numpy, pandas and matplotlib cannot be imported with -I and -S.
"""
import ast
import json
import pathlib
import sys
import types


def data_of(thing):
    """What a kernel would show of an object."""
    kinds = {"text/markdown": "_repr_markdown_", "image/svg+xml": "_repr_svg_"}
    data = {kind: getattr(thing, name)() for kind, name in kinds.items() if hasattr(thing, name)}
    return dict(data, **{"text/plain": repr(thing)})


class Markdown:
    def __init__(self, text):
        self._repr_markdown_ = lambda: text


def run(path):
    here = {"cell": ""}

    def display(thing):
        print(json.dumps({"notebook": path.stem, "cell": here["cell"], "data": data_of(thing)}))

    module = types.ModuleType("IPython.display")
    module.display, module.Markdown = display, Markdown
    sys.modules.update({"IPython": types.ModuleType("IPython"), "IPython.display": module})
    names = {"__name__": "__main__"}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        here["cell"] = cell["id"]
        tree = ast.parse("".join(cell["source"]), cell["id"])
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell["id"], "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)
            if value is not None:
                display(value)


for name in sys.argv[1:]:
    sys.path.insert(0, str(pathlib.Path(name).parent))
    sys.dont_write_bytecode = True
    run(pathlib.Path(name))
