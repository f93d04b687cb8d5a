"""Tests the gateway's WebSocket with the websockets library.

usage: websockets_check.py URL TOKEN CHANNEL
Creates tickets in the channel and waits for their events.
"""
import json
import sys
import urllib.request

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

url, token, channel = sys.argv[1:]
address = url.replace("http", "ws", 1) + "/api/v1/events/ws"
authorization = {"Authorization": "Bearer " + token}
PATIENCE = 10


def make_ticket(title):
    """Creates a ticket in the channel."""
    request = urllib.request.Request(
        f"{url}/api/v1/channels/{channel}/tickets", json.dumps({"title": title}).encode(),
        {**authorization, "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["key"]


def refusal(query="", **options):
    """The status and error code of a refused handshake."""
    try:
        connect(address + query, **options).close()
    except InvalidStatus as error:
        return error.response.status_code, json.loads(error.response.body)["code"]
    raise AssertionError("the handshake was not refused")


# With the Authorization header, as programs do.
with connect(address + "?type=ticket.created", additional_headers=authorization) as socket:
    keys = [make_ticket("first"), make_ticket("second")]
    events = [json.loads(socket.recv(timeout=PATIENCE)) for _ in keys]
    assert [event["ticket_key"] for event in events] == keys, events
    assert all(event["type"] == "ticket.created" and event["channel"] == channel for event in events), events
    assert socket.ping().wait(PATIENCE), "no pong"
    socket.send("this is passed over")
assert socket.protocol.close_rcvd.code == 1000, socket.protocol.close_rcvd

# With subprotocols, as browsers do; starting after the first event.
with connect(
    f"{address}?type=ticket.created&last_event_id={events[0]['id']}", subprotocols=["ticket-gateway.v1", "bearer." + token]
) as socket:
    assert socket.subprotocol == "ticket-gateway.v1", socket.subprotocol
    assert json.loads(socket.recv(timeout=PATIENCE))["id"] == events[1]["id"]
    third = make_ticket("third")
    assert json.loads(socket.recv(timeout=PATIENCE))["ticket_key"] == third
    # Longer than the limit for messages of clients.
    try:
        socket.send("x" * 10_000)
        socket.recv(timeout=PATIENCE)
        raise AssertionError("a message that is too long was accepted")
    except ConnectionClosed as closed:
        assert closed.rcvd.code == 1009, closed

# A filter that can select nothing: a browser sees neither status nor body of a refused handshake, so the problem is a
# message.
with connect(address + "?channel=" + channel + "x", additional_headers=authorization) as socket:
    problem = json.loads(socket.recv(timeout=PATIENCE))
    assert (problem["status"], problem["code"]) == (422, "invalid_request"), problem
    expected = f"there is no channel '{channel}x'. Did you mean '{channel}'?"
    assert problem["errors"] == [{"pointer": "?channel", "detail": expected}], problem
    try:
        socket.recv(timeout=PATIENCE)
        raise AssertionError("the WebSocket was not closed")
    except ConnectionClosed as closed:
        assert (closed.rcvd.code, closed.rcvd.reason) == (1008, "invalid_request"), closed

# Refused handshakes.
assert refusal() == (401, "unauthorized"), refusal()
assert refusal(additional_headers={"Authorization": "Bearer wrong"})[0] == 401
assert refusal(subprotocols=["bearer." + token])[0] == 400
assert refusal("?last_event_id=x", additional_headers=authorization)[0] == 422
unknown = "?last_event_id=00000000-0000-7000-8000-000000000000"
assert refusal(unknown, additional_headers=authorization) == (410, "last_event_unknown")
print("websockets: all checks passed")
