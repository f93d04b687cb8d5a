"""Evaluates the results of h1cases.py and wscases.py.

Of h1cases.py, every MUST case, all slow cases and at least LEAST of the others must pass; of wscases.py, all cases.

usage: conformance.py CASES.json WEBSOCKET.txt
"""
import json
import sys

LEAST = 230
SLOW = 8
WEBSOCKET = 70


def failures(cases):
    """One message for each requirement that is not met."""
    slow = [case for case in cases if case["name"].startswith("slow:")]
    others = [case for case in cases if case not in slow]
    passes = sum(case["pass"] for case in others)
    slow_passes = sum(case["pass"] for case in slow)
    missed = [case["name"] for case in cases if case["level"] == "M" and not case["pass"]]
    print(f"{passes} of {len(others)} cases, {slow_passes} of {len(slow)} slow ones, {len(missed)} MUST cases failed")
    if missed:
        yield "a MUST case failed: " + "; ".join(missed)
    if passes < LEAST:
        yield f"only {passes} cases passed; at least {LEAST} must"
    if slow_passes < SLOW:
        yield f"only {slow_passes} slow cases passed; {SLOW} must"


def websocket_failures(lines):
    """The same for the output of wscases.py, whose lines are `PASS` or `FAIL`, a section and a name."""
    passes = sum(line.startswith("PASS ") for line in lines)
    missed = [line[5:].strip() for line in lines if line.startswith("FAIL ")]
    print(f"{passes} of {passes + len(missed)} WebSocket cases")
    if missed:
        yield "WebSocket cases failed: " + "; ".join(missed)
    if passes < WEBSOCKET:
        yield f"only {passes} WebSocket cases passed; {WEBSOCKET} must"


with open(sys.argv[1], encoding="utf-8") as file:
    found = list(failures(json.load(file)))
with open(sys.argv[2], encoding="utf-8") as file:
    found += websocket_failures(file.readlines())
print("\n".join(found), file=sys.stderr, end="\n" if found else "")
sys.exit(1 if found else 0)
