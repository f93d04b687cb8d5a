"""What a tracker that hangs, throttles or answers 500 does to the calls of another one.

Two connections, each to a fake GitLab of its own, get the same load at a fixed rate: reads from the mirror, reads through, writes, and
webhooks, which make the gateway read the issue again. In alternating rounds one of the trackers is well, hangs, throttles and fails; what
counts is how long the calls of the other one take. Each turn has a new connection to the faulty one, with a closed breaker.
"""
import collections, json, statistics, sys, time, uuid

import experiment, load

parser = experiment.arguments(__doc__, "faulty-url")
parser.add_argument("--rounds", type=int, default=3, help="rounds (3)")
parser.add_argument("--seconds", type=float, default=6, help="seconds of each turn (6)")
options = parser.parse_args()
PROJECT = "lab/tools/backend"
TICKETS = 20
LEAD = 2
"""Seconds in which a fault works before anything is measured."""
HANG = LEAD + options.seconds + 2
"""Seconds for which a call to a tracker that hangs gets no answer: longer than its turn."""
KINDS = {"read from the mirror": 80, "read through": 30, "write": 15, "webhook answered": 30, "webhook in the mirror": 0}
FAULTS = {
    "well": None, "throttles (429)": {"fault": "rate_limit", "seconds": 1}, "answers 500": {"fault": "server_error"},
    "hangs": {"fault": "slow", "milliseconds": int(HANG * 1000)}}


def inject(fault):
    experiment.call("POST", f"{options.faulty_url}/api/v4/_fake/clear", {})
    if fault:
        experiment.call("POST", f"{options.faulty_url}/api/v4/_fake/fault", {**fault, "times": 1_000_000_000})


def connect(slug, url):
    """A connection, and a channel with tickets in the mirror and a webhook; the calls that load it."""
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
    return [load.Call(kind, rate, make[kind]) for kind, rate in KINDS.items() if rate]


def applied(began):
    """Milliseconds from receiving to applying of the healthy channel's deliveries; those that still wait count as long as they have waited."""
    return [float(row[0]) for row in experiment.psql(options.database_url, f"""
        SELECT extract(epoch FROM coalesce(finished_at, now()) - received_at) * 1000 FROM delivery
        WHERE channel_id = (SELECT id FROM channel WHERE slug = 'healthy') AND received_at >= to_timestamp({began})""")]


def turn(name, fault, healthy, number):
    """p50 and p99 of each kind of call to the healthy tracker."""
    inject(None)
    calls = connect(f"faulty-{number}", options.faulty_url)
    inject(fault)
    other = load.beside(options.port, calls, LEAD + options.seconds)
    time.sleep(LEAD)
    began = time.time()
    times = collections.defaultdict(list)
    for kind, status, spent in load.run(options.port, healthy, options.seconds):
        if status is None or status >= 300:
            raise SystemExit(f"{kind}: {status} while the other tracker {name}")
        times[kind].append(spent)
    time.sleep(1)
    times["webhook in the mirror"] = applied(began)
    answers = collections.Counter(status for kind, status, _ in other.get() if kind in ("read through", "write"))
    print(f"    {name}: its own reads through and writes were answered {dict(answers)}", flush=True)
    return {kind: (statistics.median(values), experiment.percentile(values, 0.99)) for kind, values in times.items()}


gateway = experiment.Gateway(options.gateway, options.port, options.log)
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
    load.run(options.port, healthy, 2 * LEAD)
    results, number = collections.defaultdict(list), 0
    for round_number in range(options.rounds):
        print(f"round {round_number + 1} of {options.rounds}", flush=True)
        for name, fault in FAULTS.items():
            number += 1
            for kind, figures in turn(name, fault, healthy, number).items():
                results[kind, name].append(figures)
        # The hang comes last: what it left behind must be over before the next turn.
        inject(None)
        time.sleep(HANG)
    print(f"\nMedians of {options.rounds} alternating rounds of {options.seconds:.0f} s; the healthy tracker's calls, p50 / p99 in ms, and the ratio of p99.\n")
    print("| the other tracker | " + " | ".join(KINDS) + " |\n| --- |" + " --- |" * len(KINDS))
    met = True
    for name in FAULTS:
        cells = []
        for kind in KINDS:
            p50, p99 = (statistics.median(column) for column in zip(*results[kind, name]))
            ratio = p99 / statistics.median(p99 for _, p99 in results[kind, "well"])
            met = met and ratio <= 1.1
            cells.append(f"{p50:.1f} / {p99:.1f}" + (f" ({ratio:.2f}x)" if FAULTS[name] else ""))
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"\nno p99 moves by more than 10 %: {'met' if met else 'not met'}")
    sys.exit(0 if met else 1)
finally:
    gateway.kill()
