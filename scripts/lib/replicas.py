"""Runs three gateways on one database behind nginx; one of them is killed and restarted every few seconds.

Readers and senders of signed webhooks connect through nginx, which retries on another gateway if one is down. A read has
failed if nginx's response is not 200. A webhook that nginx refuses is counted and sent again, as a tracker's redelivery
would do.
"""
import collections, concurrent.futures, http.client, itertools, json, pathlib, random, re, subprocess, sys, threading, time

import deliveries, experiment

parser = experiment.arguments(__doc__)
parser.add_argument("--duration", type=float, default=60, help="seconds (60)")
parser.add_argument("--every", type=float, default=4, help="seconds between kills (4)")
parser.add_argument("--rate", type=float, default=200, help="webhooks per second (200)")
parser.add_argument("--readers", type=int, default=4, help="concurrent readers (4)")
parser.add_argument("--senders", type=int, default=16, help="concurrent senders (16)")
parser.add_argument("--settle", type=float, default=60, help="seconds to wait until the last delivery is applied (60)")
options = parser.parse_args()
random.seed(1)
REPLICAS = 3
REPEATED = 0.1
PATHS = ("channels/replicas/tickets/1", "channels/replicas/tickets?limit=50", "tickets?limit=20&sort=-created_at", "tickets?q=issue&limit=20")
work = pathlib.Path(options.log).parent
access_log = work / "nginx-access.log"
local, lock = threading.local(), threading.Lock()
finished = threading.Event()
results = {"read": [], "webhook": []}
refused = {"read": collections.Counter(), "webhook": collections.Counter()}
absences = []
CONFIGURATION = """daemon off; worker_processes 2; pid {work}/nginx.pid; error_log {work}/nginx-error.log warn;
events {{ worker_connections 4096; }}
http {{
    log_format upstreams '$request_method $status "$upstream_status"';
    access_log {work}/nginx-access.log upstreams;
    client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
    upstream gateways {{
        {servers}
        keepalive 64;
        keepalive_timeout 30s;
    }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 8m;
        client_body_buffer_size 8m;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_connect_timeout 1s;
        proxy_buffers 16 64k;
        proxy_max_temp_file_size 0;
        proxy_next_upstream error timeout http_502 http_503;
        location / {{ proxy_pass http://gateways; }}
        # Deliveries can be retried, because a repeated identifier is processed once.
        location /webhooks/ {{
            proxy_next_upstream error timeout http_502 http_503 non_idempotent;
            proxy_pass http://gateways;
        }}
    }}
}}
"""


def start_nginx(ports):
    port = experiment.free_port()
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=1s;" for each in ports)
    configuration = work / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(work=work, port=port, servers=servers))
    return port, subprocess.Popen(["/usr/sbin/nginx", "-c", str(configuration)], stdin=subprocess.DEVNULL)


def ask(kind, method, target, headers, body=None):
    """Sends a request through nginx and records its latency and any failure; returns (status, body)."""
    began, status, answer = time.monotonic(), None, b""
    try:
        if getattr(local, "connection", None) is None:
            local.connection = http.client.HTTPConnection("127.0.0.1", nginx_port, timeout=30)
        local.connection.request(method, target, body, headers)
        response = local.connection.getresponse()
        answer, status = response.read(), response.status
    except (OSError, http.client.HTTPException) as error:
        local.connection.close()
        local.connection, status = None, type(error).__name__
    with lock:
        results[kind].append((time.monotonic() - began) * 1000)
        if status not in (200, 202):
            refused[kind][status] += 1
    return status, answer


def read():
    """Reads tickets until the end of the run."""
    headers = {"Authorization": f"Bearer {gateways[0].token}"}
    while not finished.is_set():
        status, answer = ask("read", "GET", "/api/v1/" + random.choice(PATHS), headers)
        if status == 200:
            json.loads(answer)
        time.sleep(0.01)


def send():
    """Sends deliveries at the configured rate until the end of the run; returns the numbers of the accepted ones."""
    taken = []
    while not finished.is_set():
        with lock:
            number = next(numbers)
        time.sleep(max(0.0, began + number / options.rate - time.monotonic()))
        headers, body = channel.delivery(number)
        for _ in range(2 if random.random() < REPEATED else 1):
            while ask("webhook", "POST", channel.target, headers, body)[0] not in (200, 202):
                if time.monotonic() > began + options.duration + options.settle:
                    raise SystemExit(f"delivery {number} was not accepted")
                time.sleep(0.2)
        taken.append(number)
    return taken


def kill():
    """Kills the gateways in turn and restarts each immediately; records how long each was down."""
    for turn in itertools.count(1):
        if finished.wait(max(0.0, began + turn * options.every - time.monotonic())):
            return
        gateway = gateways[turn % REPLICAS]
        gateway.kill()
        away = time.monotonic()
        gateway.start()
        gateway.wait(options.token_file)
        absences.append(time.monotonic() - away)
        print(f"    kill {turn}: gateway {turn % REPLICAS} was down for {absences[-1]:.2f} s", flush=True)


ports = [options.port] + [experiment.free_port() for _ in range(REPLICAS - 1)]
gateways = [experiment.Gateway(options.gateway, port, options.log) for port in ports]
nginx = None
try:
    for gateway in gateways:
        gateway.start(*["--migrate"] if gateway is gateways[0] else [])
        gateway.wait(options.token_file)
    gateways[0].connect("replicas", options.tracker_url)
    channel = deliveries.Channel(gateways[0], options.database_url, "replicas")
    nginx_port, nginx = start_nginx(ports)
    time.sleep(1)
    numbers, began = itertools.count(1), time.monotonic()
    headers, body = channel.delivery(next(numbers))
    ask("webhook", "POST", channel.target, headers, body)
    channel.settle(options.settle)
    with concurrent.futures.ThreadPoolExecutor(options.readers + options.senders + 1) as pool:
        killer = pool.submit(kill)
        readers = [pool.submit(read) for _ in range(options.readers)]
        senders = [pool.submit(send) for _ in range(options.senders)]
        concurrent.futures.wait(readers + senders, timeout=options.duration, return_when=concurrent.futures.FIRST_EXCEPTION)
        finished.set()
    for future in (killer, *readers):
        future.result()
    taken = [1] + [number for sender in senders for number in sender.result()]
    settled = channel.settle(options.settle)
    outcome = channel.outcome(taken)
    again = collections.Counter(line.split()[0] for line in access_log.read_text().splitlines() if re.search(r'"\S+, ', line))
    print(f"\n{REPLICAS} gateways behind nginx, {len(absences)} kills in {options.duration:.0f} s, {len(taken)} deliveries accepted\n")
    print("| through nginx | sent | refused | retried on another gateway | p50 | p99 |\n| --- | --- | --- | --- | --- | --- |")
    for kind, method in (("read", "GET"), ("webhook", "POST")):
        times = results[kind]
        print(f"| {kind}s | {len(times)} | {sum(refused[kind].values())} {dict(refused[kind]) or ''} | {again[method]} | "
              f"{experiment.percentile(times, 0.5):.1f} ms | {experiment.percentile(times, 0.99):.1f} ms |")
    print(f"\nall applied {settled:.1f} s after the last delivery; a gateway was down for at most {max(absences, default=0):.2f} s\n{outcome}")
    sys.exit(0 if outcome.is_good and not refused["read"] and absences else 1)
finally:
    finished.set()
    for gateway in gateways:
        if gateway.process:
            gateway.kill()
    if nginx:
        nginx.terminate()
        nginx.wait()
