"""Holds Package.swift to the floors of docs/architecture.md: a target depends on lower floors only.

usage: floors.py ARCHITECTURE.md
The table's rows are `| floor | `Target` `Target` | ...`. A target that no row names, and a row's target that the
package lacks, are failures too, so that the picture stays true. Test targets are outside of the floors.
"""
import json
import re
import subprocess
import sys


def floors(path):
    """The floor of each target that the table names."""
    found = {}
    for line in open(path, encoding="utf-8"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0].isdigit():
            for name in re.findall(r"`([^`]+)`", cells[1]):
                found[name] = int(cells[0])
    return found


def dependencies():
    """The targets of Sources/, and the names that each depends on."""
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"]))
    for target in package["targets"]:
        path = target.get("path") or "Sources/"
        if target["type"] == "test" or not path.startswith("Sources/"):
            continue
        yield target["name"], [dependency["byName"][0] for dependency in target["dependencies"] if "byName" in dependency]


def problems(floor_of, targets):
    """One sentence for each departure from the table."""
    for name, needs in targets.items():
        if name not in floor_of:
            yield f"{name} is on no floor of the table"
            continue
        for needed in needs:
            if needed in floor_of and floor_of[needed] >= floor_of[name]:
                yield f"{name} (floor {floor_of[name]}) depends on {needed} (floor {floor_of[needed]})"
    for name in floor_of.keys() - targets.keys():
        yield f"the table names {name}, which the package does not have"


found = sorted(problems(floors(sys.argv[1]), dict(dependencies())))
print("\n".join(found) if found else "every target depends on lower floors only")
sys.exit(1 if found else 0)
