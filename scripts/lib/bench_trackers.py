"""The parts of bench.py that use a tracker: webhooks, rules, imports. The parameter `bench` is the module bench.py."""
import collections, http.client, json, os, re, statistics, subprocess, time, urllib.parse, uuid

import deliveries, experiment, load

LENGTH = 2000
"""Length of an issue's text in a webhook, in characters."""
RATE = 200
"""Webhooks per second in the latency measurements."""
PAGE_TIMES = (0, 200)
"""Delays added to the fake tracker's pages, in milliseconds."""


def durable(bench, on):
    """Makes PostgreSQL crash-safe as in production, or resets it to the fast settings of the tests."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        bench.psql("postgres", f"ALTER SYSTEM SET {setting} = on;" if on else f"ALTER SYSTEM RESET {setting};")
    bench.psql("postgres", "SELECT pg_reload_conf();")
    time.sleep(1)


def tracker(bench):
    """Starts a fake GitHub; returns (address, process)."""
    port = bench.free_port()
    process = bench.start([bench.options.fake_github, "--port", str(port)], port)
    return f"http://127.0.0.1:{port}", process


def webhooks(bench):
    """Acceptance rate. GitHub's signature covers only the body, so one body can be sent with new identifiers."""
    bench.say("Webhooks: acceptance rate against INSERT of an equal row in pgbench")
    url, fake = tracker(bench)
    gateway = bench.Gateway("bench_webhooks", TICKET_GATEWAY_WORKERS="0")
    gateway.client.connect("hooks", url)
    channel = deliveries.Channel(gateway.client, gateway.database, "hooks")
    headers, body = channel.delivery(1, LENGTH)
    (bench.work / "delivery").write_bytes(body)
    script = bench.work / "webhooks.lua"
    fields = "".join(f"headers[{json.dumps(name)}] = {json.dumps(value)} " for name, value in headers.items())
    script.write_text(
        f"local body = io.open('{bench.work}/delivery', 'rb'):read('*a')\nlocal headers = {{}} {fields}\nlocal round, number = os.time(), 0\n"
        f"request = function() number = number + 1 headers['X-GitHub-Delivery'] = round .. '-' .. number\n"
        f"  return wrk.format('POST', '{channel.target}', headers, body) end\n")
    insert = bench.work / "insert.sql"
    insert.write_text(
        "INSERT INTO delivery (id, channel_id, remote_id, event, headers, body, received_at) SELECT gen_random_uuid(), :channel::uuid, "
        "gen_random_uuid()::text, 'issues', :headers::json, :body::bytea, now();\n")
    channel_id = channel.query("SELECT id FROM channel WHERE slug = 'hooks'")[0][0]
    kept = json.dumps({name.lower(): value for name, value in headers.items()})
    tails = []

    def own():
        before = bench.cpu(gateway.process.pid)
        output = subprocess.run(
            ["wrk", "-t1", "-c64", f"-d{bench.options.seconds}s", "--latency", "-s", str(script), gateway.url], capture_output=True, text=True,
            check=True).stdout
        if "Non-2xx" in output:
            raise SystemExit(f"webhooks were refused:\n{output}")
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
        tails.append(float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit])
        spent = (bench.cpu(gateway.process.pid) - before) / int(re.search(r"(\d+) requests in", output)[1])
        return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), spent

    def peer():
        address = urllib.parse.urlsplit(gateway.database)
        output = subprocess.run(
            [bench.POSTGRES + "pgbench", "-h", address.hostname, "-p", str(address.port), "-U", address.username, "-M", "prepared", "-c64", "-j1",
             "-n", f"-T{bench.options.seconds}", "-f", str(insert), "-D", f"channel={channel_id}", "-D", f"headers={kept}",
             "-D", f"body=\\x{body.hex()}", address.path[1:]],
            env={**os.environ, "PGPASSWORD": urllib.parse.unquote(address.password or "")}, check=True, capture_output=True, text=True).stdout
        return float(re.search(r"tps = ([\d.]+)", output)[1]), 0.0

    durable(bench, True)
    result = bench.alternate({"own": own, "pgbench": peer})
    (rate, spent), inserts = result["own"], result["pgbench"][0]
    print(f"    {len(body)} bytes each; {rate:.0f}/s, {inserts:.0f} INSERTs/s", flush=True)
    bench.row("webhooks accepted a second against INSERT in pgbench", f"{rate / inserts:.2f}x ({rate:.0f}/s, {spent:.0f} µs CPU)", "≥ 0.5x", rate >= 0.5 * inserts)
    p99 = statistics.median(tails)
    bench.row("the same, p99", f"{p99:.0f} ms", "≤ 100 ms", p99 <= 100)
    durable(bench, False)
    gateway.process.terminate()
    fake.terminate()


