"""The part of bench.py about streams: the memory of 5,000 idle streams, and the latency of an event to all of them."""
import base64, http.client, json, os, re, resource, selectors, socket, statistics, threading, time

COUNT = 5000
# Streams opened at the same time: no more than the requests that a process handles concurrently.
BATCH = 250
EVENTS = 20
PATIENCE = 30
MARK = b'"type":"ticket.created"'


def request(token, is_websocket):
    lines = [f"Host: a\r\nAuthorization: Bearer {token}"]
    if is_websocket:
        key = base64.b64encode(os.urandom(16)).decode()
        lines += ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
    name = "ws" if is_websocket else "stream"
    return (f"GET /api/v1/events/{name}?type=ticket.created HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode()


def opened(port, token, count):
    """Opens `count` streams, every other one a WebSocket, and returns their sockets once all have started."""
    sockets = []
    while len(sockets) < count:
        batch = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(min(BATCH, count - len(sockets)))]
        for number, each in enumerate(batch):
            each.sendall(request(token, number % 2 == 1))
        for each in batch:
            await_head(each)
        sockets += batch
    return sockets


def await_head(stream):
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = stream.recv(4096)
        answer += piece
        if not piece or not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 101")):
            raise SystemExit(f"a stream did not start: {answer[:300]}")
    stream.setblocking(False)


def post(port, token, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("POST", path, json.dumps(body), {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    answer = connection.getresponse()
    if answer.status != 201:
        raise SystemExit(f"{path}: {answer.status} {answer.read()[:300]}")


def fan_out(selector, count, make):
    """Performs a write; returns the milliseconds from its start until each stream received the event."""
    begin = time.perf_counter()
    writing = threading.Thread(target=make)
    writing.start()
    times = []
    while len(times) < count and time.perf_counter() - begin < PATIENCE:
        for key, _ in selector.select(0.1):
            piece = key.fileobj.recv(65536)
            if not piece:
                raise SystemExit("a stream has ended")
            times += [(time.perf_counter() - begin) * 1000] * piece.count(MARK)
    writing.join()
    if len(times) != count:
        raise SystemExit(f"only {len(times)} of {count} streams received the event")
    return times


def streams(bench):
    bench.say(f"{COUNT} streams, half of them server-sent events, half WebSockets")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if limit < COUNT + 200:
        raise SystemExit(f"{COUNT} streams need more file descriptors than {limit} (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    # No heartbeats, which would distort the idle figures. All streams have the same caller.
    gateway = bench.Gateway("bench_streams", TICKET_GATEWAY_STREAM_HEARTBEAT="1h", TICKET_GATEWAY_MAX_STREAMS_PER_CALLER=str(COUNT))
    post(gateway.port, gateway.token, "/api/v1/connections", {"slug": "own", "tracker": "local"})
    post(gateway.port, gateway.token, "/api/v1/channels", {"slug": "web", "connection": "own", "path": "web"})
    before = bench.memory(gateway.process.pid)
    begin = time.perf_counter()
    sockets = opened(gateway.port, gateway.token, COUNT)
    took = time.perf_counter() - begin
    time.sleep(3)
    idle = bench.memory(gateway.process.pid)
    print(f"    opened in {took:.1f} s; {before:.0f} MiB before, {(idle - before) * 1024 / COUNT:.1f} KiB for each", flush=True)
    bench.row(f"memory with {COUNT} idle streams", f"{idle:.0f} MiB", "< 300 MiB", idle < 300)
    spent = bench.cpu(gateway.process.pid)
    time.sleep(5)
    print(f"    idle, {(bench.cpu(gateway.process.pid) - spent) / 5e6 * 100:.1f} % of a core", flush=True)
    selector = selectors.EpollSelector()
    for each in sockets:
        selector.register(each, selectors.EVENT_READ)
    firsts, times = [], []
    for number in range(EVENTS):
        found = fan_out(
            selector, COUNT, lambda: post(gateway.port, gateway.token, "/api/v1/channels/web/tickets", {"title": f"T{number}"}))
        firsts.append(found[0])
        times += found
    p99 = bench.percentile(times, 0.99)
    print(f"    first stream p50 {statistics.median(firsts):.0f} ms, any stream p50 {statistics.median(times):.0f} ms", flush=True)
    bench.row(f"from a write to its event on each of {COUNT} streams, p99", f"{p99:.0f} ms", "≤ 1000 ms", p99 <= 1000)
    after = bench.memory(gateway.process.pid)
    print(f"    {after:.0f} MiB after {EVENTS} events to each", flush=True)
    for each in sockets:
        each.close()
    time.sleep(2)
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=PATIENCE)
    connection.request("GET", "/metrics")
    left = re.findall(r"^ticket_gateway_event_streams\{.*\} (\d+)$", connection.getresponse().read().decode(), re.MULTILINE)
    if any(int(each) for each in left):
        raise SystemExit(f"streams are still open after their clients disconnected: {left}")
