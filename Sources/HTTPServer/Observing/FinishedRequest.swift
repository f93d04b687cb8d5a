package import HTTPKit
package import HTTPTypes

/// Summary of a request whose response has been sent, for logs and metrics.
package struct FinishedRequest: Sendable {
    /// The request as passed to the handler, without the values that middleware added to its copy.
    package var request: Request
    /// The status of the response.
    package var status: HTTPResponse.Status
    /// The pattern of the matched route; nil if none matched.
    package var route: String?
    /// The caller's name in logs, as set in the response; nil for an anonymous caller.
    package var caller: String?
    /// The number of bytes in the response's body.
    package var responseBytes: Int
    /// The time from the end of the request's head to the end of the response, which has then been passed to the kernel
    /// or is waiting to be sent.
    package var duration: Duration
    /// Whether the response is incomplete, because its stream failed or the client disconnected.
    package var wasCutOff: Bool
    /// Whether the response was live (see `Response.isLive`). If so, the duration is not the server's response time.
    package var wasLive: Bool

    package var method: HTTPRequest.Method { request.method }
    package var id: String { request.id }
    /// The client's numeric address.
    package var peer: String { request.peerAddress }
}
