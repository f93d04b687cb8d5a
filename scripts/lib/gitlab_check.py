"""Tests the fake GitLab with python-gitlab, to show that it behaves like the real one.

usage: gitlab_check.py BASE_URL
Each check is a function. The fake's accounts and projects are created by `seedForPythonGitLab`.
"""
import sys
import urllib.request

import gitlab

PROJECT = "lab/tools/backend"
base_url = sys.argv[1].removesuffix("/api/v4")


def client(token="glpat-owner"):
    """A python-gitlab client with an account's token."""
    return gitlab.Gitlab(base_url, private_token=token, retry_transient_errors=False)


def project(token="glpat-owner"):
    """The project in a subgroup."""
    return client(token).projects.get(PROJECT)


def fails(status, action):
    """Checks that an action raises an error with this status, and returns the error."""
    try:
        action()
    except gitlab.GitlabError as error:
        assert error.response_code == status, (error.response_code, status)
        return error
    raise AssertionError(f"expected status {status}, but nothing was raised")


def check_accounts():
    lab = client()
    lab.auth()
    assert lab.user.username == "lab-owner"
    assert lab.version()[0] == "18.6.1-ee"
    helper = lab.users.list(username="LAB-HELPER")[0]
    assert lab.users.get(helper.id).username == "lab-helper"
    assert lab.users.list(search="helper@example.com")[0].id == helper.id
    fails(401, lambda: client("glpat-wrong").auth())
    sudo = client("glpat-root").http_get("/user", sudo="lab-helper")
    assert sudo["username"] in ("lab-helper", "root")
    assert client("glpat-root").http_get("/user", extra_headers={"Sudo": "lab-helper"})["username"] == "lab-helper"


def check_projects():
    lab = client()
    assert project().path_with_namespace == PROJECT
    assert [row.path_with_namespace for row in lab.projects.list(membership=True, iterator=True)] == [PROJECT, "lab/secret"]
    rows = lab.projects.list(membership=True, pagination="keyset", order_by="id", sort="asc", per_page=1, iterator=True)
    assert [row.path_with_namespace for row in rows] == [PROJECT, "lab/secret"]
    fails(404, lambda: lab.projects.get("lab/nowhere"))
    fails(404, lambda: client("glpat-visitor").projects.get("lab/secret"))


def check_issues():
    tools = project()
    issue = tools.issues.create({"title": "A title", "description": "A *body*", "labels": "one,two", "due_date": "2030-06-15"})
    assert (issue.state, issue.labels, issue.due_date, issue.issue_type) == ("opened", ["one", "two"], "2030-06-15", "issue")
    assert tools.issues.get(issue.iid).description == "A *body*"
    issue.title = "New"
    issue.labels = ["two", "three"]
    issue.save()
    assert sorted(tools.issues.get(issue.iid).labels) == ["three", "two"]
    tools.issues.update(issue.iid, {"add_labels": ["four"], "remove_labels": ["two"]})
    assert sorted(tools.issues.get(issue.iid).labels) == ["four", "three"]
    issue.state_event = "close"
    issue.save()
    assert tools.issues.get(issue.iid).state == "closed"
    assert [row.iid for row in tools.issues.list(state="closed", get_all=True)] == [issue.iid]
    issue.state_event = "reopen"
    issue.save()
    issue.subscribe()
    issue.unsubscribe()
    fails(404, lambda: tools.issues.get(999999))
    fails(400, lambda: tools.issues.create({"title": ""}))
    helper = client().users.list(username="lab-helper")[0]
    issue.assignee_ids = [helper.id]
    issue.confidential = True
    issue.discussion_locked = True
    issue.save()
    assert tools.issues.get(issue.iid).assignees[0]["username"] == "lab-helper"
    fails(404, lambda: project("glpat-visitor").issues.get(issue.iid))
    issue.delete()
    fails(404, lambda: tools.issues.get(issue.iid))


def check_lists():
    tools = project()
    for number in range(45):
        tools.issues.create({"title": f"Issue {number}"})
    rows = tools.issues.list(order_by="created_at", sort="asc", iterator=True)
    assert rows.total == 45 and rows.per_page == 20
    assert [row.title for row in rows] == [f"Issue {number}" for number in range(45)]
    for row in tools.issues.list(get_all=True):
        row.delete()


