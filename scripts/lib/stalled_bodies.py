"""What peers cost that each send a delivery's body but for its last byte.

Each peer has an address of its own (127.1.x.y) and a connection; it pretends to be a tracker, and sends as fast as it can. A tracker delivers webhooks at
a fixed rate before that and meanwhile. The gateway may take 100 MB more, and no webhook may be refused or take longer.
"""
import asyncio, json, socket, statistics, sys, threading, time, uuid

import experiment, load

parser = experiment.arguments(__doc__)
parser.add_argument("--peers", type=int, default=300, help="peers (300)")
parser.add_argument("--bytes", type=int, default=5 << 20, help="bytes of each body (5 MiB, the longest that is taken)")
parser.add_argument("--seconds", type=float, default=15, help="seconds of each measurement (15); bodies that stall are closed after 20")
parser.add_argument("--megabytes", type=float, default=100, help="what the gateway may take (100)")
options = parser.parse_args()
PROJECT = "lab/tools/backend"
RATE = 30
"""Webhooks a second."""


def resident():
    """Megabytes of the gateway's memory."""
    with open(f"/proc/{gateway.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def delivery(number):
    body = json.dumps({
        "object_kind": "issue", "project": {"path_with_namespace": PROJECT}, "object_attributes": {"iid": number % 20 + 1},
        "padding": "x" * 20_000}).encode()
    fields = {"Content-Type": "application/json", "X-Gitlab-Token": secret, "X-Gitlab-Event": "Issue Hook", "Idempotency-Key": str(uuid.uuid4())}
    return "POST", "/webhooks/healthy", fields, body


async def withhold(index, answers):
    """Sends all but the last byte, and waits for what comes back."""
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
    """The times of the webhooks, and the most memory meanwhile."""
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
    print(f"{options.peers} peers that each withhold a byte of {options.bytes}: {before:.0f} MB before, {peak:.0f} MB at most; answered so far {counted}")
    print(f"webhooks: {len(refused)} of {len(times)} refused; p50 {statistics.median(calm):.1f} -> {statistics.median(times):.1f} ms, "
          f"p99 {p99[0]:.1f} -> {p99[1]:.1f} ms")
    met = peak - before <= options.megabytes and not refused
    print(f"less than {options.megabytes:.0f} MB, and no webhook refused: {'met' if met else 'not met'}")
    sys.exit(0 if met else 1)
finally:
    gateway.kill()
