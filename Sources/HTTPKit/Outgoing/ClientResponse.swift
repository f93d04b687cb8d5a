package import HTTPTypes

/// What a server elsewhere answered.
package struct ClientResponse: Sendable, Hashable {
    /// The status code.
    package var status: Int
    /// The header fields.
    package var headers: HTTPFields
    /// The body.
    package var body: [UInt8]
    /// Whether the server said 304 and the body comes from the conditional cache.
    package var isFromCache: Bool
    /// The URL that answered.
    package var finalURL: String
    /// Whether an earlier attempt of the same call, whose reply was lost, may have been carried out: a thing to delete
    /// may be gone by that.
    package var followsLostReply = false

    /// Makes a response.
    package init(
        status: Int, headers: HTTPFields = [:], body: [UInt8] = [], isFromCache: Bool = false, finalURL: String = ""
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isFromCache = isFromCache
        self.finalURL = finalURL
    }

    /// Whether the status is 2xx.
    package var isSuccess: Bool { (200..<300).contains(status) }
}
