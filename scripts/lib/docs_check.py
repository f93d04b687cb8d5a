"""Runs the shell blocks of all pages as a reader would paste them, and compares their output.

Each page gets its own gateway with an empty database, an admin token in .local/admin-token, and its own fake trackers of
`make fakes` if it names their addresses; only port numbers are replaced. Several pages run at a time. `make` is a stub that accepts the targets of the Makefile. The blocks of a
page run in one shell, which stops at the first command that fails. PostgreSQL's tools get the page's database from
PGHOST and its other variables.

Marks in a page, as HTML comments before a block:

    <!-- docs-check: output -->          the block is the output of the block before it
    <!-- docs-check: skip REASON -->     the block is not run

A block with the placeholder … is not run either. In expected output, … stands for any text, and a line with nothing
else for any lines. Numbers, identifiers and times need not be equal. JSON may have more members than expected.

usage: docs_check.py --gateway PROGRAM --server DATABASE_URL --work FOLDER [PAGE…]
"""
import argparse, concurrent.futures, json, os, random, re, signal, socket, subprocess, sys, textwrap, time, urllib.parse

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(PROJECT, "scripts/lib"))
sys.dont_write_bytecode = True
import docs_style, experiment

FAKES, FAKES_COUNT = 4001, 4
"""The first port of the fake trackers in the pages, and their number."""

RECEIVER = 8000
"""The port of the receivers of webhooks in the pages."""

MAKE = f"""
    for word in "$@"; do
        case $word in *=*) ;; *) grep --quiet --extended-regexp "^$word:.*## " {PROJECT}/Makefile || exit 2 ;; esac
    done
"""
"""A stub that accepts the targets of the Makefile. The gateway and the fake trackers already run."""

PAGE_SECONDS = 90
CONCURRENT_PAGES = 4
"""Pages at a time. Most commands wait, so more than one per processor is sensible."""

FAKES_SECONDS = 20
MARK = re.compile(r"<!-- docs-check: (output|skip)\b ?(.*?) ?-->")
FENCE = re.compile(r"^( *)```(\w*)$")
PLACEHOLDER = "…"


class Block:
    def __init__(self, line, language, text, mark):
        self.line, self.language, self.text, self.mark = line, language, text, mark


def blocks(path):
    """The fenced blocks of a page with the mark before each."""
    found, mark, current, indent = [], None, None, ""
    for number, line in enumerate(open(path, encoding="utf-8").read().splitlines(), 1):
        fence = FENCE.match(line)
        if current is not None:
            if fence and not fence[2]:
                found.append(current)
                current = mark = None
            else:
                current.text += line.removeprefix(indent) + "\n"
        elif fence:
            indent = fence[1]
            current = Block(number, fence[2], "", mark)
        elif MARK.search(line):
            mark = MARK.search(line)[1]
        elif line.strip():
            mark = None
    return found


# Comparison of output

def line_pattern(expected):
    """A regular expression for a line of expected output."""
    parts = re.split(r"(…|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|\d+|\s+)", expected.strip())
    pattern = ""
    for part in parts:
        if part == PLACEHOLDER:
            pattern += ".*?"
        elif re.fullmatch(r"[0-9a-f]{8}-.*", part):
            pattern += "[0-9a-f-]{36}"
        elif re.fullmatch(r"\d{4}-.*Z", part):
            pattern += r"[\dT:.-]+Z"
        elif part.isdigit():
            pattern += r"\d+"
        elif part.isspace():
            pattern += r"\s+"
        else:
            pattern += re.escape(part)
    return re.compile(pattern + r"\s*\Z")


def text_matches(expected, actual):
    """Whether lines have the expected shape; a line … stands for any number of lines."""
    def matches(wanted, got):
        if not wanted:
            return not got
        if wanted[0].strip() == PLACEHOLDER:
            return any(matches(wanted[1:], got[skip:]) for skip in range(len(got) + 1))
        return bool(got) and bool(line_pattern(wanted[0]).match(got[0].strip())) and matches(wanted[1:], got[1:])

    return matches([l for l in expected.splitlines() if l.strip()], [l for l in actual.splitlines() if l.strip()])


def json_difference(expected, actual, place=""):
    """Where a value lacks the expected shape; None if it has it."""
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return f"{place or '/'}: expected an object"
        for name, value in expected.items():
            if name == PLACEHOLDER:
                continue
            if name not in actual:
                return f"{place}/{name}: is missing"
            difference = json_difference(value, actual[name], f"{place}/{name}")
            if difference:
                return difference
        return None
    if isinstance(expected, list):
        if not isinstance(actual, list):
            return f"{place}: expected an array"
        wanted = [element for element in expected if element != PLACEHOLDER]
        if len(actual) < len(wanted) or (len(actual) > len(wanted) and PLACEHOLDER not in expected):
            return f"{place}: expected {len(wanted)} elements, got {len(actual)}"
        differences = (json_difference(*pair, f"{place}/{index}") for index, pair in enumerate(zip(wanted, actual)))
        return next((difference for difference in differences if difference), None)
    if isinstance(expected, str):
        if expected == PLACEHOLDER:
            return None
        if not isinstance(actual, str) or not line_pattern(expected).match(actual.strip()):
            return f"{place}: expected {expected!r}, got {actual!r}"
        return None
    if isinstance(expected, bool) or expected is None:
        return None if expected is actual else f"{place}: expected {expected}, got {actual!r}"
    return None if isinstance(actual, (int, float)) and not isinstance(actual, bool) else f"{place}: expected a number"


