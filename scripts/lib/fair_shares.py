"""What one caller's searches, one caller's streams and ten callers' lists do to the calls of others.

The mirror has many tickets and events. Others read tickets, list them and write at a fixed rate. In alternating rounds nothing else happens; 40 searches
of one caller run all the time; 100 streams of one caller catch up, each from the first event; and ten callers, each with a token of its own and without
`tickets:confidential`, list the events, all of which but a few they may not see, with and without a filter by type. Figures are medians over the rounds.
It fails when
- the p99 of others' writes during the searches or the streams is more than --ratio times what it is without a load,
- the p99 of others' reads during the lists is 10 ms or more,
- a call of the others is refused.
"""
import asyncio, collections, itertools, json, multiprocessing, pathlib, statistics, sys, time

import experiment, load

parser = experiment.arguments(__doc__)
parser.add_argument("--rounds", type=int, default=5, help="rounds (5)")
parser.add_argument("--seconds", type=float, default=6, help="seconds of each turn (6)")
parser.add_argument("--load", type=float, default=1, help="part of the usual rate of the others' calls, for slow machines and debug builds (1)")
parser.add_argument("--tickets", type=int, default=200_000, help="tickets that are searched (200000)")
parser.add_argument("--events", type=int, default=512_000, help="events that the listing callers may not see (512000)")
parser.add_argument("--ratio", type=float, default=1.1, help="how much longer writes may take at p99 (1.1)")
parser.add_argument("--milliseconds", type=float, default=10, help="how long reads may take at p99 during the lists (10)")
parser.add_argument("--only", default="", help="only turns whose names hold this text, and the one without a load")
options = parser.parse_args()
SEARCHES = 40
STREAMS = 100
LISTERS = 10
LIST_RATE = 20
"""Lists a second of each caller."""
SHOWN = 20
"""Events that the listing callers may see."""
LEAD = 1
"""Seconds in which a load works before anything is measured."""
OWN = 20
"""Tickets of the channel that the others work on."""
FIRST = "00000000-0000-0000-0000-000000000000"
"""The `Last-Event-ID` before the first event."""
RATES = {"read": 80, "list": 20, "write": 15}
WORDS = ("the", "login", "page", "crash", "timeout", "database", "button", "error")
fork = multiprocessing.get_context("fork")


def bearer(token, **fields):
    return {"Authorization": f"Bearer {token}", **fields}


def token(title, *scopes):
    return gateway.must("POST", "tokens", {"title": title, "scopes": list(scopes)})["token"]


def others():
    """The calls that are measured."""
    base = "/api/v1/channels/others/tickets"
    typed = bearer(gateway.token, **{"Content-Type": "application/json"})
    make = {
        "read": lambda number: ("GET", f"{base}/{number % OWN + 1}", bearer(gateway.token)),
        "list": lambda number: ("GET", f"{base}?limit=20", bearer(gateway.token)),
        "write": lambda number: ("PATCH", f"{base}/{number % OWN + 1}", typed, json.dumps({"title": f"Title {time.time()}"}).encode())}
    return [load.Call(kind, rate * options.load, make[kind]) for kind, rate in RATES.items()]


def beside(work, seconds):
    """Does something in a process of its own for so long; what it counts is had from `get()`."""
    queue = fork.SimpleQueue()
    fork.Process(target=lambda: queue.put(asyncio.run(work(time.monotonic() + seconds))), daemon=True).start()
    return queue


async def search(until):
    """Searches, one after the other at each of 40 places."""
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
    """Streams that have missed everything, and ask for a type of which there are few events: all are read for them, and few sent."""
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
TURNS = {NOTHING: None, f"{SEARCHES} searches": search, f"{STREAMS} streams catch up": follow, f"{LISTERS} callers list events": browse}
TURNS = {name: work for name, work in TURNS.items() if name == NOTHING or options.only in name}


def prepare():
    """Tickets to search and events to pass over, by SQL: they come before all that the gateway writes, so that nothing acts on them."""
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
    """p50 and p99 of each kind of call."""
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
    return {kind: (statistics.median(values), experiment.percentile(values, 0.99)) for kind, values in times.items()}


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
            for kind, figures in turn(name, work, calls).items():
                results[kind, name].append(figures)
    print(f"\n{options.tickets} tickets, {options.events} events; medians of {options.rounds} alternating rounds of {options.seconds:.0f} s; "
          "others' calls, p50 / p99 in ms, and the ratio of p99.\n")
    print("| load | " + " | ".join(RATES) + " |\n| --- |" + " --- |" * len(RATES))
    medians = {key: tuple(statistics.median(column) for column in zip(*values)) for key, values in results.items()}
    for name in TURNS:
        cells = []
        for kind in RATES:
            p50, p99 = medians[kind, name]
            cells.append(f"{p50:.1f} / {p99:.1f}" + (f" ({p99 / medians[kind, NOTHING][1]:.2f}x)" if name != NOTHING else ""))
        print(f"| {name} | " + " | ".join(cells) + " |")
    print()
    met = True
    for name, work in TURNS.items():
        if work in (search, follow):
            ratio = medians["write", name][1] / medians["write", NOTHING][1]
            met = met and ratio <= options.ratio
            print(f"{name}: others' writes take {ratio:.2f}x at p99 (bar {options.ratio}: {'met' if ratio <= options.ratio else 'not met'})")
        elif work is browse:
            p99 = medians["read", name][1]
            met = met and p99 < options.milliseconds
            print(f"{name}: others' reads take {p99:.1f} ms at p99 (bar {options.milliseconds:.0f} ms: "
                  f"{'met' if p99 < options.milliseconds else 'not met'})")
    sys.exit(0 if met else 1)
finally:
    gateway.kill()
