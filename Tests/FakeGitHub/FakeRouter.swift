import HTTPKit
import HTTPTypes
import Primitives

/// Finds what answers a call, on the raw segments of its path.
struct FakeRouter: Sendable {
    typealias Action = @Sendable (inout FakeState, FakeCall) throws(FakeFailure) -> Response

    private struct Route: Sendable {
        let method: HTTPRequest.Method
        let segments: [String]
        let action: Action
    }

    private var routes: [Route] = []

    /// Adds a route; a segment `*` takes any one segment, a last segment `**` all that is left, as label names may hold slashes.
    mutating func on(_ method: HTTPRequest.Method, _ path: String, _ action: @escaping Action) {
        routes.append(Route(method: method, segments: path.split(separator: "/").map(String.init), action: action))
    }

    /// Answers a call.
    func respond(to call: FakeCall, _ state: inout FakeState) throws(FakeFailure) -> Response {
        var call = call
        try state.redirectRenamed(&call)
        if call.hasMalformedBody { throw .malformedBody }
        for route in routes where route.method == call.method {
            guard let parameters = Self.match(route.segments, call.segments) else { continue }
            call.parameters = parameters
            return try route.action(&state, call)
        }
        throw .notFound
    }

    private static func match(_ pattern: [String], _ segments: [String]) -> [String]? {
        var segments = segments
        if pattern.last == "**", segments.count > pattern.count {
            let rest = segments[(pattern.count - 1)...].joined(separator: "/")
            segments.replaceSubrange((pattern.count - 1)..., with: [rest])
        }
        guard pattern.count == segments.count else { return nil }
        var parameters: [String] = []
        for (wanted, segment) in zip(pattern, segments) {
            if wanted == "*" || wanted == "**" {
                parameters.append(decoded(segment))
            } else if wanted != segment {
                return nil
            }
        }
        return parameters
    }

    /// Percent-decoded; a plus stays one.
    private static func decoded(_ segment: String) -> String {
        Request.test(.get, "/?v=\(segment.replacing("+", with: "%2B"))").query["v"] ?? ""
    }
}

extension FakeState {
    /// `/repositories/ID/…` is another way to say `/repos/OWNER/NAME/…`; a former name is redirected to it.
    fileprivate func redirectRenamed(_ call: inout FakeCall) throws(FakeFailure) {
        if call.segments.count >= 2, call.segments[0] == "repositories", let id = Int64(call.segments[1]) {
            guard let repository = repositories[id] else { throw .notFound }
            call.segments.replaceSubrange(0..<2, with: ["repos", repository.owner.login, repository.name])
        } else if call.segments.count >= 3, call.segments[0] == "repos" {
            let name = "\(call.segments[1])/\(call.segments[2])".lowercased()
            guard repositoryID(name) == nil, let repository = repositories.values.first(where: { $0.formerNames.contains(name) }) else {
                return
            }
            let rest = call.segments.dropFirst(3).map { "/" + $0 }.joined()
            let query = call.query.isEmpty ? "" : "?" + call.query.raw
            throw .moved(to: "\(call.base)/repositories/\(repository.id)\(rest)\(query)", by: call.method)
        }
    }
}
