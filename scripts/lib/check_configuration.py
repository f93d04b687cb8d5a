"""Reports mistakes in the gateway's configuration before a build begins: unknown variables and invalid values in the
environment and in .env. The gateway itself checks again, completely; this program only avoids waiting for a build.

usage: check_configuration.py PROJECT_FOLDER   (exit status 78 if there are problems)

The variables and the forms of their values come from the tables of docs/configuration.md, which are generated from the
code. Values are never printed, because they may be secrets.
"""
import base64, binascii, difflib, os, re, sys

PREFIX = "TICKET_GATEWAY_"
ROW = re.compile(r"^\| `(TICKET_GATEWAY_[A-Z_]+)` \| (.*?) \| (.*?) \| (.*) \|$", re.MULTILINE)
ASSIGNMENT = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(.*)$")
NUMBER = re.compile(r"number from (\d+) to (\d+)")
KEY_BYTES = 32


def tables(project):
    """The variables of the gateway with the form of their values, and those that other programs read."""
    with open(os.path.join(project, "docs/configuration.md"), encoding="utf-8") as page:
        own, others = page.read().split("<!-- end of settings -->")
    return {name: form for name, _, form, _ in ROW.findall(own)}, set(re.findall(r"`(TICKET_GATEWAY_[A-Z_]+)`", others))


def environment_file(path, problems):
    """The variables of a .env file, as the gateway reads it."""
    variables = {}
    if not os.path.exists(path):
        return variables
    with open(path, encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            match = ASSIGNMENT.match(line)
            if not match:
                expected = ", without export" if line.startswith("export ") else ", or # and a comment"
                problems.append(f".env line {number}: expected NAME=value{expected}")
                continue
            name, value = match.groups()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            variables[name] = value
    return variables


def is_encryption_key(text):
    name, colon, key = text.strip().partition(":")
    try:
        return bool(colon and re.fullmatch(r"[A-Za-z0-9_-]{1,32}", name)) and len(base64.b64decode(key, validate=True)) == KEY_BYTES
    except binascii.Error:
        return False


def is_valid(form, value):
    """Whether a value has the form; True for forms that only the gateway can check."""
    number = NUMBER.search(form)
    if number:
        return bool(re.fullmatch(r"\d{1,18}", value)) and int(number[1]) <= int(value) <= int(number[2])
    if form.startswith("a duration"):
        return bool(re.fullmatch(r"\d+(ms|s|m|h|d)", value))
    if form.startswith("a size"):
        return bool(re.fullmatch(r"\d+(KiB|MiB|GiB)?", value))
    if form.startswith("one of "):
        return value in form.removeprefix("one of ").split(", ")
    if form.startswith("a URL like postgresql://"):
        return bool(re.match(r"postgres(ql)?://", value))
    if "name:key pairs" in form:
        return all(is_encryption_key(key) for key in value.split(","))
    if form.startswith("at least ") and form.endswith(" characters"):
        return len(value) >= int(form.split()[2])
    return True


def key_fault(value):
    """What is wrong with a list of encryption keys, as EncryptionKey.swift explains it."""
    for entry in value.split(","):
        name, colon, key = entry.strip().partition(":")
        if not colon:
            return "the name of the key is missing: write main: in front of it"
        try:
            length = len(base64.b64decode(key, validate=True))
        except binascii.Error:
            return "the key is not base64"
        if length != KEY_BYTES:
            return "the key is too " + ("short" if length < KEY_BYTES else "long")
    return "the name of the key may have up to 32 letters, digits, - and _"


def hint(form, value):
    """What is probably wrong with an invalid value; it must not contain any part of the value."""
    if "name:key pairs" in form:
        return key_fault(value) + "; "
    if form.startswith("at least "):
        return "it is too short; "
    if form.startswith("a duration") and value.isdigit():
        return "the unit is missing: write s after a number of seconds; "
    return ""


def remedy(form):
    """How to create a valid value."""
    if "name:key pairs" in form:
        return f"; generate one with `echo main:$(openssl rand -base64 {KEY_BYTES})`"
    if form.startswith("at least "):
        return "; generate one with `openssl rand -hex 32`"
    return ""


def unknown(name, known):
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
    return f"{name}: nothing reads this variable" + (f"; did you mean {nearest[0]}?" if nearest else "")


def main():
    project = sys.argv[1]
    forms, others = tables(project)
    problems = []
    written = environment_file(os.path.join(project, ".env"), problems)
    for name in sorted(written):
        if PREFIX + name in forms:
            problems.append(f"{name}: not a variable of the gateway in .env; write {PREFIX}{name}")
    values = {**{name: value for name, value in written.items() if name.startswith(PREFIX)}, **os.environ}
    for name, value in sorted(values.items()):
        if name == "PORT":
            name = PREFIX + "PORT"
        if not name.startswith(PREFIX) or not value or name in others or name.startswith(PREFIX + "TEST_"):
            continue
        if name not in forms:
            problems.append(unknown(name, list(forms)))
        elif not is_valid(forms[name], value):
            problems.append(f"{name}: {hint(forms[name], value)}expected {forms[name]}{remedy(forms[name])}")
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        print(f"error: the configuration has {count}:", *(f"  {problem}" for problem in problems), sep="\n", file=sys.stderr)
        print("docs/configuration.md lists every variable.", file=sys.stderr)
        raise SystemExit(78)


if __name__ == "__main__":
    main()
