"""Checks Package.swift against the layers of docs/architecture.md: a target may depend on lower layers only.

usage: layers.py ARCHITECTURE.md
The rows of its table are `| layer | `Target` `Target` | ...`, where a layer is a number or, within layers 5 and 6,
`5.1`, `6.1`, `6.2`, ... (5 is below 5.1). A target missing from the table, or from the package, is an error too, so
that the table stays complete. Test targets belong to no layer.
"""
import json
import re
import subprocess
import sys


def layers(path):
    """The layer of each target that the table names, as a tuple of numbers: (6, 1)."""
    found = {}
    for line in open(path, encoding="utf-8"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"\d+(\.\d+)?", cells[0]):
            for name in re.findall(r"`([^`]+)`", cells[1]):
                found[name] = tuple(int(number) for number in cells[0].split("."))
    return found


def dependencies():
    """The targets of Sources/, and the names that each depends on."""
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"]))
    for target in package["targets"]:
        path = target.get("path") or "Sources/"
        if target["type"] == "test" or not path.startswith("Sources/"):
            continue
        yield target["name"], [dependency["byName"][0] for dependency in target["dependencies"] if "byName" in dependency]


def shown(layer):
    """A layer as the table writes it: 6.1."""
    return ".".join(map(str, layer))


def problems(layer_of, targets):
    """One sentence for each departure from the table."""
    for name, needs in targets.items():
        if name not in layer_of:
            yield f"{name} is in no layer of the table"
            continue
        for needed in needs:
            if needed in layer_of and layer_of[needed] >= layer_of[name]:
                yield f"{name} (layer {shown(layer_of[name])}) depends on {needed} (layer {shown(layer_of[needed])})"
    for name in layer_of.keys() - targets.keys():
        yield f"the table names {name}, which the package does not have"


found = sorted(problems(layers(sys.argv[1]), dict(dependencies())))
print("\n".join(found) if found else "every target depends on lower layers only")
sys.exit(1 if found else 0)
