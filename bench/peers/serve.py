"""The loop of every Python side of a comparison: a line of JSON in, {"do": …} with
arguments, a line of JSON out. CPU time is measured here, inside the process and
around the work alone, so that imports, compilation and talk are not in it.

Import this first: a package that prints on import would otherwise print into the
answers.
"""

import json
import sys
import time

ANSWERS = sys.stdout
sys.stdout = sys.stderr


def serve(actions):
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(actions[request.pop("do")](**request)), file=ANSWERS, flush=True)


def timed(work):
    """work() and the CPU seconds, user and system, of this process that it took."""
    began = time.process_time()
    result = work()
    return result, time.process_time() - began
