package import HTTPTypes

/// The response of another server.
package struct ClientResponse: Sendable, Hashable {
    /// The HTTP status code.
    package var status: Int
    package var headers: HTTPFields
    package var body: [UInt8]
    /// Whether the server returned 304, and the body comes from the conditional cache.
    package var isFromCache: Bool
    /// The URL of the response, after redirects.
    package var finalURL: String
    /// Whether an earlier attempt of the same call may have succeeded although its response was lost. For a DELETE, a
    /// 404 may then mean success.
    package var followsLostReply = false

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
