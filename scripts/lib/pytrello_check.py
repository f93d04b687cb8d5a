"""Tests the fake Trello with py-trello, to show that it behaves like the real one.

usage: pytrello_check.py BASE_URL   (with the API version, /1)
"""

import io
import sys
from datetime import datetime, timedelta, timezone

import requests
from trello import TrelloClient
from trello.exceptions import ResourceUnavailable, Unauthorized

BASE = sys.argv[1]
REAL = "https://api.trello.com/1"


class Detour:
    """Redirects py-trello's requests to the fake."""

    def request(self, method, url, **options):
        assert url.startswith(REAL), url
        return requests.request(method, BASE + url[len(REAL):], timeout=30, **options)


def client(key="pytrelloKey", token="pytrelloToken"):
    return TrelloClient(api_key=key, api_secret="pytrelloSecret", token=token, http_service=Detour())


def raises(kind, text, call):
    try:
        call()
    except kind as error:
        assert text in str(error), f"{error} does not say {text}"
        return
    raise AssertionError(f"{kind.__name__} was not raised")


trello = client()
board = next(b for b in trello.list_boards() if b.name == "A board")
todo, done = board.open_lists()


def accounts():
    me = trello.get_member("me")
    assert (me.username, me.full_name) == ("owner", "The Owner")
    assert sorted(m.username for m in board.get_members()) == ["helper", "owner"]
    raises(Unauthorized, "invalid key", client(key="wrong").list_boards)
    raises(Unauthorized, "invalid token", client(token="wrong").list_boards)
    raises(ResourceUnavailable, "not found", lambda: trello.get_board("0" * 24))
    raises(ResourceUnavailable, "invalid id", lambda: trello.get_board("no-board"))


def cards():
    bug = board.add_label("bug", "red")
    helper = next(m for m in board.get_members() if m.username == "helper")
    card = todo.add_card("First card", "Text 🎉\r\nsecond line", labels=[bug], due="2030-01-01T12:00:00Z", assign=[helper])
    assert (card.idShort, card.closed, card.idList, card.member_ids) == (1, False, todo.id, [helper.id])
    assert card.desc == "Text 🎉\r\nsecond line" and [label.name for label in card.labels] == ["bug"]
    assert card.due_date == datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
    assert abs(datetime.now(timezone.utc) - card.dateLastActivity) < timedelta(minutes=5)
    assert abs(datetime.now(timezone.utc) - card.card_created_date.astimezone(timezone.utc)) < timedelta(minutes=5)
    card.set_name("Changed")
    card.set_description("New text")
    card.change_list(done.id)
    card.set_due_complete()
    card.remove_label(bug)
    card.remove_member(helper)
    card.set_closed(True)
    again = trello.get_card(card.id)
    assert (again.name, again.desc, again.list_id, again.closed, again.is_due_complete) == ("Changed", "New text", done.id, True, True)
    assert again.member_ids == [] and again.labels == []
    assert [c.id for c in board.all_cards()] == [card.id] and board.open_cards() == []
    again.set_closed(False)
    assert board.closed_cards() == [] and [c.id for c in board.open_cards()] == [card.id]
    movements = again.list_movements()
    assert [(m["source"]["id"], m["destination"]["id"]) for m in movements] == [(todo.id, done.id)]
    again.delete()
    raises(ResourceUnavailable, "card not found", again.fetch)


def comments():
    card = todo.add_card("Comments")
    made = card.comment("First")
    assert made["data"]["text"] == "First" and made["memberCreator"]["username"] == "owner"
    card.update_comment(made["id"], "Changed")
    card.comment("Second")
    card.fetch()
    assert [c["data"]["text"] for c in sorted(card.get_comments(), key=lambda c: c["date"] + c["id"])] == ["Changed", "Second"]
    assert card.badges["comments"] == 2
    card.delete_comment(made)
    assert [c["data"]["text"] for c in card.get_comments()] == ["Second"]


def attachments():
    card = todo.add_card("Attachments")
    file = card.attach(name="a.txt", mimeType="text/plain", file=io.BytesIO(b"content"))
    assert (file["name"], file["bytes"], file["isUpload"], file["mimeType"]) == ("a.txt", 7, True, "text/plain")
    link = card.attach(name="page", url="https://example.com/")
    assert not link["isUpload"] and link["url"] == "https://example.com/"
    assert [a.name for a in card.get_attachments()] == ["a.txt", "page"]
    card.remove_attachment(file["id"])
    assert [a.name for a in card.get_attachments()] == ["page"]


def labels():
    label = board.add_label("", "green")
    assert label.color == "green" and label.name == ""
    assert "green" in [one.color for one in board.get_labels()]
    raises(ResourceUnavailable, "invalid value for color", lambda: board.add_label("x", "mauve"))
    board.delete_label(label.id)
    assert "green" not in [one.color for one in board.get_labels()]


for check in (accounts, cards, comments, attachments, labels):
    check()
    print(f"py-trello: {check.__name__}: ok")
print("py-trello: all checks passed")
