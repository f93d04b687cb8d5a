public import HTTPKit
public import HTTPTypes

/// Hears of every call to a tracker, for metrics and logs.
public protocol UpstreamObserver: Sendable {
    /// A call has ended. Called on the task of the call: quick, please.
    func callFinished(_ call: UpstreamCall)
}

/// A call that has ended, without anything secret.
public struct UpstreamCall: Sendable, Hashable {
    /// The method.
    public var method: HTTPRequest.Method
    /// The URL without the values of its query.
    public var redactedURL: String
    /// The response's status; nil when there was none.
    public var status: Int?
    /// Why there was none.
    public var error: TransportError?
    /// From sending to the end of the response.
    public var duration: Duration
    /// 1 for the first attempt.
    public var attempt: Int
}
