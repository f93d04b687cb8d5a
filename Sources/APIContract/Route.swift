package import HTTPTypes
package import Models

/// One row of the route table: everything about an endpoint except its id and its handler.
package struct Route: Sendable, Hashable {
    package var method: HTTPRequest.Method
    /// The complete path with its parameters in braces, as in `/api/v1/channels/{slug}/tickets`.
    package var path: String
    package var access: Access
    package var features: Features
}

extension Route {
    /// Who may call an endpoint, and how its calls are limited.
    package enum Access: Sendable, Hashable {
        /// A caller whose token has this scope. The caller's rate limit applies.
        case scope(Scope)
        /// A caller with valid credentials, whatever its scopes. The caller's rate limit applies.
        case caller
        /// Anyone: the body contains the credentials. At most 16 KiB; the rate limit of the address applies.
        case authorization
        /// A tracker, which proves itself by a signature or a secret. The receiver limits size and rate.
        case webhook
        /// The Alerts API: the holder of an alert token, or a caller whose token has this scope. Errors have its own
        /// form. The caller's rate limit applies.
        case alerts(Scope)
        /// Anyone; pages and documents. No rate limit.
        case page
    }

    /// What the contract documents in addition to what the method and the access imply.
    package struct Features: OptionSet, Sendable, Hashable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// GET takes `If-None-Match` and may respond 304; DELETE takes `If-Match` and may respond 412, as every PATCH
        /// does.
        package static let conditional = Features(rawValue: 1 << 0)
        /// Calls the tracker while the caller waits, so it may respond 502 and 504.
        package static let tracker = Features(rawValue: 1 << 1)
        /// Takes `Ticket-Actor`, to write as a user of the tracker; 409 if the tracker reports a conflict.
        package static let actor = Features(rawValue: 1 << 2)
        /// Takes `Prefer: respond-async` and may respond 202 with an operation.
        package static let queued = Features(rawValue: 1 << 3)
        /// May respond 404 although the path has no parameter, for example if the query or body names the object.
        package static let missing = Features(rawValue: 1 << 4)
        /// DELETE may respond 409 if the object's state does not allow it. (POST, PUT and PATCH always may.)
        package static let conflict = Features(rawValue: 1 << 5)
        /// A stream that resumes after `Last-Event-ID`, and responds 410 if that event no longer exists.
        package static let resumable = Features(rawValue: 1 << 6)
        /// WebSocket only: responds 426 to any other request.
        package static let upgrade = Features(rawValue: 1 << 7)
        /// A POST that writes nothing. It takes no `Idempotency-Key`: a repeat runs again, and no response is stored.
        package static let readOnly = Features(rawValue: 1 << 8)

        /// A write that the tracker performs while the caller waits.
        package static let trackerWrite: Features = [.tracker, .actor]
        /// Like ``trackerWrite``, but the caller need not wait.
        package static let queuedWrite: Features = [.tracker, .actor, .queued]
    }
}

extension Route {
    /// The scope that a token must have; nil if the endpoint requires no token.
    package var scope: Scope? { if case .scope(let scope) = access { scope } else { nil } }

    /// Whether the endpoint requires a token or JWT.
    package var requiresCredentials: Bool { scope != nil || access == .caller }

    /// Method and path, as in `GET /api/v1/channels/{slug}`.
    package var name: String { "\(method.rawValue) \(path)" }

    /// Whether it stores its response for repeats with the same `Idempotency-Key`.
    package var takesIdempotencyKey: Bool {
        guard scope != nil || access == .authorization else { return false }
        return (method == .post || method == .patch) && !features.contains(.readOnly)
    }

    /// The names of the path's parameters, in order.
    package var parameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}

// Shorthand for rows of the route table.
extension Route {
    static func get(_ path: String, scope: Scope, _ features: Features = []) -> Route {
        Route(method: .get, path: path, access: .scope(scope), features: features)
    }
    static func post(_ path: String, scope: Scope, _ features: Features = []) -> Route {
        Route(method: .post, path: path, access: .scope(scope), features: features)
    }
    static func put(_ path: String, scope: Scope, _ features: Features = []) -> Route {
        Route(method: .put, path: path, access: .scope(scope), features: features)
    }
    static func patch(_ path: String, scope: Scope, _ features: Features = []) -> Route {
        Route(method: .patch, path: path, access: .scope(scope), features: features)
    }
    static func delete(_ path: String, scope: Scope, _ features: Features = []) -> Route {
        Route(method: .delete, path: path, access: .scope(scope), features: features)
    }
    static func get(_ path: String, access: Access, _ features: Features = []) -> Route {
        Route(method: .get, path: path, access: access, features: features)
    }
    static func post(_ path: String, access: Access, _ features: Features = []) -> Route {
        Route(method: .post, path: path, access: access, features: features)
    }
}
