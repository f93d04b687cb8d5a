import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Routes calls by the raw segments of their paths.
struct FakeRouter: Sendable {
    typealias Action = @Sendable (inout FakeState, FakeCall) throws(FakeFailure) -> Response

    private var routes = FakeRoutes<Action>()

    /// Adds a route. A segment `*` matches any single segment; a final `**` matches the rest of the path, because label
    /// names may contain slashes.
    mutating func on(_ method: HTTPRequest.Method, _ path: String, perform action: @escaping Action) {
        routes.on(method, path, perform: action)
    }

    func respond(to call: FakeCall, _ state: inout FakeState) throws(FakeFailure) -> Response {
        var call = call
        try state.redirectRenamed(&call)
        if call.hasMalformedBody { throw .malformedBody }
        guard let (action, parameters) = routes.find(call.method, call.segments) else { throw .notFound }
        call.parameters = parameters
        return try action(&state, call)
    }
}

extension FakeState {
    /// Rewrites `/repositories/ID/…` to the equivalent `/repos/OWNER/NAME/…`, and redirects former names.
    fileprivate func redirectRenamed(_ call: inout FakeCall) throws(FakeFailure) {
        if call.segments.count >= 2, call.segments[0] == "repositories", let id = Int64(call.segments[1]) {
            guard let repository = repositories[id] else { throw .notFound }
            call.segments.replaceSubrange(0..<2, with: ["repos", repository.owner.login, repository.name])
        } else if call.segments.count >= 3, call.segments[0] == "repos" {
            let name = "\(call.segments[1])/\(call.segments[2])".lowercased()
            guard repositoryID(name) == nil,
                let repository = repositories.values.first(where: { $0.formerNames.contains(name) })
            else {
                return
            }
            let rest = call.segments.dropFirst(3).map { "/" + $0 }.joined()
            let query = call.query.isEmpty ? "" : "?" + call.query.raw
            throw .moved(to: "\(call.base)/repositories/\(repository.id)\(rest)\(query)", by: call.method)
        }
        try redirectTransferred(call)
    }

    /// Redirects a transferred issue to its new location.
    private func redirectTransferred(_ call: FakeCall) throws(FakeFailure) {
        guard call.segments.count >= 5, call.segments[0] == "repos", call.segments[3] == "issues",
            let number = Int64(call.segments[4]),
            let id = repositoryID("\(call.segments[1])/\(call.segments[2])"),
            let transfer = repositories[id]?.transferred[number]
        else { return }
        let rest = call.segments.dropFirst(5).map { "/" + $0 }.joined()
        throw .moved(
            to: "\(call.base)/repositories/\(transfer.repository)/issues/\(transfer.number)\(rest)", by: call.method)
    }
}
