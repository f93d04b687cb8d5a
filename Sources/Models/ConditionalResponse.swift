public import Primitives

/// What a tracker answered, with the validators to ask whether it has changed. Row of the table `conditional_response`.
public struct ConditionalResponse: Sendable, Hashable {
    /// Its `ETag`.
    public var etag: String?
    /// Its `Last-Modified`.
    public var lastModified: String?
    /// Its status.
    public var status: Int
    /// Its header fields: an array of pairs of name and value.
    public var headers: JSON
    /// Its body.
    public var body: [UInt8]
    /// When it came.
    public var storedAt: Timestamp

    /// Makes an entry.
    public init(etag: String?, lastModified: String?, status: Int, headers: JSON, body: [UInt8], storedAt: Timestamp) {
        self.etag = etag
        self.lastModified = lastModified
        self.status = status
        self.headers = headers
        self.body = body
        self.storedAt = storedAt
    }
}
