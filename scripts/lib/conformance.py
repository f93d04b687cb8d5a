"""Judges a result file of h1cases.py: every MUST case, all slow cases, and at least LEAST of the others must pass.

usage: conformance.py CASES.json
"""
import json
import sys

LEAST = 230
SLOW = 8


def failures(cases):
    """One sentence for each bar that is missed."""
    slow = [case for case in cases if case["name"].startswith("slow:")]
    others = [case for case in cases if case not in slow]
    passes = sum(case["pass"] for case in others)
    slow_passes = sum(case["pass"] for case in slow)
    missed = [case["name"] for case in cases if case["level"] == "M" and not case["pass"]]
    print(f"{passes} of {len(others)} cases, {slow_passes} of {len(slow)} slow ones, {len(missed)} MUST cases missed")
    if missed:
        yield "a MUST case failed: " + "; ".join(missed)
    if passes < LEAST:
        yield f"{passes} cases passed, at least {LEAST} must"
    if slow_passes < SLOW:
        yield f"{slow_passes} slow cases passed, {SLOW} must"


with open(sys.argv[1], encoding="utf-8") as file:
    found = list(failures(json.load(file)))
print("\n".join(found), file=sys.stderr, end="\n" if found else "")
sys.exit(1 if found else 0)
