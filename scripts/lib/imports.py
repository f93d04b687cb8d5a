"""Finds imports of the project's own modules that a file does not need, because it names nothing of the module.

usage: imports.py
Runs in the project's folder. It compares names only: an unneeded import is not found if the file uses one of the
module's names for something else. ALLOWED lists files that need an import for an operator or a conformance alone.
"""
import pathlib
import re
import sys

FOLDERS = ("Sources", "Tests")
ALLOWED = set()

IMPORT = re.compile(r"^(?:@\w+ )*(?:package |public |internal |private )?import (\w+)$", re.M)
COMMENT = re.compile(r"//.*")
WORD = re.compile(r"\w+")
DECLARED = re.compile(
    r"\b(?:func|var|let|case|class|struct|enum|actor|protocol|typealias|associatedtype|extension|macro)\s+`?(\w+)"
)
# The other names of `case a, b` and of `let (a, b)`, and the labels of parameters.
LISTED = re.compile(r"\bcase ((?:\w+(?:\([^)]*\))?, )+\w+)")
LABEL = re.compile(r"[(,]\s*(\w+)(?: \w+)?:")
# Implicit members such as `.init(…)`, whose type is not named.
IMPLICIT = re.compile(r"\.init\b|\.self\b")


def modules():
    """The files of each module."""
    for folder in FOLDERS:
        for path in sorted(pathlib.Path(folder).iterdir()):
            files = sorted(path.rglob("*.swift")) if path.is_dir() else []
            if files:
                yield path.name, files


def declarations(texts):
    """The names that a module's files declare, and the labels of its initialisers."""
    names, labels = set(), set()
    for text in texts:
        names.update(DECLARED.findall(text))
        for listed in LISTED.findall(text):
            names.update(WORD.findall(listed))
        for line in text.split("\n"):
            if "init" in line or ":" in line:
                labels.update(LABEL.findall(line))
    return names, labels


def main():
    files = dict(modules())
    texts = {path: COMMENT.sub("", path.read_text()) for paths in files.values() for path in paths}
    declared = {name: declarations(texts[path] for path in paths) for name, paths in files.items()}
    found = 0
    for name, paths in files.items():
        for path in paths:
            text = texts[path]
            words = set(WORD.findall(IMPORT.sub("", text)))
            for module in IMPORT.findall(text):
                if module not in declared or (str(path), module) in ALLOWED:
                    continue
                names, labels = declared[module]
                if words & names or IMPLICIT.search(text) and words & labels:
                    continue
                found += 1
                print(f"{path}: {module} is imported, but nothing of it is named")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
