"""Checks what swift-format cannot: lines of at most 120 columns, and functions of at most two unlabelled parameters.

usage: style.py FILE...
String literals and test names may exceed the width, because breaking them changes or hides what they say; so may a
line that is only a link.
"""
import re
import sys

WIDTH = 120
UNLABELLED = 2
DECLARATION = re.compile(r"\b(?:func\s+(?:`[^`]+`|[\w]+)|init[?!]?|subscript)\s*(?:<[^()]*>)?\(")


def long_lines(lines):
    """The numbers of the lines of code and comments that exceed the width."""
    literal = False
    for number, line in enumerate(lines, 1):
        inside = literal
        if line.count('"""') % 2:
            literal = not literal
        if len(line) <= WIDTH or inside or literal:
            continue
        code = line.lstrip()
        if '"' in code or "`" in code or re.search(r"https?://\S{60,}", code):
            continue
        yield number


def parameters(text, start):
    """The parameters of a declaration whose list opens before `start`, split at its commas."""
    depth, parts, current = 1, [], ""
    for character in text[start:]:
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if depth == 0:
            break
        if character == "," and depth == 1:
            parts.append(current)
            current = ""
        else:
            current += character
    return parts + [current]


def many_unlabelled(text):
    """The numbers of the lines whose declaration has too many parameters without a label. Operators have none."""
    for match in DECLARATION.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if "//" in text[start:match.start()]:
            continue
        if sum(part.strip().startswith("_ ") for part in parameters(text, match.end())) > UNLABELLED:
            yield text.count("\n", 0, match.start()) + 1


failed = False
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for number in long_lines(text.split("\n")):
        print(f"{path}:{number}: the line exceeds {WIDTH} columns")
        failed = True
    for number in many_unlabelled(text):
        print(f"{path}:{number}: more than {UNLABELLED} parameters without a label")
        failed = True
sys.exit(failed)
