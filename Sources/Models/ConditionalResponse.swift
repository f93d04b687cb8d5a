package import Primitives

/// A tracker's response with the validators for a conditional request. Row of the table `conditional_response`.
package struct ConditionalResponse: Sendable, Hashable {
    package var etag: String?
    package var lastModified: String?
    package var status: Int
    /// The header fields: an array of pairs of name and value.
    package var headers: JSON
    package var body: [UInt8]
    package var storedAt: Timestamp

    package init(etag: String?, lastModified: String?, status: Int, headers: JSON, body: [UInt8], storedAt: Timestamp) {
        self.etag = etag
        self.lastModified = lastModified
        self.status = status
        self.headers = headers
        self.body = body
        self.storedAt = storedAt
    }
}
