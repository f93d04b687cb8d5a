package import Primitives

/// What a tracker answered, with the validators to ask whether it has changed. Row of the table `conditional_response`.
package struct ConditionalResponse: Sendable, Hashable {
    /// Its `ETag`.
    package var etag: String?
    /// Its `Last-Modified`.
    package var lastModified: String?
    /// Its status.
    package var status: Int
    /// Its header fields: an array of pairs of name and value.
    package var headers: JSON
    /// Its body.
    package var body: [UInt8]
    /// When it came.
    package var storedAt: Timestamp

    /// Makes an entry.
    package init(etag: String?, lastModified: String?, status: Int, headers: JSON, body: [UInt8], storedAt: Timestamp) {
        self.etag = etag
        self.lastModified = lastModified
        self.status = status
        self.headers = headers
        self.body = body
        self.storedAt = storedAt
    }
}
