"""Tests the fake GitHub with PyGithub, to show that it behaves like the real one.

usage: pygithub_check.py BASE_URL
"""

import json
import sys
import urllib.request
from datetime import datetime, timedelta, timezone

from github import Auth, Github, GithubException, GithubIntegration, UnknownObjectException, BadCredentialsException, RateLimitExceededException

BASE = sys.argv[1]
assert GithubIntegration  # imported to check that the installed PyGithub is complete


def client(token, **options):
    return Github(auth=Auth.Token(token), base_url=BASE, retry=None, seconds_between_requests=0, seconds_between_writes=0, **options)


def control(verb, **body):
    request = urllib.request.Request(f"{BASE}/_fake/{verb}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response) if response.status == 200 else None


def raises(kind, status, call):
    try:
        call()
    except kind as error:
        assert error.status == status, f"status {error.status}, not {status}"
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


owner = client("ghp_owner")
helper = client("ghp_helper")
repo = owner.get_repo("octo-owner/tools")


def accounts():
    me = owner.get_user()
    assert (me.login, me.name, me.email, me.type) == ("octo-owner", "The Owner", "owner@example.com", "User")
    assert sorted(r.full_name for r in me.get_repos()) == ["octo-owner/no-issues", "octo-owner/secret", "octo-owner/tools"]
    other = owner.get_user("octo-helper")
    assert owner.get_user_by_id(other.id).login == "octo-helper"
    assert [u.login for u in owner.search_users("helper@example.com in:email")] == ["octo-helper"]
    raises(UnknownObjectException, 404, lambda: owner.get_user("nobody-of-that-name"))
    assert repo.owner.login == "octo-owner" and repo.has_issues and not repo.private and not repo.archived
    assert repo.id == owner.get_repo(repo.id).id


def issues():
    issue = repo.create_issue("First issue", body="Text 🎉\r\nsecond line", labels=["bug"], assignees=["octo-helper"])
    assert issue.number == 1 and issue.state == "open" and issue.user.login == "octo-owner"
    assert issue.body == "Text 🎉\r\nsecond line" and [label.name for label in issue.labels] == ["bug"]
    assert [user.login for user in issue.assignees] == ["octo-helper"] and issue.comments == 0 and issue.pull_request is None
    assert abs(datetime.now(timezone.utc) - issue.created_at) < timedelta(minutes=5)
    issue.edit(title="Changed", body="New text")
    again = repo.get_issue(1)
    assert (again.title, again.body, again.id, again.node_id) == ("Changed", "New text", issue.id, issue.node_id)
    issue.edit(state="closed", state_reason="not_planned")
    assert (issue.state, issue.state_reason) == ("closed", "not_planned") and issue.closed_at is not None
    issue.edit(state="open")
    assert (issue.state, issue.state_reason, issue.closed_at) == ("open", "reopened", None)
    issue.edit(state="closed")
    assert issue.state_reason == "completed"
    issue.edit(state="open")
    issue.lock("resolved")
    assert repo.get_issue(1).locked and repo.get_issue(1).active_lock_reason == "resolved"
    issue.unlock()
    assert not repo.get_issue(1).locked
    issue.remove_from_assignees("octo-helper")
    assert repo.get_issue(1).assignees == []
    issue.add_to_assignees("octo-helper")
    assert [user.login for user in repo.get_issue(1).assignees] == ["octo-helper"]


def labels():
    issue = repo.get_issue(1)
    issue.add_to_labels("kind/bug fix?", "🎉")
    assert sorted(label.name for label in issue.get_labels()) == ["bug", "kind/bug fix?", "🎉"]
    issue.remove_from_labels("kind/bug fix?")
    issue.set_labels("bug", "urgent")
    assert sorted(label.name for label in repo.get_issue(1).labels) == ["bug", "urgent"]
    issue.delete_labels()
    assert repo.get_issue(1).labels == []
    label = repo.create_label("größe: 10 %", "ff0000", "What it is for")
    assert (label.name, label.color, label.description) == ("größe: 10 %", "ff0000", "What it is for")
    assert repo.get_label("größe: 10 %").name == "größe: 10 %"
    label.edit("renamed", "00ff00")
    assert (repo.get_label("renamed").color, label.name) == ("00ff00", "renamed")
    error = raises(GithubException, 422, lambda: repo.create_label("renamed", "00ff00"))
    assert error.data["errors"][0]["code"] == "already_exists"
    label.delete()
    raises(UnknownObjectException, 404, lambda: repo.get_label("renamed"))


def milestones():
    due = datetime(2030, 6, 15, 12, tzinfo=timezone.utc)
    milestone = repo.create_milestone("v1", state="open", description="First", due_on=due.date())
    assert (milestone.number, milestone.title, milestone.state, milestone.open_issues) == (1, "v1", "open", 0)
    issue = repo.get_issue(1)
    issue.edit(milestone=milestone)
    assert repo.get_issue(1).milestone.title == "v1" and repo.get_milestone(1).open_issues == 1
    issue.edit(milestone=None)
    assert repo.get_issue(1).milestone is None
    milestone.edit("v1.0", state="closed")
    assert [m.title for m in repo.get_milestones(state="closed")] == ["v1.0"] and list(repo.get_milestones(state="open")) == []
    milestone.delete()
    raises(UnknownObjectException, 404, lambda: repo.get_milestone(1))


def comments():
    issue = repo.get_issue(1)
    first = issue.create_comment("First comment")
    second = helper.get_repo("octo-owner/tools").get_issue(1).create_comment("Second comment")
    assert second.user.login == "octo-helper"
    assert [comment.body for comment in issue.get_comments()] == ["First comment", "Second comment"]
    first.edit("Changed comment")
    assert issue.get_comment(first.id).body == "Changed comment"
    second.delete()
    assert repo.get_issue(1).comments == 1
    raises(UnknownObjectException, 404, lambda: issue.get_comment(second.id))


def collaborators():
    assert sorted(user.login for user in repo.get_collaborators()) == ["octo-helper", "octo-owner"]
    assert repo.has_in_collaborators("octo-helper") and not repo.has_in_collaborators("octo-visitor")
    assert repo.get_collaborator_permission("octo-helper") == "write"
    assert repo.get_collaborator_role_name("octo-helper") == "write"
    invitation = repo.add_to_collaborators("octo-visitor", "triage")
    assert invitation.invitee.login == "octo-visitor"
    assert [i.invitee.login for i in repo.get_pending_invitations()] == ["octo-visitor"]
    assert repo.add_to_collaborators("octo-helper", "maintain") is None
    assert repo.get_collaborator_role_name("octo-helper") == "maintain"
    assert sorted(user.login for user in repo.get_assignees()) == ["octo-helper", "octo-owner"]
    repo.remove_from_collaborators("octo-helper")
    assert not repo.has_in_collaborators("octo-helper")


def paging():
    for number in range(2, 72):
        control("issue", repository="octo-owner/tools", title=f"Issue {number}")
    control("issue", repository="octo-owner/tools", title="A pull request", pull_request=True)
    listed = list(repo.get_issues(state="all", sort="created", direction="asc"))
    assert [issue.number for issue in listed] == list(range(1, 73))
    assert [issue.number for issue in listed if issue.pull_request] == [72]
    assert listed[5].user is None and listed[5].body is None
    issues = repo.get_issues(state="all")
    assert issues.totalCount == 72 and len(issues.get_page(2)) == 12
    future = datetime.now(timezone.utc) + timedelta(hours=1)
    assert list(repo.get_issues(since=future)) == []
    assert list(issues.reversed)[0].number == 1


def conditional():
    issue = repo.get_issue(1)
    before = owner.get_rate_limit().resources.core.remaining
    charged = owner.rate_limiting[0]
    assert issue.update() is False, "an unchanged issue was sent again"
    repo.get_issue(1).edit(title="Changed once more")
    assert issue.update() is True and issue.title == "Changed once more"
    assert before >= charged > 0


def limits():
    assert owner.rate_limiting[1] == 5000 and owner.rate_limiting_resettime > datetime.now(timezone.utc).timestamp()
    control("fault", fault="primary_limit", seconds=60)
    raises(RateLimitExceededException, 403, lambda: owner.get_repo("octo-owner/tools"))
    control("fault", fault="secondary_limit")
    raises(RateLimitExceededException, 403, lambda: owner.get_repo("octo-owner/tools"))
    control("fault", fault="bad_gateway")
    raises(GithubException, 502, lambda: owner.get_repo("octo-owner/tools"))
    assert owner.get_repo("octo-owner/tools").id == repo.id


def errors():
    raises(BadCredentialsException, 401, lambda: client("ghp_wrong").get_user().login)
    raises(UnknownObjectException, 404, lambda: owner.get_repo("octo-owner/nothing"))
    raises(UnknownObjectException, 404, lambda: client("ghp_visitor").get_repo("octo-owner/secret"))
    raises(UnknownObjectException, 404, lambda: repo.get_issue(9999))
    raises(GithubException, 410, lambda: owner.get_repo("octo-owner/no-issues").create_issue("No"))
    error = raises(GithubException, 422, lambda: repo.create_issue("Who", assignees=["nobody-of-that-name"]))
    assert error.data["message"] == "Validation Failed" and error.data["errors"][0]["field"] == "assignees"
    visitor = client("ghp_visitor").get_repo("octo-owner/tools")
    raises(GithubException, 403, lambda: visitor.get_issue(1).edit(title="Not mine"))
    assert visitor.create_issue("Mine", labels=["bug"]).labels == [], "labels of a visitor are dropped"


def webhooks():
    config = {"url": "https://gateway.example/hook", "content_type": "json", "secret": "s3cret"}
    hook = repo.create_hook("web", config, ["issues", "issue_comment"], active=True)
    assert hook.active and hook.events == ["issues", "issue_comment"] and hook.config["secret"] == "********"
    assert repo.get_hook(hook.id).last_response.status == "unused"
    assert [row.id for row in repo.get_hooks()] == [hook.id]
    raises(GithubException, 422, lambda: repo.create_hook("web", config))
    raises(UnknownObjectException, 404, lambda: list(client("ghp_helper").get_repo("octo-owner/tools").get_hooks()))
    hook.delete()
    assert list(repo.get_hooks()) == []


def renaming():
    control("rename", **{"from": "octo-owner/tools", "to": "octo-owner/new-tools"})
    moved = owner.get_repo("octo-owner/tools")
    assert moved.full_name == "octo-owner/new-tools"
    assert moved.get_issue(1).title == "Changed once more"


for check in [accounts, issues, labels, milestones, comments, collaborators, paging, conditional, limits, errors, webhooks, renaming]:
    check()
    print(f"PyGithub: {check.__name__}: ok")
print("PyGithub: all checks passed")
