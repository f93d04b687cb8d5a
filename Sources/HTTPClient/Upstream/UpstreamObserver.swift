package import HTTPKit
package import HTTPTypes

/// Hears of every call to a tracker, for metrics and logs.
package protocol UpstreamObserver: Sendable {
    /// A call has ended. Called on the task of the call: quick, please.
    func callFinished(_ call: UpstreamCall)
}

/// A call that has ended, without anything secret.
package struct UpstreamCall: Sendable, Hashable {
    /// The method.
    package var method: HTTPRequest.Method
    /// The URL without the values of its query.
    package var redactedURL: String
    /// The response's status; nil when there was none.
    package var status: Int?
    /// Why there was none.
    package var error: TransportError?
    /// From sending to the end of the response.
    package var duration: Duration
    /// 1 for the first attempt.
    package var attempt: Int
}
