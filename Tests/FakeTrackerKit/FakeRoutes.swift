import HTTPKit
package import HTTPTypes

/// The route table of a fake tracker, which matches the raw segments of a path.
package struct FakeRoutes<Action: Sendable>: Sendable {
    private struct Route: Sendable {
        let method: HTTPRequest.Method
        let segments: [String]
        let action: Action
    }

    private var routes: [Route] = []

    package init() {}

    /// Adds a route. A segment `*` matches any one segment, and `**` as the last segment matches the rest of the path,
    /// because names may contain slashes.
    package mutating func on(_ method: HTTPRequest.Method, _ path: String, perform action: Action) {
        routes.append(Route(method: method, segments: path.split(separator: "/").map(String.init), action: action))
    }

    /// The first matching route, with the decoded values of its wildcards; nil if there is none.
    package func find(_ method: HTTPRequest.Method, _ segments: [String]) -> (action: Action, parameters: [String])? {
        for route in routes where route.method == method {
            if let parameters = Self.match(route.segments, segments) { return (route.action, parameters) }
        }
        return nil
    }

    /// Whether a route with any method matches the path.
    package func isKnown(_ segments: [String]) -> Bool { routes.contains { Self.match($0.segments, segments) != nil } }

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
                parameters.append(segment.percentDecoded)
            } else if wanted != segment {
                return nil
            }
        }
        return parameters
    }
}

extension String {
    /// Percent-encoded as a path segment (RFC 3986, section 2.1).
    package var percentEncoded: String {
        utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(character) : "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }

    /// Percent-decoded; plus signs are unchanged.
    package var percentDecoded: String { Request.test(.get, "/?v=\(replacing("+", with: "%2B"))").query["v"] ?? "" }
}
