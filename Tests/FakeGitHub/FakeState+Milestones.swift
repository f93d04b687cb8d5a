import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listMilestones(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        let state = call.query["state"] ?? "open"
        let wanted = repository.milestones.filter { state == "all" || $0.state == state }
        return page(of: wanted, call, repository: repository) { render($0, in: repository, call) }
    }

    func getMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        return .object(render(repository.milestones[try index(call, in: repository)], in: repository, call))
    }

    mutating func createMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.write, call, in: repository, else: .notFound)
        guard call.body["title"]?.stringValue?.isEmpty == false else {
            throw .invalid("Milestone", "title", code: "missing_field")
        }
        let number = (repository.milestones.map(\.number).max() ?? 0) + 1
        var milestone = Repository.Milestone(
            id: newID(), number: number, title: "", creator: call.account, createdAt: call.now, updatedAt: call.now)
        try apply(call, to: &milestone, in: repository)
        repositories[repository.id]?.milestones.append(milestone)
        return .object(render(milestone, in: repository, call), status: .created)
    }

    mutating func updateMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.write, call, in: repository, else: .notFound)
        let index = try index(call, in: repository)
        var milestone = repository.milestones[index]
        try apply(call, to: &milestone, in: repository)
        milestone.updatedAt = call.now
        repositories[repository.id]?.milestones[index] = milestone
        return .object(render(milestone, in: repository, call))
    }

    mutating func deleteMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.write, call, in: repository, else: .notFound)
        let removed = repository.milestones[try index(call, in: repository)]
        repositories[repository.id]?.milestones.removeAll { $0.id == removed.id }
        for var issue in repository.issues.values where issue.milestone == removed.number {
            issue.milestone = nil
            repositories[repository.id]?.issues[issue.number] = issue
        }
        return .noContent
    }

    private func apply(
        _ call: FakeCall, to milestone: inout Repository.Milestone, in repository: Repository
    ) throws(FakeFailure) {
        if let title = call.body["title"]?.stringValue {
            guard !repository.milestones.contains(where: { $0.id != milestone.id && $0.title == title }) else {
                throw .invalid("Milestone", "title", code: "already_exists")
            }
            milestone.title = title
        }
        if let description = call.body["description"] { milestone.description = description.stringValue }
        if let due = call.body["due_on"] {
            milestone.dueOn = due.stringValue.flatMap { Timestamp($0) }.map(Self.pacificMidnight)
        }
        if let state = call.body["state"]?.stringValue, state != milestone.state {
            guard ["open", "closed"].contains(state) else { throw .invalid("Milestone", "state") }
            milestone.state = state
            milestone.closedAt = state == "closed" ? call.now : nil
        }
    }

    /// GitHub stores only the date, as midnight in Pacific time: 08:00 UTC (daylight saving time is ignored here).
    private static func pacificMidnight(_ moment: Timestamp) -> Timestamp {
        let day: Int64 = 86_400, offset: Int64 = 8 * 3600
        let shifted = moment.seconds - offset
        return Timestamp(seconds: shifted - (shifted % day + day) % day + offset)
    }

    private func index(_ call: FakeCall, in repository: Repository) throws(FakeFailure) -> Int {
        let number = try call.number(2)
        guard let index = repository.milestones.firstIndex(where: { $0.number == number }) else { throw .notFound }
        return index
    }
}
