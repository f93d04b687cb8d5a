import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listMilestones(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        let withGroups = call.bool("include_ancestors") ?? false
        let state = call.query["state"]
        let wanted = project.milestones.filter { milestone in
            (withGroups || !milestone.isGroup) && (state == nil || state == (milestone.isClosed ? "closed" : "active"))
        }
        return try page(of: wanted, call) { render($0, in: project, call) }
    }

    func getMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        return .object(render(project.milestones[try index(call, in: project)], in: project, call))
    }

    mutating func createMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.reporter, call, in: project)
        guard call["title"] != nil else { throw .parameter("title is missing") }
        let iid = (project.milestones.filter { !$0.isGroup }.map(\.iid).max() ?? 0) + 1
        var milestone = Project.Milestone(id: newID(), iid: iid, title: "", createdAt: call.now, updatedAt: call.now)
        try apply(call, to: &milestone, in: project)
        projects[project.id]?.milestones.append(milestone)
        return .object(render(milestone, in: project, call), status: .created)
    }

    mutating func updateMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.reporter, call, in: project)
        let index = try index(call, in: project)
        var milestone = project.milestones[index]
        try apply(call, to: &milestone, in: project)
        if let event = call.text("state_event") {
            guard ["close", "activate"].contains(event) else {
                throw .parameter("state_event does not have a valid value")
            }
            milestone.isClosed = event == "close"
        }
        milestone.updatedAt = call.now
        projects[project.id]?.milestones[index] = milestone
        return .object(render(milestone, in: project, call))
    }

    mutating func deleteMilestone(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.reporter, call, in: project)
        let removed = project.milestones[try index(call, in: project)]
        projects[project.id]?.milestones.removeAll { $0.id == removed.id }
        for var issue in project.issues.values where issue.milestone == removed.id {
            issue.milestone = nil
            projects[project.id]?.issues[issue.iid] = issue
        }
        return .noContent
    }

    private func apply(_ call: FakeCall, to milestone: inout Project.Milestone, in project: Project) throws(FakeFailure)
    {
        if let title = call.text("title") {
            guard !title.isEmpty else { throw .invalid("title", "can't be blank") }
            guard !project.milestones.contains(where: { $0.id != milestone.id && $0.title == title }) else {
                throw .invalid("title", "already being used for another group or project milestone.")
            }
            milestone.title = title
        }
        if let description = call["description"] { milestone.description = description.stringValue }
        if let due = call["due_date"] { milestone.dueDate = due.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// A group's milestones can't be changed through the project.
    private func index(_ call: FakeCall, in project: Project) throws(FakeFailure) -> Int {
        let id = try call.id(1, "Milestone")
        guard let index = project.milestones.firstIndex(where: { $0.id == id && !$0.isGroup }) else {
            throw .notFound("Milestone")
        }
        return index
    }
}
