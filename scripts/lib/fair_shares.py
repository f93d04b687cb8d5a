"""Measures how searches and streams of one caller, and lists of ten callers, affect the calls of others.

The mirror contains many tickets and events. The others read, list and write tickets at a fixed rate. Each round has
these turns, whose percentiles are those of the calls of all rounds together (one turn has too few writes for a p99):
- no other load,
- one caller runs 40 searches at all times,
- 100 streams of one caller catch up from the first event,
- ten callers without `tickets:confidential`, each with its own token, list the events, of which they may see only a
  few, with and without a filter by type,
- no other load again, which shows how much the figures vary by themselves.
Fails if
- the p99 of the others' writes during the searches or streams exceeds --ratio times the p99 without load,
- the p99 of the others' reads during the lists is --milliseconds or more,
- a call of the others fails.
"""
import asyncio, collections, itertools, json, multiprocessing, pathlib, statistics, sys, time

import experiment, load

parser = experiment.arguments(__doc__)
parser.add_argument("--rounds", type=int, default=8, help="rounds (8)")
parser.add_argument("--seconds", type=float, default=6, help="seconds of each turn (6)")
parser.add_argument("--load", type=float, default=1, help="factor for the rate of the others' calls, for slow machines and debug builds (1)")
parser.add_argument("--tickets", type=int, default=200_000, help="tickets in the mirror (200000)")
parser.add_argument("--events", type=int, default=512_000, help="events that the listing callers may not see (512000)")
parser.add_argument("--ratio", type=float, default=1.1, help="highest allowed ratio of the p99 of writes with and without load (1.1)")
parser.add_argument("--milliseconds", type=float, default=10, help="upper limit of the p99 of reads during the lists (10)")
parser.add_argument("--only", default="", help="only turns whose names contain this text, and the turn without load")
options = parser.parse_args()
SEARCHES = 40
STREAMS = 100
LISTERS = 10
LIST_RATE = 20
"""Lists per second of each caller."""
SHOWN = 20
"""Events that the listing callers may see."""
LEAD = 1
"""Seconds for which a load runs before the measurement starts."""
OWN = 20
"""Tickets in the channel used by the others."""
FIRST = "00000000-0000-0000-0000-000000000000"
"""A `Last-Event-ID` before the first event."""
RATES = {"read": 80, "list": 20, "write": 15}
WORDS = ("the", "login", "page", "crash", "timeout", "database", "button", "error")
fork = multiprocessing.get_context("fork")


def bearer(token, **fields):
    return {"Authorization": f"Bearer {token}", **fields}


def token(title, *scopes):
    return gateway.must("POST", "tokens", {"title": title, "scopes": list(scopes)})["token"]


def others():
    """The measured calls."""
    base = "/api/v1/channels/others/tickets"
    typed = bearer(gateway.token, **{"Content-Type": "application/json"})
    make = {
        "read": lambda number: ("GET", f"{base}/{number % OWN + 1}", bearer(gateway.token)),
        "list": lambda number: ("GET", f"{base}?limit=20", bearer(gateway.token)),
        "write": lambda number: ("PATCH", f"{base}/{number % OWN + 1}", typed, json.dumps({"title": f"Title {time.time()}"}).encode())}
    return [load.Call(kind, rate * options.load, make[kind]) for kind, rate in RATES.items()]


def beside(work, seconds):
    """Runs a load in a separate process for `seconds`; returns a queue that delivers its counts."""
    queue = fork.SimpleQueue()
    fork.Process(target=lambda: queue.put(asyncio.run(work(time.monotonic() + seconds))), daemon=True).start()
    return queue


async def search(until):
    """40 concurrent sequences of searches."""
    counts = collections.Counter()

    async def one(place):
        client = load.Client(options.port)
        for number in itertools.count(place):
            if time.monotonic() >= until:
                return
            words = f"{WORDS[number % len(WORDS)]}+{WORDS[number // 3 % len(WORDS)]}"
            status, _ = await client.exchange("GET", f"/api/v1/tickets?limit=100&q={words}", bearer(searcher))
            counts[f"search {status}"] += 1

    await asyncio.wait([asyncio.create_task(one(place)) for place in range(SEARCHES)], timeout=until - time.monotonic() + 1)
    return counts


async def follow(until):
    """Streams that start from the first event and filter by a rare type: the gateway reads all events and sends few."""
    counts = collections.Counter()

    async def one():
        while time.monotonic() < until:
            reader, writer = await asyncio.open_connection("127.0.0.1", options.port)
            writer.write((
                f"GET /api/v1/events/stream?type=ticket.deleted HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {follower}\r\n"
                f"Last-Event-ID: {FIRST}\r\n\r\n").encode())
            status = (await reader.readline()).decode().split(" ")[1:2]
            counts[f"stream {status}"] += 1
            seen = 0
            try:
                async with asyncio.timeout(max(0, until - time.monotonic())):
                    while line := await reader.readline():
                        seen += line.startswith(b"event: ticket.deleted")
                        if seen == SHOWN:
                            counts["caught up"] += 1
                            break
            except TimeoutError:
                pass
            writer.close()

    await asyncio.gather(*(one() for _ in range(STREAMS)))
    return counts