def check_notes():
    issue = project().issues.create({"title": "Talk"})
    note = issue.notes.create({"body": "A note"})
    note.body = "Changed"
    note.save()
    assert issue.notes.get(note.id).body == "Changed"
    thread = issue.discussions.create({"body": "A thread"})
    reply = thread.notes.create({"body": "A reply"})
    assert [row["body"] for row in issue.discussions.get(thread.id).attributes["notes"]] == ["A thread", "A reply"]
    assert len(issue.discussions.list(get_all=True)) == 2
    secret = issue.notes.create({"body": "For us", "internal": True})
    assert secret.internal
    visitor = project("glpat-visitor").issues.get(issue.iid)
    assert "For us" not in [row.body for row in visitor.notes.list(get_all=True)]
    issue.notes.delete(reply.id)
    assert len(issue.notes.list(get_all=True)) == 3
    issue.delete()


def check_labels_and_milestones():
    tools = project()
    label = tools.labels.create({"name": "kind/bug fix", "color": "#ff0000"})
    label.new_name = "renamed"
    label.color = "#00ff00"
    label.save()
    assert "renamed" in [row.name for row in tools.labels.list(get_all=True)]
    fails(409, lambda: tools.labels.create({"name": "renamed", "color": "#000000"}))
    tools.labels.delete("renamed")
    milestone = tools.milestones.create({"title": "First", "due_date": "2030-01-01"})
    milestone.state_event = "close"
    milestone.save()
    assert tools.milestones.get(milestone.id).state == "closed"
    fails(400, lambda: tools.milestones.create({"title": "First"}))
    issue = tools.issues.create({"title": "Planned", "milestone_id": milestone.id})
    assert issue.milestone["title"] == "First"
    milestone.delete()
    assert tools.issues.get(issue.iid).milestone is None
    assert [row.title for row in tools.milestones.list(include_ancestors=True)] == ["Of the group"]
    issue.delete()


def check_members():
    tools = project()
    visitor = client().users.list(username="lab-visitor")[0]
    member = tools.members.create({"user_id": visitor.id, "access_level": gitlab.const.AccessLevel.REPORTER})
    fails(409, lambda: tools.members.create({"user_id": visitor.id, "access_level": 20}))
    member.access_level = gitlab.const.AccessLevel.DEVELOPER
    member.save()
    assert tools.members.get(visitor.id).access_level == 30
    assert sorted(row.username for row in tools.members_all.list(get_all=True)) == ["lab-helper", "lab-owner", "lab-visitor"]
    member.delete()
    fails(404, lambda: tools.members.get(visitor.id))
    fails(403, lambda: project("glpat-helper").members.create({"user_id": visitor.id, "access_level": 20}))


def check_uploads_and_hooks():
    tools = project()
    upload = tools.upload("größe 🎉.txt", filedata="content")
    assert upload["url"].startswith("/uploads/") and upload["markdown"].endswith(f"({upload['url']})")
    hook = tools.hooks.create({"url": "https://gateway.example/hook", "token": "s3cret", "issues_events": True, "push_events": False})
    assert hook.issues_events and not hook.push_events and "token" not in hook.attributes
    assert tools.hooks.get(hook.id).alert_status == "executable"
    hook.delete()
    assert tools.hooks.list(get_all=True) == []
    fails(403, lambda: project("glpat-helper").hooks.list(get_all=True))


def control(name, body):
    """Controls the fake."""
    request = urllib.request.Request(f"{base_url}/api/v4/_fake/{name}", data=body.encode(), headers={"Content-Type": "application/json"})
    urllib.request.urlopen(request).close()


def check_faults():
    control("fault", '{"fault": "bad_gateway"}')
    fails(502, lambda: project())
    control("fault", '{"fault": "rate_limit", "seconds": 1}')
    fails(429, lambda: client().http_get("/user", obey_rate_limit=False))
    control("rename", '{"from": "lab/secret", "to": "lab/renamed"}')
    assert client().projects.get("lab/renamed").path_with_namespace == "lab/renamed"
    control("clear", "{}")


for check in [value for name, value in list(globals().items()) if name.startswith("check_")]:
    check()
    print(f"python-gitlab: {check.__name__}: ok")
print("python-gitlab: all checks passed")
