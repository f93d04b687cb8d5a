"""Sends signed GitHub webhooks while the gateway is killed and PostgreSQL crashes, and checks that none was lost.

Each delivery reports a different issue, and a tenth are sent twice. A sender retries a delivery until it gets a 2xx, as
a tracker's redelivery or the gateway's reconciliation would. At the end, every delivery that got a 2xx must be applied:
its ticket is in the mirror, and exactly one event reports it.
"""
import concurrent.futures, http.client, random, shlex, subprocess, sys, threading, time

import deliveries, experiment

parser = experiment.arguments(__doc__, "restart")
parser.add_argument("--count", type=int, default=100_000, help="deliveries (100000)")
parser.add_argument("--connections", type=int, default=64, help="concurrent senders (64)")
parser.add_argument("--kills", type=int, default=10, help="kills of the gateway with SIGKILL (10)")
parser.add_argument("--restarts", type=int, default=5, help="immediate restarts of PostgreSQL (5)")
parser.add_argument("--settle", type=float, help="seconds to wait until the last delivery is applied (300, plus 1 per 100 deliveries)")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
random.seed(options.seed)
REPEATED = 0.1
local, lock = threading.local(), threading.Lock()
samples, recoveries, attempts, accepted = [], [], 0, 0
fault_began = None


def post(headers, body):
    """Makes one attempt; returns the status, or None if there was no response."""
    global attempts, accepted, fault_began
    began, status = time.monotonic(), None
    try:
        if getattr(local, "connection", None) is None:
            local.connection = http.client.HTTPConnection("127.0.0.1", options.port, timeout=20)
        local.connection.request("POST", channel.target, body, headers)
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
    headers, body = channel.delivery(number)
    tries = 0
    while post(headers, body) not in (200, 202):
        tries += 1
        time.sleep(min(3, 0.1 * 2 ** min(tries, 5)) * random.random())
    if random.random() < REPEATED:
        while post(headers, body) not in (200, 202):
            time.sleep(0.2)
    return number


def faults():
    """Injects kills and crashes in random order, evenly spread over the run by the number of accepted deliveries."""
    global fault_began
    plan = ["kill"] * options.kills + ["restart"] * options.restarts
    random.shuffle(plan)
    for index, fault in enumerate(plan, 1):
        while accepted < options.count * index / (len(plan) + 1):
            if finished.wait(0.02):
                return
        if fault == "kill":
            gateway.kill()
            gateway.start()
        else:
            subprocess.run(shlex.split(options.restart), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        with lock:
            fault_began = time.monotonic()
        print(f"    {fault} at {accepted} accepted", flush=True)


gateway = experiment.Gateway(options.gateway, options.port, options.log)
gateway.start("--migrate")
try:
    gateway.wait(options.token_file)
    gateway.connect("chaos", options.tracker_url)
    channel = deliveries.Channel(gateway, options.database_url, "chaos", options.seed)
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
    settled = channel.settle(options.settle or 300 + options.count / 100)
    outcome = channel.outcome(range(1, options.count + 1))
    times = [(end - start) * 1000 for start, end in samples]
    print(f"{options.count} deliveries in {posted:.0f} s, {attempts} attempts, {accepted} accepted; {options.kills} kills, {options.restarts} crashes")
    print(f"accepted between faults: p50 {experiment.percentile(times, 0.5):.1f} ms, p99 {experiment.percentile(times, 0.99):.1f} ms; "
          f"first 2xx after a fault: at most {max(recoveries, default=0):.2f} s")
    print(f"all applied {settled:.1f} s after the last delivery")
    if not outcome.is_good:
        print("\n".join(channel.unfinished()))
    print(outcome)
    sys.exit(0 if outcome.is_good else 1)
finally:
    gateway.kill()