async def browse(until):
    """Lists of events by ten callers, at a fixed rate."""
    counts = collections.Counter()

    async def one(token):
        client = load.Client(options.port)
        for number in itertools.count():
            begun = time.monotonic()
            if begun >= until:
                return
            query = "&type=ticket.updated" if number % 2 else ""
            status, answer = await client.exchange("GET", f"/api/v1/events?limit=100{query}", bearer(token))
            data = json.loads(answer).get("data", []) if status == 200 else []
            counts[f"list {status}, {len(data)} events"] += 1
            await asyncio.sleep(max(0.0, 1 / LIST_RATE - (time.monotonic() - begun)))

    await asyncio.wait([asyncio.create_task(one(each)) for each in listers], timeout=until - time.monotonic() + 1)
    return counts


NOTHING = "nothing"
LOADS = {f"{SEARCHES} searches": search, f"{STREAMS} streams catch up": follow, f"{LISTERS} callers list events": browse}
TURNS = {NOTHING: None} | {name: work for name, work in LOADS.items() if options.only in name} | {"nothing again": None}


def prepare():
    """Inserts tickets and events with SQL, before any event of the gateway, so that nothing reacts to them."""
    script = pathlib.Path(__file__).with_name("bench-tickets.sql").read_text()
    experiment.psql(options.database_url, script.replace(":count", str(options.tickets)))
    experiment.psql(options.database_url, f"""
        INSERT INTO event (id, type, occurred_at, channel_id, ticket_id, ticket_key, origin, changes, confidential, transaction_id)
        SELECT gen_random_uuid(), CASE WHEN n % {options.events // SHOWN} = 0 THEN 'ticket.deleted' WHEN n % 2 = 0 THEN 'ticket.updated'
                ELSE 'ticket.closed' END, now() - n * interval '1 second', channel.id, gen_random_uuid(), n::text, 'poll', '{{}}',
            n % {options.events // SHOWN} <> 0, 0
        FROM generate_series(1, {options.events}) n, (SELECT id FROM channel WHERE slug = 'demo') channel;
        VACUUM ANALYZE event""")


def turn(name, work, calls):
    """Runs one turn; returns the calls' milliseconds by kind of call."""
    other = beside(work, LEAD + options.seconds) if work else None
    time.sleep(LEAD)
    times = collections.defaultdict(list)
    for kind, status, spent in load.run(options.port, calls, options.seconds):
        if status is None or status >= 300:
            raise SystemExit(f"{kind}: {status} with {name}")
        times[kind].append(spent)
    if other:
        print(f"    {name}: {dict(other.get())}", flush=True)
        time.sleep(LEAD)
    return times


gateway = experiment.Gateway(options.gateway, options.port, options.log)
gateway.start("--migrate")
try:
    gateway.wait(options.token_file)
    prepare()
    gateway.must("POST", "connections", {"slug": "own", "tracker": "local"})
    gateway.must("POST", "channels", {"slug": "others", "connection": "own", "path": "others"})
    for number in range(OWN):
        gateway.must("POST", "channels/others/tickets", {"title": f"Ticket {number + 1}"})
    searcher = token("searcher", "tickets:read")
    follower = token("follower", "tickets:read", "tickets:confidential")
    listers = [token(f"lister {number}", "tickets:read") for number in range(LISTERS)]
    calls = others()
    load.run(options.port, calls, 2 * LEAD)
    results = collections.defaultdict(list)
    for round_number in range(options.rounds):
        print(f"round {round_number + 1} of {options.rounds}", flush=True)
        for name, work in TURNS.items():
            for kind, spent in turn(name, work, calls).items():
                results[kind, name] += spent
    print(f"\n{options.tickets} tickets, {options.events} events; {options.rounds} alternating rounds of {options.seconds:.0f} s; "
          "others' calls, p50 / p99 in ms, and the ratio of p99.\n")
    print("| load | " + " | ".join(RATES) + " |\n| --- |" + " --- |" * len(RATES))
    figures = {key: (statistics.median(values), experiment.percentile(values, 0.99)) for key, values in results.items()}
    for name in TURNS:
        cells = []
        for kind in RATES:
            p50, p99 = figures[kind, name]
            cells.append(f"{p50:.1f} / {p99:.1f}" + (f" ({p99 / figures[kind, NOTHING][1]:.2f}x)" if name != NOTHING else ""))
        print(f"| {name} | " + " | ".join(cells) + " |")
    print()
    met = True
    for name, work in TURNS.items():
        if work in (search, follow):
            ratio = figures["write", name][1] / figures["write", NOTHING][1]
            met = met and ratio <= options.ratio
            print(f"{name}: p99 of others' writes {ratio:.2f}x (target {options.ratio}: {'met' if ratio <= options.ratio else 'not met'})")
        elif work is browse:
            p99 = figures["read", name][1]
            met = met and p99 < options.milliseconds
            print(f"{name}: p99 of others' reads {p99:.1f} ms (target {options.milliseconds:.0f} ms: "
                  f"{'met' if p99 < options.milliseconds else 'not met'})")
    sys.exit(0 if met else 1)
finally:
    gateway.kill()
