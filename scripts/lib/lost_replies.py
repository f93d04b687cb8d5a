"""Creates tickets at a fake GitHub through a proxy that drops the response of every creation, and counts the issues.

The proxy forwards the request and then resets the connection instead of returning the response, so the gateway cannot
know whether the issue was created. It must find it by its marker. A caller that gets an error repeats the call with the
same Idempotency-Key.
"""
import collections, concurrent.futures, re, subprocess, sys, time, urllib.request, uuid

import experiment

parser = experiment.arguments(__doc__, "proxy", "listen", "control")
parser.add_argument("--count", type=int, default=1000, help="tickets to create (1000)")
options = parser.parse_args()
MAXIMUM_ATTEMPTS = 20


def create(number):
    """Creates a ticket, repeating the call after errors; returns the statuses of all calls."""
    statuses, key = [], str(uuid.uuid4())
    for _ in range(MAXIMUM_ATTEMPTS):
        status, answer = gateway.api("POST", "channels/lost/tickets", {"title": f"Ticket {number}"}, Idempotency_Key=key)
        statuses.append(status)
        if status == 201:
            return statuses
        time.sleep(1)
    raise SystemExit(f"ticket {number} was not created: {statuses} {answer}")


def control(mode):
    """Sets the proxy's mode; returns the number of responses it has dropped so far."""
    with urllib.request.urlopen(f"http://127.0.0.1:{options.control}/?mode={mode}", timeout=10) as response:
        return int(re.search(r"'faults': (\d+)", response.read().decode())[1])


def create_with_a_lost_reply(number):
    """Creates a ticket while the proxy drops responses, until it has dropped one."""
    before = control("dropreply")
    creation = callers.submit(create, number)
    while not creation.done() and control("dropreply") == before:
        time.sleep(0.003)
    control("pass")
    return creation.result()


def issues():
    """The titles of all issues at the tracker that this run created."""
    found, page = [], 1
    while True:
        status, rows = experiment.call(
            "GET", f"{options.tracker_url}/repos/{experiment.PROJECT}/issues?state=all&per_page=100&page={page}", Authorization="Bearer ghp_owner")
        if status != 200:
            raise SystemExit(f"the tracker returned {status}")
        found += [row["title"] for row in rows if row["title"].startswith("Ticket ")]
        if len(rows) < 100:
            return found
        page += 1


gateway = experiment.Gateway(options.gateway, options.port, options.log)
gateway.start("--migrate")
target = options.tracker_url.rsplit(":", 1)[1]
callers = concurrent.futures.ThreadPoolExecutor(1)
proxy = subprocess.Popen([sys.executable, options.proxy, options.listen, target, options.control])
try:
    gateway.wait(options.token_file)
    for _ in range(100):
        try:
            control("pass")
            break
        except OSError:
            time.sleep(0.1)
    gateway.connect("lost", f"http://127.0.0.1:{options.listen}")
    began, statuses, repeated = time.monotonic(), collections.Counter(), 0
    for number in range(options.count):
        answers = create_with_a_lost_reply(number)
        statuses.update(answers)
        repeated += len(answers) > 1
        if (number + 1) % 50 == 0:
            print(f"{number + 1} of {options.count} after {time.monotonic() - began:.0f} s", flush=True)
    lost = control("pass")
    titles = collections.Counter(issues())
    doubled = [title for title, count in titles.items() if count > 1]
    print(f"{options.count} creations, {lost} responses lost, {repeated} repeated by the caller; statuses {dict(statuses)}")
    print(f"{len(titles)} issues at the tracker, {len(doubled)} duplicated")
    sys.exit(0 if len(titles) == options.count and not doubled else 1)
finally:
    proxy.terminate()
    gateway.kill()
