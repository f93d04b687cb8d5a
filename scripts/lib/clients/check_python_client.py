"""The steps of run.py with openapi-python-client's client. usage: check_python_client.py FOLDER"""
import datetime, io, os, sys, uuid

sys.path.insert(0, sys.argv[1])
from ticket_gateway_client import AuthenticatedClient, models  # noqa: E402
from ticket_gateway_client.api.access import list_audit_entries  # noqa: E402
from ticket_gateway_client.api.channels import get_channel  # noqa: E402
from ticket_gateway_client.api.events import list_events  # noqa: E402
from ticket_gateway_client.api.tickets import (  # noqa: E402
    batch_tickets, create_ticket, download_attachment, get_operation, get_ticket, list_tickets, search_tickets, update_ticket,
    upload_attachment,
)
from ticket_gateway_client.types import File  # noqa: E402

client = AuthenticatedClient(base_url=os.environ["GATEWAY_URL"], token=os.environ["GATEWAY_TOKEN"])
grown = AuthenticatedClient(base_url=os.environ["GROWN_GATEWAY_URL"], token=os.environ["GATEWAY_TOKEN"])
began = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=2))) - datetime.timedelta(minutes=1)

due = datetime.datetime(2030, 5, 6, 12, tzinfo=datetime.timezone.utc)
body = models.TicketCreate(title="The login page is blank", body="Since this morning.", labels=["bug"], priority=models.Priority.HIGH, due_at=due)
response = create_ticket.sync_detailed("demo", client=client, body=body, idempotency_key=str(uuid.uuid4()))
ticket = response.parsed
assert response.status_code == 201 and isinstance(ticket, models.Ticket), response
assert (ticket.tracker, ticket.kind, ticket.priority, ticket.due_at) == ("local", "issue", models.Priority.HIGH, due), ticket
etag = response.headers["ETag"]
print("create")

changed = update_ticket.sync("demo", ticket.key, client=client, body=models.TicketPatch(title="Blank login page", due_at=None))
assert isinstance(changed, models.Ticket), changed
assert (changed.title, changed.due_at, changed.body, changed.labels) == ("Blank login page", None, "Since this morning.", ["bug"]), changed
print("null and omitted")

operations = [
    models.BatchCreate(op="create", channel="demo", ticket=models.TicketCreate(title="One of a batch")),
    models.BatchUpdate(op="update", channel="demo", key=ticket.key, ticket=models.TicketPatch(status=models.WritableStatus.IN_PROGRESS)),
    models.BatchComment(op="comment", channel="demo", key=ticket.key, comment=models.CommentCreate(body="From a batch.")),
    models.BatchDelete(op="delete", channel="demo", key="999999"),
]
results = batch_tickets.sync(client=client, body=models.BatchRequest(operations=operations)).results
assert [result.status for result in results] == [201, 200, 201, 404], results
assert results[0].ticket.title == "One of a batch" and results[1].ticket.status == "in_progress", results
assert results[2].comment.body == "From a batch." and results[3].problem.code == "not_found", results
print("batch")

octets = bytes(range(256)) * 3
attachment = upload_attachment.sync("demo", ticket.key, client=client, body=File(payload=io.BytesIO(octets)), filename="all octets.bin")
assert isinstance(attachment, models.Attachment) and attachment.size == len(octets), attachment
downloaded = download_attachment.sync("demo", ticket.key, attachment.id, client=client)
assert isinstance(downloaded, File) and downloaded.payload.read() == octets, downloaded
print("upload and download")

refused = update_ticket.sync("demo", ticket.key, client=client, body=models.TicketPatch(title="Too late"), if_match=etag)
assert isinstance(refused, models.Problem) and (refused.status, refused.code) == (412, "precondition_failed"), refused
print("typed 412")

accepted = create_ticket.sync("demo", client=client, body=models.TicketCreate(title="Later"), prefer="respond-async")
assert isinstance(accepted, models.Operation) and accepted.kind == "ticket.create", accepted
assert isinstance(get_operation.sync(accepted.id, client=client), models.Operation)
print("accepted for later (202)")

found = search_tickets.sync(client=client, created_after=began, channel=["demo"], label=["bug"])
assert isinstance(found, models.TicketList) and ticket.id in [each.id for each in found.data], found
print("times in a query")

for one in [get_ticket.sync("demo", ticket.key, client=grown), list_tickets.sync("demo", client=grown).data[0]]:
    assert isinstance(one, models.Ticket) and (one.tracker, one.kind, one.status) == ("jira", "epic", "triaged"), one
    assert one.additional_properties["added_later"] == {"nested": [1, None]} and one.state is models.TicketState.OPEN, one
assert get_channel.sync("demo", client=grown).tracker == "jira"
assert list_events.sync(client=grown).data[0].type_ == "ticket.snoozed"
assert list_audit_entries.sync(client=grown).data[0].object_.type_ == "ticket.snoozed"
missing = get_ticket.sync("demo", "999999", client=grown)
assert isinstance(missing, models.Problem) and missing.code == "not_found", missing
print("unknown field and tracker")
