package import HTTPKit
package import HTTPTypes

/// A request that was answered.
package struct FinishedRequest: Sendable {
    /// The request, as the server gave it to the handler (without what middleware added to its copy).
    package var request: Request
    /// The status.
    package var status: HTTPResponse.Status
    /// The pattern of the route that answered; nil when none did.
    package var route: String?
    /// Who called, as the handler named it in its response; nil for nobody in particular.
    package var caller: String?
    /// Bytes of the response's body.
    package var responseBytes: Int
    /// From the end of the request's head to the end of the response (handed to the system, or waiting for the client
    /// to read).
    package var duration: Duration
    /// Whether the response was cut off: its stream failed, or the client went away.
    package var wasCutOff: Bool
    /// Whether the response went on for as long as the client stayed: then its duration says nothing about the server.
    package var wasLive: Bool

    /// The method.
    package var method: HTTPRequest.Method { request.method }
    /// The request id.
    package var id: String { request.id }
    /// The client's address.
    package var peer: String { request.peerAddress }
}
