import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listDiscussions(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call), issue = try issue(call, in: project)
        let visible = issue.discussions.filter { isVisible($0, to: call, in: project) }
        return try page(of: visible, call) { render($0, on: issue, in: project, call) }
    }

    func getDiscussion(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call), issue = try issue(call, in: project)
        guard
            let discussion = issue.discussions.first(where: {
                $0.id == call.parameters[2] && isVisible($0, to: call, in: project)
            })
        else {
            throw .notFound("Discussion")
        }
        return .object(render(discussion, on: issue, in: project, call))
    }

    /// Lists the notes, newest first by default.
    func listNotes(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call), issue = try issue(call, in: project)
        let notes = issue.discussions.filter { isVisible($0, to: call, in: project) }.flatMap { thread in
            thread.notes.map { ($0, thread.isIndividual) }
        }
        let sorted = notes.sorted { $0.0.id < $1.0.id }
        let rows = call.query["sort"] == "asc" ? sorted : sorted.reversed()
        return try page(of: rows, call) { render($0.0, on: issue, in: project, isIndividual: $0.1, call) }
    }

    /// Creates a single note or one that starts a thread. A text that consists only of quick actions creates no note.
    mutating func createNote(_ call: FakeCall, isIndividual: Bool) throws(FakeFailure) -> Response {
        let project = try project(call)
        var issue = try issue(call, in: project)
        let body = try noteBody(call, on: issue, in: project)
        if body.split(separator: "\n").allSatisfy({ $0.hasPrefix("/") }) {
            return .object(["commands_changes": [:], "summary": ["Applied."]], status: .accepted)
        }
        let isInternal = isIndividual && (call.bool("internal") ?? call.bool("confidential") ?? false)
        let note = Project.Note(
            id: newID(), body: body, author: call.account, isInternal: isInternal, createdAt: call.now,
            updatedAt: call.now)
        let discussion = Project.Discussion(id: discussionID(note.id), isIndividual: isIndividual, notes: [note])
        issue.discussions.append(discussion)
        store(issue, in: project, at: call.now)
        let json =
            isIndividual
            ? render(note, on: issue, in: project, isIndividual: true, call)
            : render(discussion, on: issue, in: project, call)
        return .object(json, status: .created)
    }

    /// Replies to a thread, or converts a single note to a thread.
    mutating func reply(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        var issue = try issue(call, in: project)
        guard
            let index = issue.discussions.firstIndex(where: {
                $0.id == call.parameters[2] && isVisible($0, to: call, in: project)
            })
        else {
            throw .notFound("Discussion")
        }
        let body = try noteBody(call, on: issue, in: project)
        let note = Project.Note(
            id: newID(), body: body, author: call.account,
            isInternal: issue.discussions[index].notes.first?.isInternal ?? false,
            createdAt: call.now, updatedAt: call.now)
        issue.discussions[index].notes.append(note)
        issue.discussions[index].isIndividual = false
        store(issue, in: project, at: call.now)
        return .object(render(note, on: issue, in: project, isIndividual: false, call), status: .created)
    }

    func getNote(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call), issue = try issue(call, in: project)
        let (thread, index) = try place(call, issue)
        return .object(render(issue.discussions[thread].notes[index], on: issue, in: project, isIndividual: true, call))
    }

    mutating func updateNote(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        var issue = try issue(call, in: project)
        let (thread, index) = try place(call, issue)
        try requireOwn(issue.discussions[thread].notes[index], by: call, in: project)
        issue.discussions[thread].notes[index].body = try noteBody(call, on: issue, in: project)
        issue.discussions[thread].notes[index].updatedAt = call.now
        store(issue, in: project, at: call.now)
        return .object(render(issue.discussions[thread].notes[index], on: issue, in: project, isIndividual: true, call))
    }

    mutating func deleteNote(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        var issue = try issue(call, in: project)
        let (thread, index) = try place(call, issue)
        try requireOwn(issue.discussions[thread].notes[index], by: call, in: project)
        issue.discussions[thread].notes.remove(at: index)
        issue.discussions.removeAll { $0.notes.isEmpty }
        store(issue, in: project, at: call.now)
        return .noContent
    }

    private func place(_ call: FakeCall, _ issue: Project.Issue) throws(FakeFailure) -> (Int, Int) {
        let id = try call.id(2, "Note")
        for (thread, discussion) in issue.discussions.enumerated() {
            if let index = discussion.notes.firstIndex(where: { $0.id == id }) { return (thread, index) }
        }
        throw .notFound("Note")
    }

    private func requireOwn(_ note: Project.Note, by call: FakeCall, in project: Project) throws(FakeFailure) {
        if let account = call.account, note.author?.id == account.id { return }
        try require(Access.maintainer, call, in: project)
    }

    private func isVisible(_ discussion: Project.Discussion, to call: FakeCall, in project: Project) -> Bool {
        discussion.notes.first?.isInternal != true || level(of: call, in: project) >= Access.reporter
    }

    private func noteBody(_ call: FakeCall, on issue: Project.Issue, in project: Project) throws(FakeFailure) -> String
    {
        guard call.account != nil else { throw .unauthorized }
        guard !issue.isLocked || level(of: call, in: project) >= Access.guest else { throw .forbidden }
        guard let body = call.text("body") else { throw .parameter("body is missing") }
        guard body.contains(where: { !$0.isWhitespace }) else {
            throw .message(400, "400 Bad request - Note {:note=>[\"can't be blank\"]}")
        }
        return body
    }
}
