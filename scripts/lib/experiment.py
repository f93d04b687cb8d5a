"""Common code of the fault tests and measurements: starting a gateway, calling its API, reading its database."""
import argparse, json, os, socket, subprocess, time, urllib.error, urllib.request

PROJECT = "octo-owner/tools"
"""A repository of the fake GitHub."""


def arguments(description, *names):
    """An argument parser with the arguments that experiment.sh passes to every program, and `names`."""
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
    """Sends a request; returns (status, decoded body). In header names, write `_` for `-`."""
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
    """A gateway process that can be killed and restarted."""

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
        """Waits until the gateway serves and its first token exists."""
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
        """Calls the API and returns the decoded body; exits unless the call succeeds."""
        status, answer = self.api(method, path, body)
        if status >= 300:
            raise SystemExit(f"{method} {path}: {status} {answer}")
        return answer

    def connect(self, slug, tracker_url, path=PROJECT, tracker="github", token="ghp_owner", synchronised=False):
        """Creates a connection and a channel, both with this slug."""
        self.must("POST", "connections", {
            "slug": slug, "tracker": tracker, "base_url": tracker_url, "credentials": {"type": "token", "token": token}})
        self.must("POST", "channels", {"slug": slug, "connection": slug, "path": path, "sync": {"enabled": synchronised}})


def psql(database_url, sql):
    """The rows of a query, each a list of strings."""
    result = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database_url], input=sql, text=True, capture_output=True)
    if result.returncode:
        raise SystemExit(f"psql: {result.stderr}")
    return [line.split("\t") for line in result.stdout.splitlines()]
