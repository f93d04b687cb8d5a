"""The steps of run.py with openapi-generator's Python client. usage: check_python.py FOLDER"""
import datetime, os, sys, uuid

sys.path.insert(0, sys.argv[1])
import openapi_client as api  # noqa: E402


def connect(url):
    """A client for the gateway whose URL is in this environment variable."""
    return api.ApiClient(api.Configuration(host=os.environ[url], access_token=os.environ["GATEWAY_TOKEN"]))


client, grown = connect("GATEWAY_URL"), connect("GROWN_GATEWAY_URL")
tickets = api.TicketsApi(client)
began = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=2))) - datetime.timedelta(minutes=1)

due = datetime.datetime(2030, 5, 6, 12, tzinfo=datetime.timezone.utc)
body = api.TicketCreate(title="The login page is blank", body="Since this morning.", labels=["bug"], priority=api.Priority.HIGH, due_at=due)
response = tickets.create_ticket_with_http_info("demo", body, idempotency_key=str(uuid.uuid4()))
ticket = response.data
assert response.status_code == 201 and isinstance(ticket, api.Ticket), response
assert (ticket.tracker, ticket.kind, ticket.priority, ticket.due_at) == ("local", "issue", api.Priority.HIGH, due), ticket
etag = response.headers["ETag"]
print("create")

changed = tickets.update_ticket("demo", ticket.key, api.TicketPatch(title="Blank login page", due_at=None))
assert (changed.title, changed.due_at, changed.body, changed.labels) == ("Blank login page", None, "Since this morning.", ["bug"]), changed
print("null and omitted")

operations = [
    api.BatchCreate(op="create", channel="demo", ticket=api.TicketCreate(title="One of a batch")),
    api.BatchUpdate(op="update", channel="demo", key=ticket.key, ticket=api.TicketPatch(status=api.WritableStatus.IN_PROGRESS)),
    api.BatchComment(op="comment", channel="demo", key=ticket.key, comment=api.CommentCreate(body="From a batch.")),
    api.BatchDelete(op="delete", channel="demo", key="999999"),
]
results = tickets.batch_tickets(api.BatchRequest(operations=[api.BatchOperation(each) for each in operations])).results
assert [result.status for result in results] == [201, 200, 201, 404], results
assert results[0].ticket.title == "One of a batch" and results[1].ticket.status == "in_progress", results
assert results[2].comment.body == "From a batch." and results[3].problem.code == "not_found", results
print("batch")

octets = bytes(range(256)) * 3
attachment = tickets.upload_attachment("demo", ticket.key, "all octets.bin", octets)
assert isinstance(attachment, api.Attachment) and attachment.size == len(octets), attachment
assert bytes(tickets.download_attachment("demo", ticket.key, attachment.id)) == octets
print("upload and download")

try:
    tickets.update_ticket("demo", ticket.key, api.TicketPatch(title="Too late"), if_match=etag)
    raise AssertionError("the old ETag was accepted")
except api.ApiException as error:
    assert error.status == 412 and isinstance(error.data, api.Problem) and error.data.code == "precondition_failed", error
print("typed 412")

accepted = tickets.create_ticket("demo", api.TicketCreate(title="Later"), prefer="respond-async")
assert isinstance(accepted, api.Operation) and accepted.kind == "ticket.create", accepted
assert isinstance(tickets.get_operation(accepted.id), api.Operation)
print("accepted for later (202)")

found = tickets.search_tickets(created_after=began, channel=["demo"], label=["bug"])
assert ticket.id in [each.id for each in found.data], found
print("times in a query")

for one in [api.TicketsApi(grown).get_ticket("demo", ticket.key), api.TicketsApi(grown).list_tickets("demo").data[0]]:
    assert isinstance(one, api.Ticket) and (one.tracker, one.kind, one.status) == ("jira", "epic", "triaged"), one
    assert one.state is api.TicketState.OPEN, one
assert api.ChannelsApi(grown).get_channel("demo").tracker == "jira"
assert api.EventsApi(grown).list_events().data[0].type == "ticket.snoozed"
assert api.AccessApi(grown).list_audit_entries().data[0].object.type == "ticket.snoozed"
try:
    api.TicketsApi(grown).get_ticket("demo", "999999")
    raise AssertionError("there is no such ticket")
except api.ApiException as error:
    assert isinstance(error.data, api.Problem) and error.data.code == "not_found", error
print("unknown field and tracker")
