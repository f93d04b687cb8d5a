"""Benchmarks the gateway in alternating rounds (A B A B ...) and prints a table of medians and ratios.

Requests per second of one design vary with the machine's other load, so only ratios within one run and CPU time per
request are reported. CPU time is that of the server's processes, from /proc/PID/stat.
"""
import argparse, base64, http.client, json, os, pathlib, random, re, resource, socket, statistics, subprocess, sys, tempfile, time
import urllib.parse

import bench_streams, bench_trackers, experiment

parser = argparse.ArgumentParser(description=__doc__)
for name in ("gateway", "conformance", "hummingbird", "server"):
    parser.add_argument(f"--{name}", required=True)
parser.add_argument("--rounds", type=int, default=5, help="rounds of each pair (5)")
parser.add_argument("--seconds", type=int, default=5, help="seconds of each round (5)")
parser.add_argument("--tickets", type=int, default=1_000_000, help="tickets in the large database (1000000)")
parser.add_argument("--small", type=int, default=10_000, help="tickets in the small database (10000)")
parser.add_argument("--samples", type=int, default=600, help="requests per percentile (600)")
parser.add_argument("--fake-github", help="path of fake-github; required by the parts that use a tracker")
parser.add_argument("--fake-gitlab", help="path of fake-gitlab; required by the part automation")
parser.add_argument("--imported", type=int, default=5000, help="tickets per import (5000)")
PARTS = ("static", "ticket", "list", "scale", "memory", "webhooks", "webhook-latency", "automation", "import", "streams")
parser.add_argument("--only", default="", help=f"comma-separated parts (all): {','.join(PARTS)}")
options = parser.parse_args()
parts = set(filter(None, options.only.split(","))) or set(PARTS)
POSTGRES = "/usr/lib/postgresql/15/bin/"
TICKS = os.sysconf("SC_CLK_TCK")
project = pathlib.Path(__file__).resolve().parents[2]
work = pathlib.Path(tempfile.mkdtemp(prefix="ticket-gateway-bench."))
address = urllib.parse.urlsplit(options.server)
running = []
rows = []
free_port, percentile = experiment.free_port, experiment.percentile


def say(text):
    print("==>", text, flush=True)


def row(what, figure, bar, met):
    rows.append((what, figure, bar, "yes" if met else "no"))
    print(f"    {what}: {figure} (target {bar}: {'met' if met else 'not met'})", flush=True)


def start(command, port, environment=None, log=None):
    output = open(log or os.devnull, "ab")
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **(environment or {})})
    running.append(process)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process
        except OSError:
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} did not start")
            time.sleep(0.1)
    raise SystemExit(f"{command[0]} does not listen")


def family(pid):
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [pid] + [each for child in children for each in family(int(child))]


def cpu(pid):
    """CPU time used by a process and its descendants, in microseconds."""
    total = 0
    for each in family(pid):
        fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total * 1_000_000 / TICKS


def memory(pid):
    """Resident memory in MiB."""
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def wrk(url, process, headers=(), script=None):
    """Runs one round; returns (requests per second, CPU microseconds per request)."""
    command = ["wrk", "-t1", "-c64", f"-d{options.seconds}s"] + [part for header in headers for part in ("-H", header)]
    before = cpu(process.pid)
    output = subprocess.run(command + (["-s", script] if script else []) + [url], capture_output=True, text=True, check=True).stdout
    spent = cpu(process.pid) - before
    if "Non-2xx" in output:
        raise SystemExit(f"errors from {url}:\n{output}")
    requests = int(re.search(r"(\d+) requests in", output)[1])
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), spent / max(requests, 1)


def alternate(subjects):
    """Runs each subject once per round; returns the medians by subject."""
    results = {name: [] for name in subjects}
    for _ in range(options.rounds):
        for name, measure in subjects.items():
            results[name].append(measure())
    return {name: tuple(statistics.median(column) for column in zip(*values)) for name, values in results.items()}


