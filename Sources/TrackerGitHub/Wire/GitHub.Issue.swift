import Primitives
import TrackerKit

extension GitHub {
    /// An issue, or a pull request where GitHub lists both.
    struct Issue: TimedRow, Sendable, Hashable {
        /// The number that is unique on GitHub.
        var id: String
        /// The identifier that the GraphQL API takes.
        var nodeID: String?
        /// The number within the repository.
        var number: String
        /// One line.
        var title: String
        /// Markdown; null when empty.
        var body: String?
        /// `open` or `closed`; some payloads leave it out.
        var state: String?
        /// `completed`, `not_planned`, `duplicate`, `reopened`; null for what was closed before 2022.
        var stateReason: String?
        /// The page for people; empty where it cannot be told.
        var htmlURL: String
        /// Who made it; null when the account is gone.
        var user: User?
        /// Who works on it; old payloads have only `assignee`.
        var assignees: [User]
        /// Its labels, in whichever shape they came.
        var labels: [Label]
        /// Its milestone.
        var milestone: Milestone?
        /// Whether the conversation is locked.
        var locked: Bool
        /// How many comments it has.
        var comments: Int
        /// When it was made.
        var createdAt: Timestamp
        /// When it was last changed.
        var updatedAt: Timestamp
        /// Whether none of its times can be used; see ``RemoteTicket/lacksTimes``.
        var lacksTimes: Bool
        /// When it was closed.
        var closedAt: Timestamp?
        /// Whether it is a pull request, which the REST API lists among the issues.
        var isPullRequest: Bool
        /// The name of its type, in organisations that have issue types.
        var typeName: String?
        /// The API's address of the repository that it belongs to.
        var repositoryURL: String?
        /// The API's address of the issue above it.
        var parentURL: String?
        /// The object as it came.
        var json: JSON
        /// What a reading of the list knows it by.
        var rowKey: String { number }

        /// Decodes an issue; identifier, number and one time must be there.
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
            createdAt = time ?? RemoteTicket.unknownTime
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            closedAt = wire.timestamp("closed_at")
            isPullRequest = Self.isPullRequest(wire)
            typeName = wire.object("type")?.string("name")
            repositoryURL = wire.string("repository_url")
            parentURL = wire.string("parent_issue_url")
            json = wire.json
        }

        /// Whether an object is a pull request. Before 2013 every issue had this member too, with nothing but nulls in
        /// it.
        static func isPullRequest(_ wire: WireObject) -> Bool {
            wire["pull_request"]?.objectValue?.values.contains { !$0.isNull } ?? false
        }

        /// The page of an issue by its address in the API: `https://api.github.com/repos/…`, or
        /// `https://HOST/api/v3/repos/…` of an Enterprise Server.
        private static func page(_ address: String) -> String? {
            guard let place = address.firstRange(of: "/repos/") else { return nil }
            var site = String(address[..<place.lowerBound])
            if site == "https://api.github.com" { site = "https://github.com" }
            if site.hasSuffix("/api/v3") { site.removeLast(7) }
            return "\(site)/\(address[place.upperBound...])"
        }

        private static func assignees(_ wire: WireObject) -> [User] {
            let listed = wire.objects("assignees").compactMap { try? User($0) }
            guard listed.isEmpty, let only = wire.object("assignee").flatMap({ try? User($0) }) else { return listed }
            return [only]
        }
    }
}
