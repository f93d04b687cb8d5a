"""Makes, or removes, an empty source for every Swift target of the package, so that its dependencies can be built alone.

A target whose folder is there is left as it is: an empty Swift module in the place of one in C would stay behind and hide it.

usage: stub_targets.py make|remove   (in the package's folder, where nothing but the targets in C exists of Sources and Tests)
"""
import json
import pathlib
import shutil
import subprocess
import sys

ROOTS = {"test": "Tests"}


def folder(target):
    """Where SwiftPM looks for a target's sources."""
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
