"""Checks Package.swift against the layers of docs/architecture.md: a target may depend on lower layers only.

usage: floors.py ARCHITECTURE.md
The rows of its table are `| layer | `Target` `Target` | ...`. A target missing from the table, or from the package, is
an error too, so that the table stays complete. Test targets belong to no layer.
"""
import json
import re
import subprocess
import sys


def floors(path):
    """The layer of each target in the table."""
    found = {}
    for line in open(path, encoding="utf-8"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0].isdigit():
            for name in re.findall(r"`([^`]+)`", cells[1]):
                found[name] = int(cells[0])
    return found


def dependencies():
    """(name, dependencies) of each target in Sources/."""
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"]))
    for target in package["targets"]:
        path = target.get("path") or "Sources/"
        if target["type"] == "test" or not path.startswith("Sources/"):
            continue
        yield target["name"], [dependency["byName"][0] for dependency in target["dependencies"] if "byName" in dependency]


def problems(floor_of, targets):
    """One message for each violation."""
    for name, needs in targets.items():
        if name not in floor_of:
            yield f"{name} is missing from the table"
            continue
        for needed in needs:
            if needed in floor_of and floor_of[needed] >= floor_of[name]:
                yield f"{name} (layer {floor_of[name]}) depends on {needed} (layer {floor_of[needed]})"
    for name in floor_of.keys() - targets.keys():
        yield f"{name} is in the table but not in the package"


found = sorted(problems(floors(sys.argv[1]), dict(dependencies())))
print("\n".join(found) if found else "every target depends on lower layers only")
sys.exit(1 if found else 0)
