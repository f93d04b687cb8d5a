"""Verifies the gateway's deliveries with the package standardwebhooks, in the example receiver of docs/subscriptions.md.

usage: standardwebhooks_check.py SUBSCRIPTIONS.md DELIVERIES.json
DELIVERIES.json is [{"headers": {...}, "body": "...", "secrets": [...], "others": [...]}]: each of `secrets` must verify
the delivery, and none of `others` may.
"""

import contextlib
import http.client
import io
import json
import re
import sys
import threading
from http.server import HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

text = open(sys.argv[1], encoding="utf-8").read()
deliveries = json.load(open(sys.argv[2], encoding="utf-8"))
example = re.search(r"```python\n(.*?)```", text, re.S).group(1)
assert example.rstrip().splitlines()[-1].startswith("HTTPServer("), "the example no longer ends with its server"
example = "\n".join(example.rstrip().splitlines()[:-1])


def refuses(secret, headers, body):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return True
    return False


def post(port, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/", body.encode(), headers)
    return connection.getresponse().status


def receive(secret, headers, body):
    """The example receiver's statuses for a delivery, its repetition and a modified one, and its output."""
    names = {}
    exec(compile(example.replace("whsec_…", secret), "example", "exec"), names)
    names["Receiver"].log_message = lambda *_: None
    server = HTTPServer(("127.0.0.1", 0), names["Receiver"])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        statuses = [post(server.server_port, headers, sent) for sent in (body, body, body + " ")]
    server.shutdown()
    return statuses, printed.getvalue()


for delivery in deliveries:
    headers, body = delivery["headers"], delivery["body"]
    for secret in delivery["secrets"]:
        assert Webhook(secret).verify(body, headers) == json.loads(body)
        statuses, printed = receive(secret, headers, body)
        assert statuses == [204, 204, 400], statuses
        assert printed.count("\n") == 1 and printed.startswith(json.loads(body)["type"]), printed
    for secret in delivery["others"]:
        assert refuses(secret, headers, body)
    for name in ("webhook-id", "webhook-timestamp"):
        assert refuses(delivery["secrets"][0], {**headers, name: headers[name][:-1] + "x0"[headers[name][-1] != "0"]}, body), name

print(f"standardwebhooks: {len(deliveries)} deliveries verified")
