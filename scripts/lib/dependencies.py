"""Prints the package's dependencies, and fails if one is unexpected.

usage: dependencies.py DEPENDENCIES.json
The input is the output of `swift package show-dependencies --format json`. A dependency must come over HTTPS from one
of OWNERS on GitHub, at a released version.
"""
import json
import re
import sys

OWNERS = {"apple", "swiftlang", "swift-server", "vapor", "hummingbird-project", "jpsim"}


def flatten(package, seen):
    """Collects all transitive dependencies of a package in `seen`, by identity."""
    for dependency in package["dependencies"]:
        seen[dependency["identity"]] = dependency
        flatten(dependency, seen)
    return seen


def problem(package):
    """What is wrong with a package's source or version; None if nothing is."""
    match = re.fullmatch(r"https://github\.com/([^/]+)/[^/]+?(\.git)?", package["url"])
    if not match or match.group(1) not in OWNERS:
        return "comes from an unlisted owner"
    if not re.fullmatch(r"\d+\.\d+\.\d+", package["version"]):
        return "is not at a released version"
    return None


with open(sys.argv[1], encoding="utf-8") as file:
    packages = flatten(json.load(file), {})
failed = False
for name, package in sorted(packages.items()):
    wrong = problem(package)
    failed = failed or wrong is not None
    print(f"{name:32} {package['version']:10} {package['url']}" + (f"  <- {wrong}" if wrong else ""))
sys.exit(1 if failed else 0)