def psql(database, sql):
    result = subprocess.run(
        [POSTGRES + "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database_url(database)],
        input=sql, text=True, capture_output=True)
    if result.returncode:
        raise SystemExit(f"psql: {result.stderr}")
    return result.stdout


def database_url(name):
    return options.server.rsplit("/", 1)[0] + "/" + name


# ---------------------------------------------------------------- HTTP server
def static():
    say("Static route: the gateway's HTTP server, Hummingbird, nginx")
    own_port, peer_port, nginx_port = free_port(), free_port(), free_port()
    own = start([options.conformance, "--port", str(own_port)], own_port)
    peer = start([options.hummingbird, str(peer_port)], peer_port)
    configuration = work / "nginx.conf"
    configuration.write_text(
        f"""daemon off; worker_processes auto; pid {work}/nginx.pid; error_log /dev/null crit;
        events {{ worker_connections 4096; }}
        http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {work}/body; proxy_temp_path {work}/proxy;
          fastcgi_temp_path {work}/fastcgi; uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
          server {{ listen 127.0.0.1:{nginx_port}; location / {{ default_type application/json; return 200 '{{"status":"OK","version":"1"}}'; }} }} }}""")
    nginx = start(["/usr/sbin/nginx", "-c", str(configuration)], nginx_port)
    url = "http://127.0.0.1:%d/"
    result = alternate({
        "own": lambda: wrk(url % own_port, own), "peer": lambda: wrk(url % peer_port, peer), "nginx": lambda: wrk(url % nginx_port, nginx)})
    own_rate, own_cpu = result["own"]
    print("   ", {name: f"{rate:.0f}/s {spent:.2f} us" for name, (rate, spent) in result.items()})
    row("static route, requests a second against Hummingbird", f"{own_rate / result['peer'][0]:.2f}x", "≥ 1.6x", own_rate >= 1.6 * result["peer"][0])
    row("static route, CPU a request against Hummingbird", f"{own_cpu / result['peer'][1]:.2f}x ({own_cpu:.1f} µs)", "≤ 0.4x", own_cpu <= 0.4 * result["peer"][1])
    row("static route, CPU a request against nginx", f"{own_cpu / result['nginx'][1]:.2f}x", "≤ 1.4x", own_cpu <= 1.4 * result["nginx"][1])
    script = work / "pipeline.lua"
    script.write_text("init = function(args) local r = {} for i = 1, 16 do r[i] = wrk.format(nil) end request16 = table.concat(r) end\n"
                      "request = function() return request16 end\n")
    result = alternate({"own": lambda: wrk(url % own_port, own, script=str(script)), "nginx": lambda: wrk(url % nginx_port, nginx, script=str(script))})
    print("   ", {name: f"{rate:.0f}/s {spent:.2f} us" for name, (rate, spent) in result.items()})
    ratio = result["own"][0] / result["nginx"][0]
    row("16-deep pipelined, requests a second against nginx", f"{ratio:.2f}x", "≥ 5x", ratio >= 5)
    for process in (own, peer, nginx):
        process.terminate()


# ---------------------------------------------------------------- gateway
class Gateway:
    def __init__(self, database, **environment):
        self.port = free_port()
        self.database = database_url(database)
        self.token_file = work / f"token-{database}"
        self.environment = {
            "TICKET_GATEWAY_DATABASE_URL": database_url(database), "TICKET_GATEWAY_PORT": str(self.port), "TICKET_GATEWAY_RATE_LIMIT": "0",
            "TICKET_GATEWAY_ENCRYPTION_KEYS": "bench:" + base64.b64encode(os.urandom(32)).decode(),
            "TICKET_GATEWAY_JWT_SECRET": base64.b64encode(os.urandom(48)).decode(), "TICKET_GATEWAY_ADMIN_TOKEN_FILE": str(self.token_file),
            "TICKET_GATEWAY_ALLOWED_NETWORKS": "127.0.0.1/32", **environment}
        psql("postgres", f"CREATE DATABASE {database}")
        self.process = start([options.gateway, "serve", "--migrate"], self.port, self.environment, work / f"{database}.log")
        for _ in range(100):
            if self.token_file.exists():
                break
            time.sleep(0.1)
        self.token = self.token_file.read_text().strip()
        self.header = f"Authorization: Bearer {self.token}"
        self.url = f"http://127.0.0.1:{self.port}"
        self.connection = None
        self.client = experiment.Gateway(options.gateway, self.port, work / f"{database}.log")
        self.client.token = self.token

    def get(self, path):
        """Performs a GET; returns (milliseconds, decoded body)."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        begin = time.perf_counter()
        self.connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status} {body[:300]}")
        return (time.perf_counter() - begin) * 1000, json.loads(body)


def fill(database, count):
    """Inserts tickets into the demo channel (bench-tickets.sql)."""
    say(f"Filling {database} with {count} tickets")
    psql(database, (project / "scripts/lib/bench-tickets.sql").read_text().replace(":count", str(count)))


def ticket(gateway):
    say("One ticket: the gateway against pgbench -S")
    psql("postgres", "CREATE DATABASE pgbench")
    environment = {**os.environ, "PGPASSWORD": urllib.parse.unquote(address.password or "")}
    pgbench = [POSTGRES + "pgbench", "-h", address.hostname, "-p", str(address.port), "-U", address.username]
    subprocess.run(pgbench + ["-i", "-s", "10", "-q", "pgbench"], env=environment, check=True, capture_output=True)

    def peer():
        output = subprocess.run(
            pgbench + ["-S", "-M", "prepared", "-c64", "-j1", "-n", f"-T{options.seconds}", "pgbench"], env=environment, check=True,
            capture_output=True, text=True).stdout
        return (float(re.search(r"tps = ([\d.]+)", output)[1]), 0.0)

    path = gateway.url + "/api/v1/channels/demo/tickets/777"
    result = alternate({"own": lambda: wrk(path, gateway.process, [gateway.header]), "pgbench": peer})
    rate, spent = result["own"]
    print("   ", {name: f"{rate:.0f}/s {spent:.2f} us" for name, (rate, spent) in result.items()})
    row("GET one ticket, requests a second against pgbench -S", f"{rate / result['pgbench'][0]:.2f}x ({spent:.1f} µs CPU)", "≥ 1.0x", rate >= result["pgbench"][0])


def ticket_list(gateway):
    say("A list of 100 tickets")
    path = gateway.url + "/api/v1/channels/demo/tickets?limit=100"
    _, spent = alternate({"own": lambda: wrk(path, gateway.process, [gateway.header])})["own"]
    row("list of 100 tickets, CPU of the gateway", f"{spent:.0f} µs", "≤ 340 µs", spent <= 340)


FILTERS = ["", "status=done", "state=closed", "priority=urgent", "severity=error", "kind=bug", "label=label-3", "label=rare", "assignee=user7",
           "author=user11", "milestone=Milestone%202", "tracker=local", "channel=demo", "created_after=2024-03-01T00:00:00Z",
           "updated_before=2024-09-01T00:00:00Z", "status=open&label=label-3", "assignee=user7&state=open", "label=label-3&priority=high"]
# Two common values that never occur together: the result is empty, and the database must prove it.
NEVER_TOGETHER = "state=open&label=label-19"
SORTS = ["-updated_at", "updated_at", "-created_at"]
# From frequent to rare words: single, combined, excluded, and as a phrase.
WORDS = ["login", "crash timeout", "w100", "w1000", "w4000", "w200 w30", "error -crash", "\"login page\"", "rareword"]


def walk(gateway, query, samples):
    """Reads pages in order, returning to the first one after 20; returns the milliseconds of each."""
    times, cursor = [], None
    for index in range(samples):
        spent, body = gateway.get(f"/api/v1/tickets?limit=50&{query}" + (f"&cursor={cursor}" if cursor else ""))
        times.append(spent)
        cursor = body["page"]["next"] if index % 20 else None
    return times


def scale(small, large):
    say("Pages: every filter, alternating between both sizes")
    worst, samples = ("", 0.0), max(options.samples // len(SORTS), 20)
    both = {small: [], large: []}

    def compare(query):
        times = {small: [], large: []}
        for sort in SORTS:
            for gateway in (small, large):
                walk(gateway, f"{query}&sort={sort}", 20)
            for gateway in (small, large) * 2:
                times[gateway] += walk(gateway, f"{query}&sort={sort}", samples // 2)
        p = {gateway: percentile(values, 0.99) for gateway, values in times.items()}
        print(f"    {query or 'all':36} p99 {p[small]:.1f} ms and {p[large]:.1f} ms: {p[large] / p[small]:.2f}x", flush=True)
        return times, p[large] / p[small]

    for query in FILTERS:
        times, ratio = compare(query)
        for gateway in times:
            both[gateway] += times[gateway]
        worst = max(worst, (query or "all", ratio), key=lambda each: each[1])
    ratio = percentile(both[large], 0.99) / percentile(both[small], 0.99)
    row(f"list page on {options.tickets} tickets against {options.small}, p99 over all filters", f"{ratio:.2f}x", "≤ 1.3x", ratio <= 1.3)
    row(f"the same, worst filter ({worst[0]})", f"{worst[1]:.2f}x", "≤ 1.3x", worst[1] <= 1.3)
    times, ratio = compare(NEVER_TOGETHER)
    row("the same, two common values that never meet", f"{ratio:.1f}x ({percentile(times[large], 0.99):.0f} ms)", "≤ 1.3x", ratio <= 1.3)
    say("Full-text search")
    times = []
    for word in WORDS:
        found = [large.get(f"/api/v1/tickets?limit=50&q={urllib.parse.quote(word)}")[0] for _ in range(max(options.samples // 4, 20))]
        print(f"    {word:16} p50 {statistics.median(found):.1f} ms, p99 {percentile(found, 0.99):.1f} ms", flush=True)
        times += found
    p99 = percentile(times, 0.99)
    row(f"full-text search on {options.tickets} tickets, p99", f"{p99:.0f} ms", "≤ 100 ms", p99 <= 100)


def idle(gateway):
    say("Memory")
    mib = memory(gateway.process.pid)
    row("idle memory, after its start", f"{mib:.0f} MiB", "≤ 40 MiB", mib <= 40)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    sockets = [socket.create_connection(("127.0.0.1", gateway.port)) for _ in range(2300)]
    for each in sockets[2000:]:
        each.sendall(b"POST /api/v1/authorize HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
    time.sleep(2)
    mib = memory(gateway.process.pid)
    row("memory with 2,000 idle and 300 slow connections", f"{mib:.0f} MiB", "≤ 300 MiB", mib <= 300)
    for each in sockets:
        each.close()


try:
    if "static" in parts:
        static()
    if parts & {"memory"}:
        idle(Gateway("bench_idle"))
    if parts & {"ticket", "list", "scale"}:
        small = Gateway("bench_small")
        fill("bench_small", options.small)
        if "ticket" in parts:
            ticket(small)
        if "list" in parts:
            ticket_list(small)
        if "scale" in parts:
            large = Gateway("bench_large")
            fill("bench_large", options.tickets)
            scale(small, large)
    if "webhooks" in parts:
        bench_trackers.webhooks(sys.modules[__name__])
    if "webhook-latency" in parts:
        bench_trackers.webhook_latency(sys.modules[__name__])
    if "automation" in parts:
        bench_trackers.automation(sys.modules[__name__])
    if "import" in parts:
        bench_trackers.importing(sys.modules[__name__])
    if "streams" in parts:
        bench_streams.streams(sys.modules[__name__])
finally:
    for process in running:
        process.terminate()
    for process in running:
        process.wait()
print(f"\nMedians of {options.rounds} alternating rounds of {options.seconds} s, wrk -t1 -c64.\n")
print("| measurement | result | target | met |\n| --- | --- | --- | --- |")
for each in rows:
    print("| " + " | ".join(each) + " |")
