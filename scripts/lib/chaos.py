"""Sends signed GitHub webhooks while the gateway is killed and PostgreSQL crashes, and compares what became of them with what was sent.

Each delivery tells of another issue, and a tenth is sent twice. A sender repeats a delivery until it gets a 2xx, as a tracker's
redelivery or reconciliation would. At the end every delivery that got a 2xx must be applied: its ticket is in the mirror, and
there is exactly one event that tells of it.
"""
import argparse, collections, concurrent.futures, hashlib, hmac, http.client, json, os, random, shlex, signal, subprocess, sys, threading, time
import urllib.error, urllib.parse, urllib.request, uuid

parser = argparse.ArgumentParser(description=__doc__)
for name in ("gateway", "database-url", "tracker-url", "restart", "token-file", "log"):
    parser.add_argument(f"--{name}", required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--count", type=int, default=100_000, help="deliveries (100000)")
parser.add_argument("--connections", type=int, default=64, help="senders at a time (64)")
parser.add_argument("--kills", type=int, default=10, help="kill -9 of the gateway (10)")
parser.add_argument("--restarts", type=int, default=5, help="immediate restarts of PostgreSQL (5)")
parser.add_argument("--settle", type=float, default=300, help="seconds to wait for the last one to be applied (300)")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
random.seed(options.seed)
PROJECT = "octo-owner/tools"
REPEATED = 0.1
base = f"http://127.0.0.1:{options.port}"
local, lock = threading.local(), threading.Lock()
samples, recoveries, attempts, accepted = [], [], 0, 0
fault_began = None


def start_gateway():
    output = open(options.log, "ab")
    return subprocess.Popen([options.gateway, "serve", "--migrate"], stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def api(method, path, body=None):
    request = urllib.request.Request(f"{base}/api/v1/{path}", method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", f"Bearer {token}")
    if body is not None:
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or "null")
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{method} {path}: {error.code} {error.read().decode()}")


def psql(sql):
    result = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-c", sql, options.database_url], capture_output=True, text=True, check=True)
    return [line.split("\t") for line in result.stdout.splitlines()]


def payload(number):
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_700_000_000 + number))
    user = {"id": 7, "login": "octo-helper", "type": "User", "html_url": "https://github.com/octo-helper"}
    page = f"https://github.com/{PROJECT}"
    return json.dumps({
        "action": "opened",
        "issue": {
            "id": 5_000_000 + number, "number": number, "title": f"Issue {number}", "body": "x" * random.randint(0, 4000), "state": "open",
            "user": user, "labels": [], "assignees": [], "milestone": None, "locked": False, "comments": 0, "html_url": f"{page}/issues/{number}",
            "url": f"https://api.github.com/repos/{PROJECT}/issues/{number}", "created_at": moment, "updated_at": moment, "closed_at": None},
        "repository": {"id": int(repository), "full_name": PROJECT, "html_url": page}, "sender": user}, separators=(",", ":")).encode()


def post(identifier, body):
    """The status of one attempt; None when there was no answer."""
    global attempts, accepted, fault_began
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-GitHub-Event": "issues", "X-GitHub-Delivery": identifier, "X-Hub-Signature-256": signature}
    began, status = time.monotonic(), None
    try:
        if getattr(local, "connection", None) is None:
            local.connection = http.client.HTTPConnection("127.0.0.1", options.port, timeout=20)
        local.connection.request("POST", "/webhooks/chaos", body, headers)
        response = local.connection.getresponse()
        response.read()
        status = response.status
    except (OSError, http.client.HTTPException):
        local.connection.close()
        local.connection = None
    ended = time.monotonic()
    with lock:
        attempts += 1
        if status in (200, 202):
            accepted += 1
            if fault_began is None:
                samples.append((began, ended))
            elif began > fault_began:
                recoveries.append(ended - fault_began)
                fault_began = None
    return status


def deliver(number):
    identifier, body, tries = str(uuid.UUID(int=number + (options.seed << 64))), payload(number), 0
    while post(identifier, body) not in (200, 202):
        tries += 1
        time.sleep(min(3, 0.1 * 2 ** min(tries, 5)) * random.random())
    if random.random() < REPEATED:
        while post(identifier, body) not in (200, 202):
            time.sleep(0.2)
    return number


def faults():
    """Spread over the run by what was accepted: a kill, a kill, a crash, …"""
    global gateway, fault_began
    plan = ["kill"] * options.kills + ["restart"] * options.restarts
    random.shuffle(plan)
    for index, fault in enumerate(plan, 1):
        while accepted < options.count * index / (len(plan) + 1):
            if finished.wait(0.02):
                return
        if fault == "kill":
            gateway.send_signal(signal.SIGKILL)
            gateway.wait()
            gateway = start_gateway()
        else:
            subprocess.run(shlex.split(options.restart), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        with lock:
            fault_began = time.monotonic()
        print(f"    {fault} at {accepted} accepted", flush=True)


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


gateway = start_gateway()
try:
    for _ in range(300):
        try:
            token = open(options.token_file).read().strip()
            urllib.request.urlopen(f"{base}/check", timeout=5).read()
            break
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    api("POST", "connections", {
        "slug": "chaos", "tracker": "github", "base_url": options.tracker_url, "credentials": {"type": "token", "token": "ghp_owner"}})
    api("POST", "channels", {"slug": "chaos", "connection": "chaos", "path": PROJECT, "sync": {"enabled": False}})
    secret = api("POST", "channels/chaos/webhook", {"manual": True})["secret"]
    repository = psql("SELECT remote_project_id FROM channel WHERE slug = 'chaos'")[0][0]
    finished, began = threading.Event(), time.monotonic()
    breaker = threading.Thread(target=faults)
    breaker.start()
    with concurrent.futures.ThreadPoolExecutor(options.connections) as senders:
        for done in senders.map(deliver, range(1, options.count + 1), chunksize=1):
            if done % (options.count // 10 or 1) == 0:
                print(f"{done} of {options.count} after {time.monotonic() - began:.0f} s", flush=True)
    posted = time.monotonic() - began
    finished.set()
    breaker.join()
    settled = time.monotonic()
    while time.monotonic() - settled < options.settle:
        if psql("SELECT count(*) FROM delivery WHERE state = 'received'") == [["0"]]:
            break
        time.sleep(0.2)
    settled = time.monotonic() - settled
    states = {state: int(count) for state, count in psql("SELECT state, count(*) FROM delivery GROUP BY state")}
    created = {key: int(count) for key, count in psql("SELECT ticket_key, count(*) FROM event WHERE type = 'ticket.created' GROUP BY ticket_key")}
    lost = [number for number in range(1, options.count + 1) if str(number) not in created]
    doubled = [key for key, count in created.items() if count > 1]
    dead = int(psql("SELECT count(*) FROM finished_job WHERE state = 'dead'")[0][0])
    times = [(end - start) * 1000 for start, end in samples]
    print(f"{options.count} deliveries in {posted:.0f} s, {attempts} attempts, {accepted} accepted; {options.kills} kills, {options.restarts} crashes")
    print(f"accepted between faults: p50 {percentile(times, 0.5):.1f} ms, p99 {percentile(times, 0.99):.1f} ms; "
          f"first 2xx after a fault: at most {max(recoveries, default=0):.2f} s")
    print(f"settled {settled:.1f} s after the last one; states {states}; {dead} dead jobs")
    print(f"{len(lost)} lost, {len(doubled)} doubled")
    sys.exit(0 if not lost and not doubled and states == {"applied": options.count} else 1)
finally:
    gateway.kill()
    gateway.wait()
