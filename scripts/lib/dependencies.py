"""Prints the packages that `swift package show-dependencies --format json` lists, and refuses unexpected ones.

usage: dependencies.py DEPENDENCIES.json
A package must come over https from an owner that this list names, at a released version.
"""
import json
import re
import sys

OWNERS = {"apple", "swiftlang", "swift-server", "vapor", "hummingbird-project", "jpsim"}


def flatten(package, seen):
    """Every package below the given one, each once, by name."""
    for dependency in package["dependencies"]:
        seen[dependency["identity"]] = dependency
        flatten(dependency, seen)
    return seen


def problem(package):
    """What is wrong with where a package comes from, or None."""
    match = re.fullmatch(r"https://github\.com/([^/]+)/[^/]+?(\.git)?", package["url"])
    if not match or match.group(1) not in OWNERS:
        return "comes from an owner that is not listed"
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