def webhook_latency(bench):
    """Latency from a webhook's arrival to the commit of its ticket, by the gateway's clock."""
    bench.say(f"Webhooks: from arrival to the mirror, {RATE} per second")
    url, fake = tracker(bench)
    gateway = bench.Gateway("bench_latency")
    gateway.client.connect("hooks", url)
    channel = deliveries.Channel(gateway.client, gateway.database, "hooks")
    durable(bench, True)
    rounds, sent = [], 0

    def measure():
        nonlocal sent
        first = sent + 1
        calls = [load.Call("webhook", RATE, lambda number: ("POST", channel.target, *channel.delivery(first + number, LENGTH)))]
        answers = load.run(gateway.port, calls, bench.options.seconds)
        sent += len(answers)
        refused = collections.Counter(status for _, status, _ in answers if status != 202)
        if refused:
            raise SystemExit(f"webhooks were refused: {dict(refused)}")
        channel.settle(60)
        times = [float(row[0]) for row in channel.query(
            "SELECT extract(epoch FROM finished_at - received_at) * 1000 FROM delivery WHERE state = 'applied' "
            f"ORDER BY received_at DESC LIMIT {len(answers)}")]
        return [statistics.median(times), bench.percentile(times, 0.99), bench.percentile([spent for _, _, spent in answers], 0.99)]

    measure()
    # As autovacuum does a minute after a table is first filled.
    channel.query("ANALYZE")
    for _ in range(bench.options.rounds):
        rounds.append(measure())
    p50, p99, answered = (statistics.median(column) for column in zip(*rounds))
    outcome = channel.outcome(range(1, sent + 1))
    if not outcome.is_good:
        raise SystemExit(str(outcome))
    bench.row(f"webhook to mirror at {RATE} a second, median", f"{p50:.1f} ms", "≤ 50 ms", p50 <= 50)
    bench.row("the same, p99", f"{p99:.1f} ms (answered: {answered:.1f} ms)", "≤ 500 ms", p99 <= 500)
    durable(bench, False)
    gateway.process.terminate()
    fake.terminate()


def automation(bench):
    """Latency from the arrival of a GitHub webhook to the arrival of a rule's call at GitLab (both fakes)."""
    bench.say(f"Rules: from a webhook's arrival to the call at another tracker, {RATE} per second")
    url, fake = tracker(bench)
    port = bench.free_port()
    other = bench.start([bench.options.fake_gitlab, "--port", str(port), "--calls", "1000000000"], port)
    gateway = bench.Gateway("bench_automation")
    gateway.client.connect("hooks", url)
    gateway.client.connect("other", f"http://127.0.0.1:{port}", "lab/tools/backend", "gitlab", "glpat-owner")
    channel = deliveries.Channel(gateway.client, gateway.database, "hooks")
    durable(bench, True)
    sent = 0

    def received(first):
        """The time at which the gateway received each delivery, by issue number."""
        return {number: moment for number, moment in (
            (uuid.UUID(name).int & (1 << 64) - 1, float(moment)) for name, moment in channel.query(
                "SELECT remote_id, extract(epoch FROM received_at) FROM delivery")) if number >= first}

    def made(first):
        """(issue number of the delivery, time) of each call at the other tracker, which has the same clock."""
        return [(number, moment) for number, moment in ((int(title), float(moment)) for title, moment in channel.query(
            "SELECT t.title, extract(epoch FROM t.created_at) FROM ticket t JOIN channel c ON c.id = t.channel_id WHERE c.slug = 'other'"))
            if number >= first]

    def measure(share):
        """Sends one round's webhooks, one in `share` of which causes a call; returns (p50, p99, calls per second)."""
        nonlocal sent
        first = sent + 1
        calls = [load.Call("webhook", RATE, lambda number: ("POST", channel.target, *channel.delivery(first + number, LENGTH)))]
        answers = load.run(gateway.port, calls, bench.options.seconds)
        sent += len(answers)
        refused = collections.Counter(status for _, status, _ in answers if status != 202)
        if refused:
            raise SystemExit(f"webhooks were refused: {dict(refused)}")
        wanted = [number for number in range(first, sent + 1) if number % share == 0]
        until = time.monotonic() + 120
        while time.monotonic() < until and len(made(first)) < len(wanted):
            time.sleep(0.5)
        counts = collections.Counter(number for number, _ in made(first))
        if counts != collections.Counter(wanted):
            raise SystemExit(f"expected one call for each of {len(wanted)} deliveries, got {sum(counts.values())} calls for {len(counts)} deliveries")
        moments = received(first)
        last = max(moment for _, moment in made(first))
        times = [(moment - moments[number]) * 1000 for number, moment in made(first)]
        return [statistics.median(times), bench.percentile(times, 0.99), len(wanted) / (last - min(moments.values()))]

    def rounds(share):
        slug = f"one-in-{share}"
        gateway.client.must("POST", "rules", {
            "slug": slug, "on": ["ticket.created"], "channels": ["hooks"], "limit": 1_000_000,
            "if": {"==": [{"%": [{"var": "ticket.key"}, share]}, 0]},
            "do": [{"action": "create_ticket", "channel": "other", "title": "{{ticket.key}}"}]})
        measure(share)
        channel.query("ANALYZE")
        results = [measure(share) for _ in range(bench.options.rounds)]
        gateway.client.must("DELETE", f"rules/{slug}")
        return (statistics.median(column) for column in zip(*results))

    p50, p99, _ = rounds(10)
    bench.row(f"webhook to a rule's call elsewhere, one in ten of {RATE} a second, median", f"{p50:.1f} ms", "≤ 50 ms", p50 <= 50)
    bench.row("the same, p99", f"{p99:.1f} ms", "≤ 500 ms", p99 <= 500)
    p50, p99, rate = rounds(1)
    print(f"    every one of {RATE} per second: {rate:.0f} calls per second; median {p50:.0f} ms, p99 {p99:.0f} ms", flush=True)
    # The last calls happen after the load has ended, so the average rate cannot quite reach that of the webhooks.
    enough = 0.95 * RATE
    bench.row(f"calls of rules a second while {RATE} webhooks a second come in, each with a call", f"{rate:.0f}", f"≥ {enough:.0f}", rate >= enough)
    durable(bench, False)
    gateway.process.terminate()
    fake.terminate()
    other.terminate()


