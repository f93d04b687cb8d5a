import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    /// Lists the comments, newest first. For an unknown issue, GlitchTip returns an empty list.
    func listComments(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        let issue = try? issue(id, at: call.now)
        if issue == nil, isSentry { throw .notFound(true) }
        let comments = (issue?.comments ?? []).sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
        return try page(comments, call, value: \.createdAt.microseconds) { render($0) }
    }

    mutating func addComment(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        var issue = try commented(id, call)
        let comment = Issue.Comment(id: nextComment, text: try text(call), createdAt: call.now)
        nextComment += 1
        issue.comments.append(comment)
        issues[issue.id] = issue
        return .object(render(comment), status: .created)
    }

    mutating func changeComment(_ comment: String, on id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        var issue = try commented(id, call)
        let place = try place(of: comment, on: issue)
        issue.comments[place].text = try text(call)
        issues[issue.id] = issue
        return .object(render(issue.comments[place]))
    }

    mutating func deleteComment(_ comment: String, on id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        var issue = try commented(id, call)
        issue.comments.remove(at: try place(of: comment, on: issue))
        issues[issue.id] = issue
        return .noContent
    }

    private func commented(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Issue {
        do throws(FakeFailure) {
            return try issue(id, at: call.now)
        } catch {
            throw isSentry ? error : .detail(400, "Issue does not exist")
        }
    }

    private func place(of comment: String, on issue: Issue) throws(FakeFailure) -> Int {
        guard let place = issue.comments.firstIndex(where: { String($0.id) == comment }) else {
            throw isSentry ? .notFound(true) : .detail(400, "Comment does not exist")
        }
        return place
    }

    private func text(_ call: FakeCall) throws(FakeFailure) -> String {
        if isSentry {
            guard let text = call.body.json["text"]?.stringValue, !text.isEmpty else {
                throw .field("text", "This field is required.")
            }
            return text
        }
        guard let data = call.body.json["data"] else {
            throw .unprocessable(["body", "payload", "data"], "Field required", type: "missing")
        }
        guard let text = data["text"]?.stringValue else { throw .serverError }
        return text
    }

    private func render(_ comment: Issue.Comment) -> JSON {
        let author = accounts.first.map {
            isSentry ? render($0) : ["id": .string(String($0.id)), "email": .string($0.email)]
        }
        return [
            "id": isSentry ? .string(String(comment.id)) : .integer(comment.id), "type": "note",
            "data": ["text": .string(comment.text)],
            "dateCreated": JSON(comment.createdAt), "user": author ?? .null,
        ]
    }
}
