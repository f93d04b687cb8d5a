package import HTTPTypes
package import Primitives

/// A request as handlers see it. Path, query and header fields are decoded only when they are asked for.
package struct Request: Sendable {
    package let head: RequestHead
    /// The method.
    package var method: HTTPRequest.Method
    /// The body; it can be read once.
    package var body: RequestBody
    /// What the variable segments of the route matched.
    package var parameters: PathParameters
    /// The pattern of the matched route, such as `/api/v1/channels/{slug}`; nil before routing and when nothing
    /// matched.
    package var route: String?
    /// The id of the request: from `X-Request-Id` if that was sane, else made by the server.
    package var id: String
    /// The numeric address of the client, without its port: of the connection's other end, or what a trusted proxy
    /// says.
    package var peerAddress: String
    /// When the head of the request was complete.
    package var receivedAt: Timestamp
    private var values: [ObjectIdentifier: any Sendable] = [:]

    /// Makes a request from a parsed head: the server's work.
    package init(head: RequestHead, body: RequestBody, id: String, peerAddress: String, receivedAt: Timestamp) {
        self.head = head
        self.method = head.method
        self.body = body
        self.parameters = PathParameters()
        self.id = id
        self.peerAddress = peerAddress
        self.receivedAt = receivedAt
    }

    /// The path of the target, raw (with its percent-encoding), without the query.
    package var path: String { head.text(head.path) }
    /// The parameters of the query.
    package var query: QueryParameters { QueryParameters(head: head) }
    /// The header fields.
    package var headers: HeaderFields { HeaderFields(head: head) }

    /// A value that middleware attached; nil when none did.
    package subscript<Key: RequestKey>(key: Key.Type) -> Key.Value? {
        get { values.isEmpty ? nil : values[ObjectIdentifier(key)] as? Key.Value }
        set { values[ObjectIdentifier(key)] = newValue }
    }

    /// Calls `body` with the raw bytes of the path.
    package func withPathBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try head.bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[head.path])) }
    }
}

extension Request: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and route alone: paths of webhooks, queries, header fields and bodies may hold secrets.
    package var description: String { "\(method.rawValue) \(route ?? "-")" }
    /// As ``description``.
    package var debugDescription: String { description }
    /// Without children: dumps must not hold secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
