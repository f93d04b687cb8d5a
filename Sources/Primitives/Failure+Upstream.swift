extension Failure {
    /// A tracker's error response, or the lack of a response.
    package struct Upstream: Sendable, Hashable {
        /// The kind of tracker, such as `github`.
        package var tracker: String
        /// The HTTP status; nil if there was no response.
        package var status: Int?
        /// The tracker's error message; nil if it sent none.
        package var message: String?
        /// The seconds after which the tracker may be called again (`Retry-After`); nil if unknown.
        package var retryAfter: Int?

        package init(tracker: String, status: Int? = nil, message: String? = nil, retryAfter: Int? = nil) {
            self.tracker = tracker
            self.status = status
            self.message = message
            self.retryAfter = retryAfter
        }
    }
}