def importing(bench):
    """A project's first import against a client that reads the same pages sequentially and discards them."""
    bench.say(f"Import of {bench.options.imported} tickets")
    url, fake = tracker(bench)
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=60)

    def call(method, target, body=None):
        connection.request(method, target, None if body is None else json.dumps(body), {"Authorization": "Bearer ghp_owner"})
        response = connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise SystemExit(f"{target}: {response.status} {answer[:300]}")
        return response, answer

    for number in range(bench.options.imported):
        call("POST", "/_fake/issue", {"repository": experiment.PROJECT, "title": f"Issue {number}", "body": "x" * 1000, "author": "octo-helper"})
    gateway = bench.Gateway("bench_import")
    durable(bench, True)
    imports = 0

    def own():
        nonlocal imports
        imports += 1
        slug = f"import-{imports}"
        gateway.client.connect(slug, url)
        gateway.client.must("POST", f"channels/{slug}/sync", {"full": True})
        for _ in range(300):
            # Poll rarely, because psql competes with the import for the cores.
            time.sleep(0.5)
            state, tickets, seconds = experiment.psql(gateway.database, f"""
                SELECT state, tickets, extract(epoch FROM finished_at - started_at) FROM channel_sync
                JOIN channel ON channel.id = channel_id WHERE slug = '{slug}'""")[0]
            if state in ("idle", "failed"):
                break
        if state != "idle" or int(tickets) < bench.options.imported:
            raise SystemExit(f"the import ended as {state} after {tickets} tickets")
        return int(tickets) / float(seconds), bench.memory(gateway.process.pid)

    def peer():
        began, rows = time.perf_counter(), 0
        target = f"/repos/{experiment.PROJECT}/issues?{QUERY}"
        while target:
            response, answer = call("GET", target)
            rows += len(json.loads(answer))
            following = re.search(r'<([^>]+)>; rel="next"', response.getheader("Link") or "")
            target = following and re.sub(r"^https?://[^/]+", "", following[1])
        return rows / (time.perf_counter() - began), 0.0

    for milliseconds in PAGE_TIMES:
        call("POST", "/_fake/clear", {})
        if milliseconds:
            call("POST", "/_fake/fault", {
                "fault": "slow", "milliseconds": milliseconds, "times": 1_000_000_000, "method": "GET", "path": "/issues?"})
        result = bench.alternate({"own": own, "client": peer})
        (rate, mib), pages = result["own"], result["client"][0]
        print(f"    pages with {milliseconds} ms added: {rate:.0f} tickets/s, client {pages:.0f}/s", flush=True)
        what = f"import against pages back to back, pages of {milliseconds} ms more" if milliseconds else "import against pages back to back"
        bench.row(what, f"{rate / pages:.2f}x ({rate:.0f} tickets/s, {mib:.0f} MiB)", "≥ 0.9x", rate >= 0.9 * pages)
    durable(bench, False)
    gateway.process.terminate()
    fake.terminate()


QUERY = "state=all&sort=updated&direction=asc&per_page=100"
"""The query of the adapter's list requests."""
