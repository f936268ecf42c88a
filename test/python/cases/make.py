"""Fills in what CPython prints for each case of the .txt files beside this one.

    python3 make.py            every file but refusals.txt

A case is a title, a script, and what it prints:

    ### integer division rounds down
    print(-7 // 2)
    ==>
    -4

An exception that nothing catches ends the result with its last line,
`ZeroDivisionError: division by zero`. Needs CPython 3.11 and, for the cases
that import it, numpy 2; the versions used stand in the first line of each file.
"""
import contextlib
import io
import pathlib
import platform
import re
import traceback


def run(script):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(script, "case", "exec"), {"__name__": "__main__"})
        except BaseException as error:
            print(traceback.format_exception_only(type(error), error)[-1].rstrip().replace("__main__.", ""))
    return out.getvalue().rstrip()


def fill(path):
    head, *cases = re.split(r"^### ", path.read_text(), flags=re.M)
    parts = [re.sub(r"^made with .*\n", "", head, flags=re.M).rstrip() + f"\nmade with CPython {platform.python_version()}\n\n"]
    for case in cases:
        title, rest = case.split("\n", 1)
        script = rest.split("\n==>", 1)[0].rstrip()
        parts.append(f"### {title}\n{script}\n==>\n{run(script)}\n\n")
    path.write_text("".join(parts).rstrip() + "\n")


for path in sorted(pathlib.Path(__file__).parent.glob("*.txt")):
    if path.name != "refusals.txt":
        fill(path)
