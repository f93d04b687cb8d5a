import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Webhooks and uploaded files.
extension FakeState {
    func listHooks(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        return try page(of: project.hooks.sorted { $0.key < $1.key }, call) { $0.value }
    }

    mutating func createHook(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        guard let url = call.text("url") else { throw .parameter("url is missing") }
        guard url.hasPrefix("http") else { throw .invalid("url", "is blocked: Only allowed schemes are http, https") }
        let id = newID()
        var hook: [String: JSON] = [
            "id": .integer(id), "url": .string(url), "project_id": .integer(project.id), "created_at": JSON(call.now),
            "alert_status": "executable", "disabled_until": .null, "url_variables": [],
            "token_present": .bool(call.text("token") != nil),
        ]
        let events = [
            "push_events", "issues_events", "confidential_issues_events", "note_events", "confidential_note_events",
            "enable_ssl_verification",
        ]
        for name in events { hook[name] = .bool(call.bool(name) ?? (name == "push_events")) }
        projects[project.id]?.hooks[id] = .object(hook)
        return .object(.object(hook), status: .created)
    }

    func getHook(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        guard let hook = project.hooks[try call.id(1, "Hook")] else { throw .notFound("Not found") }
        return .object(hook)
    }

    mutating func deleteHook(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        let id = try call.id(1, "Hook")
        guard project.hooks[id] != nil else { throw .notFound("Not found") }
        projects[project.id]?.hooks[id] = nil
        return .noContent
    }

    mutating func upload(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        guard call.account != nil else { throw .unauthorized }
        guard let file = call.body.files["file"] else { throw .parameter("file is missing") }
        let id = newID()
        let digits = String(id, radix: 16)
        let secret = String(repeating: "e", count: 32 - digits.count) + digits
        let name = String(file.filename.map { $0.isLetter || $0.isNumber || "._-+".contains($0) ? $0 : "_" })
        let upload = Project.Upload(
            id: id, secret: secret, filename: name, contentType: file.contentType, content: file.content,
            uploader: call.account,
            createdAt: call.now)
        projects[project.id]?.uploads.append(upload)
        let url = "/uploads/\(secret)/\(name)"
        let json: JSON = [
            "id": .integer(id), "alt": .string(name), "url": .string(url),
            "full_path": .string("/-/project/\(project.id)\(url)"),
            "markdown": .string("[\(name)](\(url))"),
        ]
        return .object(json, status: .created)
    }

    func download(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        let upload = project.uploads[try index(call, in: project)]
        return Response(status: .ok, headers: [.contentType: upload.contentType], body: .bytes(upload.content))
    }

    mutating func deleteUpload(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        let index = try index(call, in: project)
        projects[project.id]?.uploads.remove(at: index)
        return .noContent
    }

    private func index(_ call: FakeCall, in project: Project) throws(FakeFailure) -> Int {
        let index = project.uploads.firstIndex { $0.secret == call.parameters[1] && $0.filename == call.parameters[2] }
        guard let index else { throw .notFound("Upload") }
        return index
    }
}
