"""Creates or removes empty sources for the package's Swift targets, so that the dependencies can be built separately.

Targets whose folder exists are skipped: an empty Swift module built for a C target would remain and hide it.

usage: stub_targets.py make|remove   (in the package's folder; Sources and Tests may contain only the C targets)
"""
import json
import pathlib
import shutil
import subprocess
import sys

ROOTS = {"test": "Tests"}


def folder(target):
    """The folder of a target's sources, as SwiftPM determines it."""
    return pathlib.Path(target.get("path") or pathlib.Path(ROOTS.get(target["type"], "Sources")) / target["name"])


def make():
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"]))
    for target in package["targets"]:
        place = folder(target)
        if place.exists():
            continue
        place.mkdir(parents=True)
        if target["type"] == "executable":
            (place / "main.swift").write_text("")
        else:
            (place / "Stub.swift").write_text("")
        for resource in target.get("resources", []):
            (place / resource["path"]).mkdir(parents=True, exist_ok=True)


def remove():
    for root in {"Sources", *ROOTS.values()}:
        shutil.rmtree(root, ignore_errors=True)


{"make": make, "remove": remove}[sys.argv[1]]()
