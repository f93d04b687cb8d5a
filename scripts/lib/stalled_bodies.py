"""Measures the memory used by clients that each withhold the last byte of a delivery's body.

Each client has its own address (127.1.x.y) and one connection, pretends to be a tracker, and sends as fast as it can. A
tracker sends webhooks at a fixed rate before and during the attack. Fails if the gateway uses more than --megabytes of
additional memory or refuses a webhook.
"""
import asyncio, json, socket, statistics, sys, threading, time, uuid

import experiment, load

parser = experiment.arguments(__doc__)
parser.add_argument("--peers", type=int, default=300, help="clients (300)")
parser.add_argument("--bytes", type=int, default=5 << 20, help="bytes of each body (5 MiB, the longest accepted)")
parser.add_argument("--seconds", type=float, default=15, help="seconds of each measurement (15); connections with a stalled body are closed after 20")
parser.add_argument("--megabytes", type=float, default=100, help="additional memory that the gateway may use (100)")
options = parser.parse_args()
PROJECT = "lab/tools/backend"
RATE = 30
"""Webhooks per second."""


def resident():
    """The gateway's resident memory in MiB."""
    with open(f"/proc/{gateway.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def delivery(number):
    body = json.dumps({
        "object_kind": "issue", "project": {"path_with_namespace": PROJECT}, "object_attributes": {"iid": number % 20 + 1},
        "padding": "x" * 20_000}).encode()
    fields = {"Content-Type": "application/json", "X-Gitlab-Token": secret, "X-Gitlab-Event": "Issue Hook", "Idempotency-Key": str(uuid.uuid4())}
    return "POST", "/webhooks/healthy", fields, body


async def withhold(index, answers):
    """Sends all but the last byte, waits for a response and appends its status to `answers`."""
    head = (f"POST /webhooks/healthy HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-Gitlab-Token: guessed\r\n"
            f"Content-Length: {options.bytes}\r\n\r\n").encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", options.port, local_addr=(f"127.1.{index // 250}.{index % 250 + 1}", 0))
    try:
        writer.write(head)
        for start in range(0, options.bytes - 1, 1 << 16):
            writer.write(b"x" * min(1 << 16, options.bytes - 1 - start))
            await writer.drain()
        answers.append((await reader.readline()).decode().split(" ")[1:2])
    except OSError:
        answers.append(["reset"])
    finally:
        writer.close()


def stall(answers):
    async def everybody():
        await asyncio.gather(*(withhold(index, answers) for index in range(options.peers)))
    asyncio.run(everybody())


def measure(peak):
    """Sends webhooks; returns (peak memory, refused statuses, latencies in milliseconds)."""
    result = load.beside(options.port, [load.Call("webhook", RATE, delivery)], options.seconds)
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        peak = max(peak, resident())
        time.sleep(0.05)
    calls = result.get()
    refused = [status for _, status, _ in calls if status not in (200, 202)]
    return peak, refused, [spent for _, _, spent in calls]


gateway = experiment.Gateway(options.gateway, options.port, options.log)
gateway.start("--migrate")
try:
    gateway.wait(options.token_file)
    gateway.connect("healthy", options.tracker_url, PROJECT, "gitlab", "glpat-owner")
    secret = gateway.must("POST", "channels/healthy/webhook", {"manual": True})["secret"]
    measure(0)
    before, _, calm = measure(resident())
    answers = []
    attack = threading.Thread(target=stall, args=(answers,), daemon=True)
    attack.start()
    peak, refused, times = measure(before)
    p99 = [experiment.percentile(values, 0.99) for values in (calm, times)]
    counted = {str(answer): answers.count(answer) for answer in answers}
    print(f"{options.peers} clients that each withhold 1 byte of {options.bytes}: {before:.0f} MiB before, {peak:.0f} MiB at most; responses so far {counted}")
    print(f"webhooks: {len(refused)} of {len(times)} refused; p50 {statistics.median(calm):.1f} -> {statistics.median(times):.1f} ms, "
          f"p99 {p99[0]:.1f} -> {p99[1]:.1f} ms")
    met = peak - before <= options.megabytes and not refused
    print(f"at most {options.megabytes:.0f} MiB more, and no webhook refused: {'met' if met else 'not met'}")
    sys.exit(0 if met else 1)
finally:
    gateway.kill()
