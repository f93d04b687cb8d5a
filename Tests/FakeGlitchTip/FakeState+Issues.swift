import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    /// Lists the issues of a project. For an unknown project, GlitchTip returns an empty list.
    func listIssues(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let project = try project(call[0], call[1]) else {
            if isSentry { throw .notFound(true) }
            return try page([Issue](), call, value: \.id) { render($0, call) }
        }
        let sort = try sort(call)
        let chosen = issues.values.filter {
            $0.project == project.id && $0.deletedAt == nil && answers($0, call.query["query"])
        }
        let value: (Issue) -> Int64 = { (sort.hasSuffix("first_seen") ? $0.firstSeen : $0.lastSeen).microseconds }
        let falling = chosen.sorted { (value($0), $0.id) > (value($1), $1.id) }
        return try page(sort.hasPrefix("-") ? falling : falling.reversed(), call, value: value) { render($0, call) }
    }

    private func sort(_ call: FakeCall) throws(FakeFailure) -> String {
        let sort = call.query["sort"] ?? (isSentry ? "date" : "-last_seen")
        if isSentry {
            guard ["date", "new"].contains(sort) else { throw .detail(400, "Invalid sort parameter") }
            return sort == "date" ? "-last_seen" : "-first_seen"
        }
        guard ["last_seen", "first_seen", "-last_seen", "-first_seen"].contains(sort) else {
            throw .unprocessable(
                ["query", "sort"], "Input should be 'last_seen', 'first_seen' …", type: "literal_error")
        }
        return sort
    }

    /// Without a query parameter, Sentry lists only unresolved issues; an empty query matches all.
    private func answers(_ issue: Issue, _ query: String?) -> Bool {
        guard let query = query ?? (isSentry ? "is:unresolved" : nil), !query.isEmpty else { return true }
        if query.hasPrefix("is:") { return query.dropFirst(3) == issue.status }
        if query.utf8.count == 32, query.utf8.allSatisfy({ String(UnicodeScalar($0)).first?.isHexDigit ?? false }) {
            return issue.events.contains { $0.id == query }
        }
        return issue.title.contains(query)
    }

    func showIssue(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        .object(render(try issue(id, at: call.now), call))
    }

    mutating func changeIssue(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        var issue = try issue(id, at: call.now)
        // GlitchTip can change only the status, and fails with 500 on a body without one.
        guard isSentry || call.body.json["status"]?.stringValue != nil else { throw .serverError }
        if let status = call.body.json["status"]?.stringValue { issue.status = try self.status(status) }
        if isSentry, let assignee = call.body.json["assignedTo"]?.stringValue { try assign(assignee, &issue) }
        issues[issue.id] = issue
        let json = render(issue, call)
        return .object(isSentry ? json : Self.snakeCase(json))
    }

    /// Changes all named issues; unknown ones are skipped.
    mutating func changeIssues(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let word = call.body.json["status"]?.stringValue else { throw .serverError }
        let status = try status(word)
        for id in call.values("id").compactMap({ Int64($0) }) where issues[id] != nil { issues[id]?.status = status }
        return .object(["status": .string(status), "merge": .null])
    }

    private func status(_ word: String) throws(FakeFailure) -> String {
        if isSentry, word == "resolvedInNextRelease" { return "resolved" }
        if ["unresolved", "resolved", "ignored"].contains(word) { return word }
        if isSentry { throw .field("status", "\"\(word)\" is not a valid choice.") }
        throw .unprocessable(
            ["body", "payload", "status"], "Input should be 'unresolved', 'resolved' or 'ignored'", type: "enum")
    }

    /// Assigns an issue by email address, or by type and id (`user:1`, `team:1`). A team's slug is not accepted.
    private func assign(_ name: String, _ issue: inout Issue) throws(FakeFailure) {
        let account = accounts.first { $0.email == name || "user:\($0.id)" == name }
        let team = teams.first { "team:\($0.id)" == name }
        guard name.isEmpty || account != nil || team != nil else {
            throw .field("assignedTo", "Unable to resolve actor identifier")
        }
        issue.assignee = account
        issue.team = team
    }

    mutating func deleteIssue(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        let issue = try issue(id, at: call.now)
        guard issue.deletedAt == nil else { throw .notFound(isSentry) }
        issues[issue.id]?.deletedAt = call.now
        return .noContent
    }

    func resolveShortID(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let issue = issues.values.first(where: { shortID($0) == call[1] && $0.deletedAt == nil }) else {
            throw .notFound(true)
        }
        return .object([
            "shortId": .string(call[1]), "groupId": .string(String(issue.id)), "group": render(issue, call),
        ])
    }

    func resolveEventID(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let issue = issues.values.first(where: { $0.events.contains { $0.id == call[1] } && $0.deletedAt == nil })
        else {
            throw .detail(404, "No matching event")
        }
        return .object(["eventId": .string(call[1]), "groupId": .string(String(issue.id))])
    }

    /// The short id, such as `SHOP-API-1T`: the number in the project in base 32.
    func shortID(_ issue: Issue) -> String {
        let slug = projects.first { $0.id == issue.project }?.slug ?? ""
        return "\(slug.uppercased())-\(String(issue.number, radix: 32, uppercase: true))"
    }

    func render(_ issue: Issue, _ call: FakeCall) -> JSON {
        let project = projects.first { $0.id == issue.project }
        let slug = project?.slug ?? ""
        // GlitchTip's URLs do not contain the organisation.
        let page =
            isSentry ? "organizations/\(project?.organization ?? "")/issues/\(issue.id)/" : "\(slug)/issues/\(issue.id)"
        let json: JSON = [
            "id": .string(String(issue.id)), "shortId": .string(shortID(issue)), "title": .string(issue.title),
            "type": .string(issue.type),
            "level": .string(issue.level), "status": .string(issue.status), "culprit": .string(issue.culprit),
            "logger": .null,
            "shareId": .null,
            "count": .string(String(issue.events.count)), "userCount": 0, "numComments": JSON(issue.comments.count),
            "stats": ["24h": []],
            "firstSeen": JSON(issue.firstSeen), "lastSeen": JSON(issue.lastSeen), "statusDetails": [:],
            "subscriptionDetails": .null,
            "matchingEventId": .null, "metadata": issue.metadata, "permalink": .string("\(call.base)/\(page)"),
            "project": [
                "id": .string(String(issue.project)), "slug": .string(slug), "name": .string(project?.name ?? ""),
                "platform": "python",
            ],
        ]
        guard isSentry else { return json }
        let substatus: JSON =
            issue.status == "unresolved" ? "ongoing" : issue.status == "ignored" ? "archived_until_escalating" : .null
        return json.adding([
            "assignedTo": issue.assignee.map(render) ?? issue.team.map(Self.render) ?? .null, "substatus": substatus,
            "issueCategory": "error", "issueType": "error",
            "isPublic": false, "hasSeen": false, "isSubscribed": false, "isBookmarked": false, "annotations": [],
        ])
    }

    private static func render(_ team: Team) -> JSON {
        ["type": "team", "id": .string(String(team.id)), "name": .string(team.slug)]
    }

    /// The response to a change spells some members in snake case.
    private static func snakeCase(_ json: JSON) -> JSON {
        let names = [
            "shareId": "share_id", "statusDetails": "status_details", "subscriptionDetails": "subscription_details",
            "userCount": "user_count",
            "matchingEventId": "matching_event_id",
        ]
        return .object(
            Dictionary((json.objectValue ?? [:]).map { (names[$0.key] ?? $0.key, $0.value) }) { first, _ in first })
    }
}
