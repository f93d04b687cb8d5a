"""What scripts that break gateways or measure them share: a gateway's processes, its API, its database, and figures."""
import argparse, json, os, socket, subprocess, time, urllib.error, urllib.request

PROJECT = "octo-owner/tools"
"""A project that the fake GitHub has."""


def arguments(description, *names):
    """A parser of what experiment.sh gives to each program, and of `names`."""
    parser = argparse.ArgumentParser(description=description)
    for name in ("gateway", "database-url", "tracker-url", "token-file", "log", *names):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    return parser


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def call(method, url, body=None, **headers):
    """(status, answer) of one call; a field's name is written with `_`."""
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    if body is not None:
        request.add_header("Content-Type", "application/json")
    for field, value in headers.items():
        request.add_header(field.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.status, json.loads(response.read() or "null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or "null")


class Gateway:
    """A gateway that is started, and may be killed and started again."""

    def __init__(self, program, port, log, **environment):
        self.program, self.port, self.log = program, port, log
        self.environment = {**os.environ, "TICKET_GATEWAY_PORT": str(port), **environment}
        self.url = f"http://127.0.0.1:{port}"
        self.token = self.process = None

    def start(self, *options):
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [self.program, "serve", *options], stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=self.environment)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def wait(self, token_file, seconds=60):
        """Waits until it serves and its first token is there."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/check", timeout=5).read()
                self.token = open(token_file).read().strip()
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise SystemExit("the gateway did not start")

    def api(self, method, path, body=None, **headers):
        return call(method, f"{self.url}/api/v1/{path}", body, Authorization=f"Bearer {self.token}", **headers)

    def must(self, method, path, body=None):
        """The answer, which has to be a good one."""
        status, answer = self.api(method, path, body)
        if status >= 300:
            raise SystemExit(f"{method} {path}: {status} {answer}")
        return answer

    def connect(self, slug, tracker_url, path=PROJECT, tracker="github", token="ghp_owner", synchronised=False):
        """Makes a connection and a channel of that name."""
        self.must("POST", "connections", {
            "slug": slug, "tracker": tracker, "base_url": tracker_url, "credentials": {"type": "token", "token": token}})
        self.must("POST", "channels", {"slug": slug, "connection": slug, "path": path, "sync": {"enabled": synchronised}})


def psql(database_url, sql):
    """The rows of a query, each a list of texts."""
    result = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database_url], input=sql, text=True, capture_output=True)
    if result.returncode:
        raise SystemExit(f"psql: {result.stderr}")
    return [line.split("\t") for line in result.stdout.splitlines()]