def output_difference(block, actual):
    if block.language == "json":
        try:
            got = json.loads(actual)
        except ValueError:
            return f"the output is not JSON: {actual[:500]}"
        difference = json_difference(json.loads(block.text), got)
        return difference and f"{difference} in {actual[:1000]}"
    return None if text_matches(block.text, actual) else f"expected:\n{block.text}got:\n{actual[-1500:]}"


def problem(output):
    """The problem document in an output, if any: curl does not fail for 4xx and 5xx."""
    found = re.search(r'"code" ?: ?"(\w+)".*"type" ?: ?"about:blank"|"type" ?: ?"about:blank".*"code" ?: ?"(\w+)"', output)
    return found and (found[1] or found[2])


# Running

class Page:
    """A page with its own folder, database, gateway and shell."""

    def __init__(self, name, options):
        self.name, self.options = name, options
        self.folder = os.path.join(options.work, re.sub(r"\W", "-", name))
        self.port, self.receiver = experiment.free_port(), experiment.free_port()
        self.gateway = self.shell = self.fakes = self.first_fake = None

    def prepare(self):
        os.makedirs(os.path.join(self.folder, "bin"))
        os.makedirs(os.path.join(self.folder, ".local"), 0o700)
        for entry in ("docs", "examples", "migrations", "openapi.yaml", "scripts"):
            os.symlink(os.path.join(PROJECT, entry), os.path.join(self.folder, entry))
        name = "docs_" + re.sub(r"\W", "_", self.name)
        experiment.psql(self.options.server, f'CREATE DATABASE "{name}" TEMPLATE docs_template')
        database = self.options.server.rsplit("/", 1)[0] + "/" + name
        self.write_program("make", MAKE)
        self.database = database
        self.write_program("ticket-gateway", f"""
            case $1 in
            token | migrate) export TICKET_GATEWAY_DATABASE_URL=${{TICKET_GATEWAY_DATABASE_URL:-{database}}} ;;
            esac
            exec {self.options.gateway} "$@"
        """)
        self.gateway = experiment.Gateway(
            self.options.gateway, self.port, os.path.join(self.folder, ".local/gateway.log"),
            TICKET_GATEWAY_DATABASE_URL=database,
            TICKET_GATEWAY_ADMIN_TOKEN_FILE=os.path.join(self.folder, ".local/admin-token"),
            TICKET_GATEWAY_ALLOWED_NETWORKS="127.0.0.0/8", TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS="127.0.0.0/8")
        self.gateway.start()
        self.gateway.wait(os.path.join(self.folder, ".local/admin-token"))

    def start_fakes(self):
        """Starts the fake trackers on four ports in a row."""
        self.first_fake = free_ports(FAKES_COUNT)
        log = os.path.join(self.folder, "fakes.log")
        with open(log, "w") as output:
            self.fakes = subprocess.Popen(
                [os.path.join(PROJECT, "scripts/fakes")], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, "SKIP_BUILD": "1", "FAKES_PORT": str(self.first_fake)})
        until = time.monotonic() + FAKES_SECONDS
        while not re.search("^trello ", read(log), re.MULTILINE):
            if self.fakes.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"the fake trackers did not start:\n{read(log)}")
            time.sleep(0.05)

    def write_program(self, name, script):
        path = os.path.join(self.folder, "bin", name)
        with open(path, "w") as file:
            file.write("#!/bin/bash\n" + textwrap.dedent(script))
        os.chmod(path, 0o700)

    def start_shell(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TICKET_GATEWAY_")}
        environment |= {
            "PATH": os.path.join(self.folder, "bin") + ":" + os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8",
            "TICKET_GATEWAY_URL": f"http://127.0.0.1:{self.port}", "TICKET_GATEWAY_TOKEN": self.gateway.token}
        database = urllib.parse.urlsplit(self.database)
        environment |= {
            "PGHOST": database.hostname, "PGPORT": str(database.port), "PGUSER": database.username,
            "PGPASSWORD": database.password, "PGDATABASE": database.path.lstrip("/")}
        self.shell = subprocess.Popen(
            ["/bin/bash", "--norc", "--noprofile"], cwd=self.folder, env=environment, stdin=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.tell("set -meo pipefail")

    def tell(self, line):
        self.shell.stdin.write(line + "\n")
        self.shell.stdin.flush()

    def localised(self, text):
        """A text with the ports of this run in place of those in the page."""
        text = text.replace("127.0.0.1:3000", f"127.0.0.1:{self.port}")
        for fake in range(FAKES_COUNT if self.fakes else 0):
            text = text.replace(f"127.0.0.1:{FAKES + fake}", f"127.0.0.1:{self.first_fake + fake}")
        text = re.sub(rf'(127\.0\.0\.1[:", ]+|""[,) ]+){RECEIVER}\b', rf"\g<1>{self.receiver}", text)
        return text

    def run(self, block, until):
        """Runs a block; returns its output. Raises Fault if a command fails."""
        script, out, error, status = (os.path.join(self.folder, f".{name}") for name in ("block", "out", "err", "status"))
        if os.path.exists(status):
            os.remove(status)
        with open(script, "w", encoding="utf-8") as file:
            file.write(self.localised(block.text))
        self.tell(f'source {script} >{out} 2>{error} </dev/null; echo $? >{status}')
        while not (os.path.exists(status) and os.path.getsize(status)):
            if self.shell.poll() is not None:
                raise Fault(block, "a command failed:\n" + read(out)[-1500:] + read(error)[-1500:])
            if time.monotonic() > until:
                raise Fault(block, "did not end in time:\n" + read(out)[-500:] + read(error)[-500:])
            time.sleep(0.02)
        return read(out)

    def finish(self):
        if self.shell:
            for number in (signal.SIGTERM, signal.SIGKILL):
                for group in self.groups():
                    try:
                        os.killpg(group, number)
                    except ProcessLookupError:
                        pass
            self.shell.wait()
        for process in [self.gateway and self.gateway.process, self.fakes]:
            if process:
                process.terminate()
                process.wait()

    def groups(self):
        """The process groups of the shell and of its jobs, which share its session (proc(5), stat)."""
        found = set()
        for process in filter(str.isdigit, os.listdir("/proc")):
            fields = read(f"/proc/{process}/stat").rpartition(")")[2].split()
            if len(fields) > 3 and int(fields[3]) == self.shell.pid:
                found.add(int(fields[2]))
        return found


class Fault(Exception):
    def __init__(self, block, reason):
        super().__init__(reason)
        self.line = block.line


def free_ports(count):
    """The first of several unused ports in a row, below the kernel's ephemeral range."""
    while True:
        first = random.randrange(20_000, 32_000 - count)
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first
        except OSError:
            continue


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def check(name, options, faults):
    """Runs a page and appends its faults. Returns the numbers of blocks that ran, were compared and were not run."""
    page_blocks = blocks(os.path.join(PROJECT, name))
    runnable = [b for b in page_blocks if b.language == "sh" and b.mark != "skip" and PLACEHOLDER not in b.text]
    skipped = sum(1 for b in page_blocks if b.language == "sh") - len(runnable)
    if not runnable:
        return 0, 0, skipped
    page, compared = Page(name, options), 0
    until = time.monotonic() + PAGE_SECONDS
    try:
        page.prepare()
        if any(f"127.0.0.1:{FAKES + fake}" in block.text for block in runnable for fake in range(FAKES_COUNT)):
            page.start_fakes()
        page.start_shell()
        for block in runnable:
            output = page.run(block, until)
            index = page_blocks.index(block)
            following = page_blocks[index + 1] if index + 1 < len(page_blocks) else None
            if following and following.mark == "output":
                compared += 1
                difference = output_difference(following, output)
                if difference:
                    faults.append(f"{name}:{following.line}: {difference}")
            elif problem(output):
                faults.append(f"{name}:{block.line}: got {problem(output)}: {output[:1000]}")
    except Fault as fault:
        faults.append(f"{name}:{fault.line}: {fault}")
    finally:
        page.finish()
    return len(runnable), compared, skipped


def run(name, options):
    """The faults of a page, and a line of the report; None for a page without shell blocks."""
    faults, began = [], time.monotonic()
    ran, compared, skipped = check(name, options, faults)
    if not ran and not skipped:
        return faults, None
    result = "FAILED" if faults else "    ok"
    counts = f"{ran} blocks, {compared} compared, {skipped} with placeholders or marks not run"
    return faults, f"{result}  {name}: {counts}, {time.monotonic() - began:.1f} s"


def main():
    parser = argparse.ArgumentParser()
    for name in ("gateway", "server", "work"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args()
    pages = sorted(f"docs/{name}" for name in os.listdir(os.path.join(PROJECT, "docs")) if name.endswith(".md"))
    everything = ["README.md", *pages, "CONTRIBUTING.md", "SECURITY.md"]
    faults = docs_style.faults(PROJECT, everything, options.gateway)
    # The longest pages first, because the others fill the gaps.
    names = sorted(options.pages or everything, key=lambda name: -len(blocks(os.path.join(PROJECT, name))))
    with concurrent.futures.ThreadPoolExecutor(CONCURRENT_PAGES) as pool:
        for found, report in pool.map(lambda name: run(name, options), names):
            faults += found
            if report:
                print(report, flush=True)
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
