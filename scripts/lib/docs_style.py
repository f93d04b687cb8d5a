"""Checks all pages without running them: one convention for variables, no flag that curl 7.81 (Ubuntu 22.04) lacks, no
command or option that `ticket-gateway` does not have, no Make target, script or variable that does not exist, no link to a
missing page or heading, and the table of scopes."""
import json, os, re, shlex, subprocess

NEW_IN_CURL = re.compile(r"(?<=\s)--(json|url-query|variable|expand-\w+|rate|ca-native|proxy-ca-native|trace-ids|ipfs-gateway)\b")
"""Options of curl that are newer than 7.81, https://curl.se/docs/manpage.html"""

SETUP = {
    "URL": re.compile(r"^export URL=http://127\.0\.0\.1:3000\b", re.MULTILINE),
    "TOKEN": re.compile(r"^export .*\bTOKEN=", re.MULTILINE),
}
PLACEHOLDER = "…"
API = """api() { curl -sS -w '\\n' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }"""


def shell_blocks(text):
    return re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)


def joined(block):
    """The lines of a block with continuation lines joined."""
    return re.sub(r"\\\n\s*", " ", block).splitlines()


def page_faults(name, text, commands):
    faults = []
    shell = "\n".join(shell_blocks(text))
    for variable, definition in SETUP.items():
        if re.search(rf"\${variable}\b", shell) and not definition.search(shell):
            faults.append(f"{name}: uses ${variable} but does not define it")
    if re.search(r"^ *api ", shell, re.MULTILINE) and API not in shell:
        faults.append(f"{name}: uses api but does not define it as the other pages do")
    for line in joined(shell):
        if re.search(r"\b(curl|api)\b", line):
            newer = NEW_IN_CURL.search(line.split("ticket-gateway")[0])
            if newer:
                faults.append(f"{name}: curl 7.81 has no --{newer[1]}: {line.strip()[:80]}")
        for found in re.finditer(r"(?:^|[|;&(]\s*|\$\()\s*(?:scripts/)?ticket-gateway\s+([^|;&()#<>]*)", line):
            fault = command_fault(found[1].split(), commands)
            if fault:
                faults.append(f"{name}: {fault}: ticket-gateway {found[1].strip()[:80]}")
    return faults


GLOBAL_OPTIONS = {"--url", "--token-file", "--ca-bundle", "--timeout", "--json"}
"""The client's options, which may also precede the command."""


def command_fault(words, command):
    """What is wrong with a command line; None if its commands and options exist."""
    path = []
    while words and words[0].split("=")[0] in GLOBAL_OPTIONS:
        words = words[1 if "=" in words[0] else 2:]
    while words and words[0] in command["subcommands"]:
        path.append(words[0])
        command = command["subcommands"][words.pop(0)]
    if command["default"]:
        command = command["subcommands"][command["default"]]
    if path[:1] == ["help"] or not words and path:
        return None
    if not path and words and not words[0].startswith("-"):
        return f"there is no command {words[0]}"
    if command["subcommands"] and not path[-1:] == ["client"] and words and not words[0].startswith("-") and not command["arguments"]:
        return f"there is no command {' '.join([*path, words[0]])}"
    for word in words:
        if re.match(r"--[a-z]", word) and word.split("=")[0] not in command["options"]:
            return f"there is no option {word.split('=')[0]}"
    return None


def tree(command, gateway, *path):
    """The commands and options of a command as ArgumentParser's help dump describes them, which lacks the default."""
    options, arguments = {"--help", "--version", "--generate-completion-script"}, False
    for argument in command.get("arguments", []):
        arguments |= argument["kind"] == "positional"
        options |= {"--" + name["name"] for name in argument.get("names", []) if name["kind"] == "long"}
    default = None
    if path and command.get("subcommands"):
        text = subprocess.run([gateway, "help", *path], capture_output=True, text=True, check=True).stdout
        default = next(iter(re.findall(r"^ +([a-z-]+) \(default\)", text, re.MULTILINE)), None)
    return {
        "options": options, "arguments": arguments, "default": default,
        "subcommands": {inner["commandName"]: tree(inner, gateway, *path, inner["commandName"]) for inner in command.get("subcommands", [])}}


