"""Measures how trackers and receivers that hang, throttle or return 500 affect the calls of others.

Two connections, each to its own fake GitLab, get the same load at a fixed rate: reads from the mirror, reads through to
the tracker, writes, and webhooks, which make the gateway read the issue again. Changes on the healthy connection are
sent to a healthy receiver. In the turns of each round, the other tracker is healthy, hangs, throttles or fails; four
connections hang at the same time; or forty receivers of the other tracker's changes respond or hang. The latency of the
healthy connection's calls is measured. Each turn uses new connections and subscriptions, so that their circuit breakers
are closed.
"""
import collections, http.server, json, re, statistics, sys, threading, time, uuid

import experiment, load

parser = experiment.arguments(__doc__, "faulty-url")
parser.add_argument("--rounds", type=int, default=5, help="rounds (5)")
parser.add_argument("--seconds", type=float, default=12, help="seconds of each turn (12); a p99 needs about a thousand calls of each kind")
parser.add_argument("--load", type=float, default=1, help="factor for the load, for slow machines and debug builds (1)")
parser.add_argument("--only", default="", help="only turns whose names match this regular expression, such as receivers, and their baselines")
options = parser.parse_args()
PROJECT = "lab/tools/backend"
TICKETS = 20
LEAD = 2
"""Seconds for which a fault is active before the measurement starts."""
HANG = LEAD + options.seconds + 2
"""Seconds until a hanging tracker or receiver responds: longer than a turn."""
KINDS = {
    "read from the mirror": 80, "read through": 30, "write": 15, "webhook answered": 30, "webhook in the mirror": 0, "event at its receiver": 0}
HANGS = {"fault": "slow", "milliseconds": int(HANG * 1000)}
RECEIVERS = 40
"""The number of receivers of the other tracker's changes."""
CONTROL = "healthy again"
"""The turn that shows the noise: it is identical to its baseline."""
CHANGES = 2
"""Changes per second that are sent to each of these receivers."""


class Turn:
    """The faults of a turn: a tracker fault on `connections` connections, which share the load, and `receivers` receivers,
    which respond if `answers`. `against` is the name of its baseline."""

    def __init__(self, fault=None, connections=1, receivers=0, answers=True, against="healthy"):
        self.fault, self.connections, self.receivers, self.answers, self.against = fault, connections, receivers, answers, against


TURNS = {
    "healthy": Turn(), "healthy again": Turn(), "throttles (429)": Turn({"fault": "rate_limit", "seconds": 1}), "answers 500": Turn({"fault": "server_error"}),
    "hangs": Turn(HANGS), "four connections hang": Turn(HANGS, connections=4),
    f"{RECEIVERS} receivers are well": Turn(receivers=RECEIVERS),
    f"{RECEIVERS} receivers hang": Turn(receivers=RECEIVERS, answers=False, against=f"{RECEIVERS} receivers are well")}
chosen = {name for name in TURNS if re.search(options.only, name)}
chosen |= {TURNS[name].against for name in chosen} | {"healthy", CONTROL}
TURNS = {name: turn for name, turn in TURNS.items() if name in chosen}


