"""Tests the fake GlitchTip with Sentry's SDK and sentry-cli, to show that it behaves like the real one.

usage: sentry_check.py BASE_URL PUBLIC_KEY

Leaves three issues behind: one for an exception, one for a message (resolved), and one sent by sentry-cli.
"""

import os
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import sentry_sdk

BASE, KEY = sys.argv[1:3]
DSN = f"http://{KEY}@{urlsplit(BASE).netloc}/1"
BIN = os.path.dirname(sys.executable)
CLI = shutil.which("sentry-cli", path=BIN) or "sentry-cli"


def cli(*arguments):
    environment = dict(
        os.environ, SENTRY_URL=BASE, SENTRY_AUTH_TOKEN="fake-token", SENTRY_ORG="acme", SENTRY_PROJECT="shop-api", SENTRY_DSN=DSN,
        SENTRY_LOG_LEVEL="warn", SENTRY_DISABLE_UPDATE_CHECK="1", SENTRY_NO_PROGRESS_BAR="1",
    )
    outcome = subprocess.run([CLI, *arguments], env=environment, capture_output=True, text=True, timeout=60)
    assert outcome.returncode == 0, f"sentry-cli {' '.join(arguments)}: {outcome.stdout}{outcome.stderr}"
    return outcome.stdout


def owner_of(basket):
    raise ValueError(f"basket {basket} has no owner")


# The fake does not support compressed bodies.
sentry_sdk.init(
    dsn=DSN, release="shop@1.4.2", environment="production", server_name="web-1", default_integrations=False,
    _experiments={"transport_compression_level": 0},
)
sentry_sdk.set_tag("shard", "7")
for _ in range(3):
    try:
        owner_of(17)
    except ValueError:
        sentry_sdk.capture_exception()
sentry_sdk.capture_message("Payment gateway timeout", level="warning")
sentry_sdk.flush(10)

assert "acme" in cli("organizations", "list")
assert "shop-api" in cli("projects", "list")
assert "dispatched" in cli("send-event", "-m", "From the command line", "--level", "info")
issues = cli("issues", "list")
for title in ["ValueError: basket 17 has no owner", "Payment gateway timeout", "From the command line"]:
    assert title in issues, f"{title} is not in\n{issues}"
rows = [line.split("|") for line in issues.splitlines() if "Payment" in line]
assert "resolved" in cli("issues", "resolve", "-i", rows[0][1].strip())

print("sentry-sdk and sentry-cli: all checks passed")
