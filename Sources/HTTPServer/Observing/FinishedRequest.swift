public import HTTPKit
public import HTTPTypes

/// A request that was answered.
public struct FinishedRequest: Sendable {
    /// The request, as the server gave it to the handler (without what middleware added to its copy).
    public var request: Request
    /// The status.
    public var status: HTTPResponse.Status
    /// The pattern of the route that answered; nil when none did.
    public var route: String?
    /// Who called, as the handler named it in its response; nil for nobody in particular.
    public var caller: String?
    /// Bytes of the response's body.
    public var responseBytes: Int
    /// From the end of the request's head to the end of the response (handed to the system, or waiting for the client to read).
    public var duration: Duration
    /// Whether the response was cut off: its stream failed, or the client went away.
    public var wasCutOff: Bool
    /// Whether the response went on for as long as the client stayed: then its duration says nothing about the server.
    public var wasLive: Bool

    /// The method.
    public var method: HTTPRequest.Method { request.method }
    /// The request id.
    public var id: String { request.id }
    /// The client's address.
    public var peer: String { request.peerAddress }
}