def spans(text):
    """The commands and names in backquotes, outside of blocks."""
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", prose)]


def words(command):
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()


def inline_faults(project, name, text, known):
    """What the sentences of a page name but the project does not have."""
    faults = []
    for span in spans(text):
        first, *rest = [word for word in words(span) if "=" not in word] or [""]
        if first == "make" and rest and rest[0] not in known["targets"] and PLACEHOLDER not in rest[0]:
            faults.append(f"there is no target {rest[0]}")
        elif first.startswith("scripts/") and PLACEHOLDER not in first and not os.path.exists(os.path.join(project, first)):
            faults.append(f"there is no {first}")
        elif first == "ticket-gateway" and rest:
            # `runs|run` names two commands.
            faults.append(command_fault([word.split("|")[0] for word in rest], known["commands"]))
        # Some tests have variables of their own.
        for variable in re.findall(r"\bTICKET_GATEWAY_(?!TEST_)\w*[A-Z]\b", span):
            if variable not in known["variables"] and f"{variable}_" not in span:
                faults.append(f"there is no variable {variable}")
    return [f"{name}: {fault}" for fault in faults if fault]


def known_names(project, commands):
    """The names that pages may use: Make targets, variables, and the commands of the program."""
    with open(os.path.join(project, "Makefile"), encoding="utf-8") as file:
        targets = set(re.findall(r"^([a-z/-]+):.*## ", file.read(), re.MULTILINE))
    with open(os.path.join(project, "docs/configuration.md"), encoding="utf-8") as file:
        variables = set(re.findall(r"^\| `(TICKET_GATEWAY_\w+)` \|", file.read(), re.MULTILINE))
    return {"targets": targets, "variables": variables, "commands": commands}


def scope_faults(project):
    """Whether docs/scopes.md lists the operations of each scope as openapi.yaml does."""
    operations, path = {}, None
    for line in open(os.path.join(project, "openapi.yaml"), encoding="utf-8"):
        line = line.rstrip().strip("'\"")
        found = re.match(r"^  '?(/[^':]*)'?:$", line)
        if found:
            path = found[1]
        found = re.match(r"^      x-required-scope: '?([\w:]+)'?$", line)
        if found:
            operations.setdefault(found[1], set()).add(path)
    page = open(os.path.join(project, "docs/scopes.md"), encoding="utf-8").read()
    rows = dict(re.findall(r"^\| `([\w:]+)` \| (\d+) \|", page, re.MULTILINE))
    return [
        f"docs/scopes.md: {scope} is required by operations of {len(paths)} paths, not {rows.get(scope)}"
        for scope, paths in operations.items() if rows.get(scope) != str(len(paths))]


def anchors(text):
    """The anchors of a page's headings, as GitHub generates them."""
    text = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-") for heading in headings}


def link_faults(project, name, text):
    found = []
    for target in re.findall(r"]\((?!https?:|mailto:)([^)\s]+)\)", re.sub(r"\n", " ", text)):
        path, _, anchor = target.partition("#")
        page = os.path.normpath(os.path.join(project, os.path.dirname(name), path)) if path else os.path.join(project, name)
        if not os.path.exists(page):
            found.append(f"{name}: links to {path}, which does not exist")
        elif anchor and page.endswith(".md") and anchor not in anchors(open(page, encoding="utf-8").read()):
            found.append(f"{name}: links to {target}, but there is no such heading")
    return found


def faults(project, pages, gateway):
    dump = subprocess.run([gateway, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout
    commands = tree(json.loads(dump)["command"], gateway)
    found = []
    known = known_names(project, commands)
    for name in pages:
        with open(os.path.join(project, name), encoding="utf-8") as page:
            text = page.read()
        found += page_faults(name, text, commands) + link_faults(project, name, text)
        found += inline_faults(project, name, text, known)
    return found + scope_faults(project)
