package import HTTPKit
package import HTTPTypes

/// Receives every call to a tracker, for metrics and logs.
package protocol UpstreamObserver: Sendable {
    /// Called when an attempt has ended, on the task of the call, so it must be fast.
    func callFinished(_ call: UpstreamCall)
}

/// Summary of an attempt, without secrets.
package struct UpstreamCall: Sendable, Hashable {
    package var method: HTTPRequest.Method
    /// The URL without the values of its query.
    package var redactedURL: String
    /// The status of the response; nil if there was none.
    package var status: Int?
    /// The reason why there was no response.
    package var error: TransportError?
    /// The time from sending the request to the end of the response.
    package var duration: Duration
    /// The number of the attempt, starting at 1.
    package var attempt: Int
}
