import Primitives
import TrackerKit

extension GitHub {
    /// An issue, or a pull request in lists that contain both.
    struct Issue: TimedRow, Sendable, Hashable {
        /// Unique across GitHub.
        var id: String
        /// The ID for the GraphQL API.
        var nodeID: String?
        /// The number within the repository.
        var number: String
        /// One line.
        var title: String
        /// Markdown. nil if empty.
        var body: String?
        /// `open` or `closed`. Some payloads omit it.
        var state: String?
        /// `completed`, `not_planned`, `duplicate` or `reopened`. nil for issues closed before 2022.
        var stateReason: String?
        /// The web page. Empty if unknown.
        var htmlURL: String
        /// The author. nil if the account was deleted.
        var user: User?
        /// Old payloads contain only `assignee`.
        var assignees: [User]
        /// In any of the shapes that ``Label`` decodes. An entry without a name is omitted: GitHub requires names, so it
        /// refers to no label, and it must not make the ticket unreadable. In the list of a repository's labels, such a
        /// row counts as unreadable instead, because the mirror deletes labels that a complete list lacks.
        var labels: [Label]
        var milestone: Milestone?
        /// Whether the conversation is locked.
        var locked: Bool
        /// The number of comments.
        var comments: Int
        var createdAt: Timestamp
        var updatedAt: Timestamp
        /// Whether neither timestamp is usable; see ``Ticket/lacksTimes``.
        var lacksTimes: Bool
        var closedAt: Timestamp?
        /// The REST API lists pull requests among the issues.
        var isPullRequest: Bool
        /// The name of its issue type, in organisations that use them.
        var typeName: String?
        /// The repository's API URL.
        var repositoryURL: String?
        /// The parent issue's API URL.
        var parentURL: String?
        /// The object as received.
        var json: JSON
        /// Identifies the issue while a list is read.
        var rowKey: String { number }

        /// Throws if the ID or the number is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            nodeID = wire.string("node_id")
            number = try wire.requiredIdentifier("number")
            title = wire.string("title") ?? ""
            body = wire.string("body")
            state = wire.string("state")
            stateReason = wire.string("state_reason")
            htmlURL = wire.string("html_url") ?? wire.string("url").flatMap(Self.page) ?? ""
            user = wire.object("user").flatMap { try? User($0) }
            assignees = Self.assignees(wire)
            labels = (wire["labels"]?.arrayValue ?? []).compactMap(Label.init)
            milestone = wire.object("milestone").flatMap { try? Milestone($0) }
            locked = wire.bool("locked") ?? false
            comments = Int(wire.integer("comments") ?? 0)
            let time = wire.firstTimestamp(["created_at", "updated_at", "closed_at"])
            lacksTimes = time == nil
            createdAt = time ?? Ticket.unknownTime
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            closedAt = wire.timestamp("closed_at")
            isPullRequest = Self.isPullRequest(wire)
            typeName = wire.object("type")?.string("name")
            repositoryURL = wire.string("repository_url")
            parentURL = wire.string("parent_issue_url")
            json = wire.json
        }

        /// Before 2013, issues also had the member `pull_request`, but with only nulls in it.
        static func isPullRequest(_ wire: WireObject) -> Bool {
            wire["pull_request"]?.objectValue?.values.contains { !$0.isNull } ?? false
        }

        /// Derives an issue's web page from its API URL: `https://api.github.com/repos/…`, or
        /// `https://HOST/api/v3/repos/…` for an Enterprise Server.
        private static func page(_ address: String) -> String? {
            guard let marker = address.firstRange(of: "/repos/") else { return nil }
            var site = String(address[..<marker.lowerBound])
            if site == "https://api.github.com" { site = "https://github.com" }
            if site.hasSuffix("/api/v3") { site.removeLast(7) }
            return "\(site)/\(address[marker.upperBound...])"
        }

        private static func assignees(_ wire: WireObject) -> [User] {
            let listed = wire.objects("assignees").compactMap { try? User($0) }
            guard listed.isEmpty, let only = wire.object("assignee").flatMap({ try? User($0) }) else { return listed }
            return [only]
        }
    }
}

extension GitHub.Issue {
    /// - Parameter project: its status map may assign a status to open issues by label.
    func ticket(in project: ProjectReference) -> Ticket {
        let mapped = GitHub.StatusMap(project).status(of: self)
        var ticket = Ticket(
            remoteID: id, key: number, url: htmlURL, title: title, status: mapped.status, statusRaw: mapped.raw,
            createdAt: createdAt,
            updatedAt: updatedAt, remoteData: json)
        ticket.lacksTimes = lacksTimes
        ticket.kind = kind
        (ticket.body, ticket.marker) = CreationMarker.split(body ?? "")
        ticket.resolution = isClosed ? resolution : nil
        ticket.author = user?.user
        ticket.assignees = assignees.map(\.user)
        ticket.labels = labels.map(\.name)
        ticket.milestone = milestone?.reference
        ticket.parent = parentKey
        ticket.closedAt = isClosed ? closedAt : nil
        ticket.locked = locked
        ticket.commentCount = comments
        return ticket
    }

    /// A payload without a state counts as closed if it has the time of closing.
    var isClosed: Bool { state.map { $0 == "closed" } ?? (closedAt != nil) }

    /// Issues closed before GitHub introduced reasons have none.
    private var resolution: Resolution {
        switch stateReason {
        case "completed": .completed
        case "not_planned": .notPlanned
        case "duplicate": .duplicate
        default: .unknown
        }
    }

    /// Organisations define their own issue types; GitHub's defaults are Task, Bug and Feature.
    private var kind: TicketKind {
        switch typeName?.lowercased() {
        case nil: .issue
        case "bug": .bug
        case "task": .task
        case "incident": .incident
        default: .other
        }
    }

    /// The parent's number, preceded by the repository's path if the parent is in another one.
    private var parentKey: String? {
        guard let parentURL, let parent = GitHub.IssueAddress(parentURL) else { return nil }
        if let repositoryURL, !parentURL.hasPrefix(repositoryURL + "/") {
            return "\(parent.repository)#\(parent.number)"
        }
        return parent.number
    }
}
