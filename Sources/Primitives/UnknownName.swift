/// The message for a member or query parameter that does not exist.
package enum UnknownName {
    /// What is wrong with the name, with the known name that was most likely meant.
    /// - Parameter known: The names that are allowed there.
    package static func detail(_ name: String, among known: some Collection<String>) -> String {
        if paging.contains(name.lowercased()), known.contains("cursor") {
            return "is unknown. To page through the list, use 'limit', and 'cursor' with the value of page.next"
        }
        if closing.contains(name.lowercased()), known.contains("status"), known.contains("resolution") {
            return "is unknown. To close a ticket, set 'status' to 'done' or 'ignored'; to reopen it, to 'open'"
        }
        guard let meant = meant(by: name, among: known) else { return "is unknown" }
        return "is unknown. Did you mean '\(meant)'?"
    }

    private static func meant(by name: String, among known: some Collection<String>) -> String? {
        if let own = (foreign[name.lowercased()] ?? []).first(where: { known.contains($0) }) { return own }
        return NearestName.of(name, among: known.sorted())
    }

    /// The fields with which other APIs close a ticket: GitHub's `state`, GitLab's `state_event`, Trello's `closed`.
    private static let closing: Set<String> = ["state", "state_event", "closed", "is_closed"]

    /// The paging parameters of other APIs: GitHub, GitLab and Sentry use `page` and `per_page`.
    private static let paging: Set<String> = [
        "page", "per_page", "page_size", "pagesize", "page[size]", "page[number]", "offset", "skip", "start", "after",
    ]

    /// Names that the APIs of trackers have for our fields and parameters, each with our names in order of preference:
    /// of GitHub (docs.github.com/en/rest/issues), GitLab (docs.gitlab.com/api/issues), Jira and Trello
    /// (developer.atlassian.com), and Sentry (docs.sentry.io/api/events).
    private static let foreign: [String: [String]] = [
        "description": ["body"], "desc": ["body"], "text": ["body"], "content": ["body"], "note": ["body"],
        "message": ["body"],
        "summary": ["title"], "name": ["title", "slug"], "subject": ["title"],
        "iid": ["key"], "number": ["key"], "idshort": ["key"], "shortid": ["key"], "issue_iid": ["key"],
        "assignee": ["assignees"], "assignee_id": ["assignees"], "assignee_ids": ["assignees"],
        "assignee_username": ["assignee", "assignees"], "assignedto": ["assignees"], "idmembers": ["assignees"],
        "creator": ["author"], "reporter": ["author"], "author_username": ["author"], "user": ["author"],
        "label": ["labels"], "tags": ["labels", "label"], "idlabels": ["labels"],
        "milestone_id": ["milestone"], "milestone_title": ["milestone"],
        "state": ["status"], "state_event": ["status"], "state_reason": ["resolution"],
        "issue_type": ["kind"], "type": ["kind"], "labels": ["label"],
        "due": ["due_at"], "due_date": ["due_at"], "duedate": ["due_at"], "due_on": ["due_at"],
        "time_estimate": ["estimate_seconds"], "estimate": ["estimate_seconds"],
        "discussion_locked": ["locked"], "closed": ["status"], "html_url": ["url"], "web_url": ["url"],
        "repo": ["path", "channel"], "repository": ["path", "channel"], "project": ["path", "channel"],
        "project_id": ["path", "channel"],
        "search": ["q"], "query": ["q"], "order_by": ["sort"], "order": ["sort"], "direction": ["sort"],
        "since": ["updated_after"], "assignees": ["assignee"], "authors": ["author"], "channels": ["channel"],
        "types": ["type"], "events": ["types", "type", "on"], "condition": ["if"], "when": ["if", "on"],
        "actions": ["do"], "filter": ["if"], "token": ["credentials"],
        "size": ["limit"], "count": ["limit"], "max_results": ["limit"], "maxresults": ["limit"], "first": ["limit"],
    ]
}
