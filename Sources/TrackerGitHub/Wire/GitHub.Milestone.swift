import Primitives
import TrackerKit

extension GitHub {
    struct Milestone: Sendable, Hashable {
        /// Unique across GitHub. Missing in old payloads.
        var id: String?
        /// The number within the repository, which the API uses.
        var number: String
        var title: String
        var description: String?
        /// `open` or `closed`.
        var state: String?
        /// The due day: GitHub stores midnight of that day in Pacific time.
        var dueOn: Timestamp?
        var closedAt: Timestamp?
        var createdAt: Timestamp?
        var updatedAt: Timestamp?
        /// The web page.
        var htmlURL: String?

        /// Throws if the number is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = wire.integer("id").map { String($0) }
            number = try wire.requiredIdentifier("number")
            title = wire.string("title") ?? ""
            description = wire.string("description")
            state = wire.string("state")
            dueOn = wire.timestamp("due_on")
            closedAt = wire.timestamp("closed_at")
            createdAt = wire.timestamp("created_at")
            updatedAt = wire.timestamp("updated_at")
            htmlURL = wire.string("html_url")
        }
    }
}

extension GitHub.Milestone {
    var milestone: RemoteMilestone {
        var milestone = RemoteMilestone(
            remoteID: id ?? number, key: number, title: title,
            description: description.flatMap { $0.isEmpty ? nil : $0 },
            state: state == "closed" ? .closed : .open, dueAt: dueOn, url: htmlURL)
        milestone.closedAt = closedAt
        milestone.createdAt = createdAt
        milestone.updatedAt = updatedAt
        return milestone
    }

    /// The milestone as referenced by a ticket.
    var reference: MilestoneReference { MilestoneReference(remoteID: id ?? number, key: number, title: title) }
}

extension MilestoneDraft {
    /// The body for creating or changing a milestone.
    var gitHubBody: JSON {
        var body: [String: JSON] = [:]
        if let title = title.value { body["title"] = .string(title) }
        if let description = description.value { body["description"] = JSON(description) }
        if let state = state.value { body["state"] = .string(state.rawValue) }
        if let dueAt = dueAt.value { body["due_on"] = JSON(dueAt?.gitHubDueDay) }
        return .object(body)
    }
}

extension Timestamp {
    /// Noon of the same day, UTC. GitHub truncates a due date to midnight in Pacific time, so an early hour in UTC
    /// would turn into the previous day.
    fileprivate var gitHubDueDay: Timestamp {
        let day: Int64 = 86_400
        let start = seconds - (seconds % day + day) % day
        return Timestamp(seconds: start + day / 2)
    }
}
