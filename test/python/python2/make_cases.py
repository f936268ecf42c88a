"""Runs the scripts of cases.txt in Python 2.7 and writes what they print to expected.json beside it.

    python2.7 make_cases.py
"""
import io
import json
import os
import subprocess
import sys

folder = os.path.dirname(os.path.abspath(__file__))
text = io.open(os.path.join(folder, "cases.txt"), encoding="utf8").read()
found = []
for case in text.split(u"=== ")[1:]:
    name, script = case.split(u"\n", 1)
    process = subprocess.Popen([sys.executable, "-c", script.encode("utf8")], stdout=subprocess.PIPE)
    printed = process.communicate()[0].decode("utf8")
    if process.returncode != 0:
        raise SystemExit("%s: ended with %d" % (name, process.returncode))
    found.append({"name": name, "script": script, "prints": printed})
with io.open(os.path.join(folder, "expected.json"), "w", encoding="utf8") as file:
    whole = {"python": sys.version.split()[0], "cases": found}
    file.write(json.dumps(whole, indent=1, ensure_ascii=False, separators=(",", ": ")).decode("utf8") + u"\n")
print "%d cases" % len(found)
