public import HTTPTypes
public import Primitives

/// A request as handlers see it. Path, query and header fields are decoded only when they are asked for.
public struct Request: Sendable {
    package let head: RequestHead
    /// The method.
    public var method: HTTPRequest.Method
    /// The body; it can be read once.
    public var body: RequestBody
    /// What the variable segments of the route matched.
    public var parameters: PathParameters
    /// The pattern of the matched route, such as `/api/v1/channels/{slug}`; nil before routing and when nothing matched.
    public var route: String?
    /// The id of the request: from `X-Request-Id` if that was sane, else made by the server.
    public var id: String
    /// The numeric address of the client, without its port: of the connection's other end, or what a trusted proxy says.
    public var peerAddress: String
    /// When the head of the request was complete.
    public var receivedAt: Timestamp
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
    public var path: String { head.text(head.path) }
    /// The parameters of the query.
    public var query: QueryParameters { QueryParameters(head: head) }
    /// The header fields.
    public var headers: HeaderFields { HeaderFields(head: head) }

    /// A value that middleware attached; nil when none did.
    public subscript<Key: RequestKey>(key: Key.Type) -> Key.Value? {
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
    public var description: String { "\(method.rawValue) \(route ?? "-")" }
    /// As ``description``.
    public var debugDescription: String { description }
    /// Without children: dumps must not hold secrets.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
