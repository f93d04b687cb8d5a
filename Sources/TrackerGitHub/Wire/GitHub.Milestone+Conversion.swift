import Primitives
import TrackerKit

extension GitHub.Milestone {
    /// The neutral milestone.
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

    /// What a ticket says of its milestone.
    var reference: MilestoneReference { MilestoneReference(remoteID: id ?? number, key: number, title: title) }
}

extension MilestoneDraft {
    /// The body of a creation or a change.
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
    /// Noon of the same day, UTC. GitHub cuts a due date down to midnight in Pacific time, so that an early hour of the
    /// day in UTC would become the day before.
    fileprivate var gitHubDueDay: Timestamp {
        let day: Int64 = 86_400
        let start = seconds - (seconds % day + day) % day
        return Timestamp(seconds: start + day / 2)
    }
}
