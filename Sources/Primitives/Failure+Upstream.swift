extension Failure {
    /// What a tracker answered.
    package struct Upstream: Sendable, Hashable {
        /// The kind of tracker, such as `github`.
        package var tracker: String
        /// The number of the status that it answered with; nil when there was no answer.
        package var status: Int?
        /// Its message; nil when it gave none.
        package var message: String?
        /// After how many seconds it may be called again; nil when it did not say.
        package var retryAfter: Int?

        /// Describes a tracker's answer.
        package init(tracker: String, status: Int? = nil, message: String? = nil, retryAfter: Int? = nil) {
            self.tracker = tracker
            self.status = status
            self.message = message
            self.retryAfter = retryAfter
        }
    }
}