class Receiver(http.server.BaseHTTPRequestHandler):
    """Responds immediately or, below /hangs/, at the end of the turn."""

    protocol_version = "HTTP/1.1"
    released = threading.Event()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/hangs/"):
            Receiver.released.wait(HANG)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """The receivers' server. Ignores calls that the gateway aborts."""

    request_queue_size = 256

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def receive():
    """Starts the receivers' server and returns its address."""
    server = Server(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def subscribe(slug, channel, path):
    gateway.must("POST", "subscriptions", {"slug": slug, "url": f"{receivers}/{path}/{slug}", "channels": [channel], "types": ["ticket.updated"]})


def inject(fault):
    experiment.call("POST", f"{options.faulty_url}/api/v4/_fake/clear", {})
    if fault:
        experiment.call("POST", f"{options.faulty_url}/api/v4/_fake/fault", {**fault, "times": 1_000_000_000})


def connect(slug, url, share=1.0):
    """Creates a connection and a channel with mirrored tickets and a webhook; returns `share` of the usual load."""
    gateway.connect(slug, url, PROJECT, "gitlab", "glpat-owner")
    for key in range(1, TICKETS + 1):
        gateway.must("GET", f"channels/{slug}/tickets/{key}?fresh=true")
    secret = gateway.must("POST", f"channels/{slug}/webhook", {"manual": True})["secret"]
    bearer = {"Authorization": f"Bearer {gateway.token}"}
    typed = {**bearer, "Content-Type": "application/json"}
    base = f"/api/v1/channels/{slug}/tickets"

    def delivery(number):
        body = json.dumps({
            "object_kind": "issue", "project": {"path_with_namespace": PROJECT}, "object_attributes": {"iid": number % TICKETS + 1}}).encode()
        fields = {"Content-Type": "application/json", "X-Gitlab-Token": secret, "X-Gitlab-Event": "Issue Hook", "Idempotency-Key": str(uuid.uuid4())}
        return "POST", f"/webhooks/{slug}", fields, body

    make = {
        "read from the mirror": lambda number: ("GET", f"{base}/{number % TICKETS + 1}", bearer),
        "read through": lambda number: ("GET", f"{base}/{number % TICKETS + 1}?fresh=true", bearer),
        "write": lambda number: ("PATCH", f"{base}/{number % TICKETS + 1}", typed, json.dumps({"title": f"Title {time.time()}"}).encode()),
        "webhook answered": delivery}
    return [load.Call(kind, rate * share * options.load, make[kind]) for kind, rate in KINDS.items() if rate]


def applied(began):
    """Milliseconds from receiving to applying each delivery of the healthy channel; for pending ones, until now."""
    return [float(row[0]) for row in experiment.psql(options.database_url, f"""
        SELECT extract(epoch FROM coalesce(finished_at, now()) - received_at) * 1000 FROM delivery
        WHERE channel_id = (SELECT id FROM channel WHERE slug = 'healthy') AND received_at >= to_timestamp({began})""")]


def delivered(began):
    """Milliseconds from an event of the healthy channel to the end of its delivery; for pending ones, until now."""
    return [float(row[0]) for row in experiment.psql(options.database_url, f"""
        SELECT extract(epoch FROM coalesce(d.finished_at, now()) - d.created_at) * 1000 FROM outgoing_delivery d
        JOIN subscription s ON s.id = d.subscription_id WHERE s.slug = 'healthy' AND d.created_at >= to_timestamp({began})""")]


def others(wrong, number):
    """Creates the faulty connections and receivers of a turn; returns their load."""
    calls = []
    for index in range(wrong.connections):
        slug = f"faulty-{number}-{index}"
        own = connect(slug, options.faulty_url, 1 / wrong.connections)
        # Only a few changes, because each is sent to all receivers.
        calls += own if not wrong.receivers else [load.Call(call.kind, CHANGES, call.make) for call in own if call.kind == "write"]
        for receiver in range(wrong.receivers):
            subscribe(f"receiver-{number}-{receiver}", slug, "answers" if wrong.answers else "hangs")
    return calls


def turn(name, wrong, healthy, number):
    """Runs one turn; returns the milliseconds of each call to the healthy tracker, by kind."""
    inject(None)
    Receiver.released.clear()
    calls = others(wrong, number)
    inject(wrong.fault)
    other = load.beside(options.port, calls, LEAD + options.seconds)
    time.sleep(LEAD)
    began = time.time()
    times = collections.defaultdict(list)
    for kind, status, spent in load.run(options.port, healthy, options.seconds):
        if status is None or status >= 300:
            raise SystemExit(f"{kind}: {status} in turn '{name}'")
        times[kind].append(spent)
    time.sleep(1)
    times["webhook in the mirror"] = applied(began)
    times["event at its receiver"] = delivered(began)
    answers = collections.Counter(status for kind, status, _ in other.get() if kind in ("read through", "write"))
    print(f"    {name}: statuses of the other tracker's reads through and writes: {dict(answers)}", flush=True)
    for receiver in range(wrong.receivers):
        gateway.must("DELETE", f"subscriptions/receiver-{number}-{receiver}")
    Receiver.released.set()
    if wrong.fault == HANGS:
        # Wait until the hanging calls have ended before the next turn.
        inject(None)
        time.sleep(HANG)
    return times


gateway = experiment.Gateway(options.gateway, options.port, options.log, TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS="127.0.0.1/32")
receivers = receive()
gateway.start("--migrate")
try:
    gateway.wait(options.token_file)
    for url in (options.tracker_url, options.faulty_url):
        for key in range(1, TICKETS + 1):
            status, answer = experiment.call(
                "POST", f"{url}/api/v4/projects/{PROJECT.replace('/', '%2F')}/issues", {"title": f"Issue {key}"}, PRIVATE_TOKEN="glpat-owner")
            if status != 201:
                raise SystemExit(f"{url}: {status} {answer}")
    healthy = connect("healthy", options.tracker_url)
    subscribe("healthy", "healthy", "answers")
    load.run(options.port, healthy, 2 * LEAD)
    results, number = collections.defaultdict(list), 0
    for round_number in range(options.rounds):
        print(f"round {round_number + 1} of {options.rounds}", flush=True)
        for name, wrong in TURNS.items():
            number += 1
            for kind, values in turn(name, wrong, healthy, number).items():
                results[kind, name] += values
    figures = {key: (statistics.median(values), experiment.percentile(values, 0.99)) for key, values in results.items()}
    print(f"\nCalls of the healthy tracker in {options.rounds} alternating rounds of {options.seconds:.0f} s: p50 / p99 in ms (ratio of the p99 to its baseline).\n")
    print("| fault | " + " | ".join(KINDS) + " |\n| --- |" + " --- |" * len(KINDS))
    met = True
    for name, wrong in TURNS.items():
        cells = []
        for kind in KINDS:
            p50, p99 = figures[kind, name]
            ratio = p99 / figures[kind, wrong.against][1]
            is_wrong = wrong.fault or not wrong.answers
            met = met and (not is_wrong or ratio <= 1.1)
            cells.append(f"{p50:.1f} / {p99:.1f}" + (f" ({ratio:.2f}x)" if is_wrong or name == CONTROL else ""))
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"\nno p99 increases by more than 10 %: {'met' if met else 'not met'}")
    sys.exit(0 if met else 1)
finally:
    gateway.kill()
