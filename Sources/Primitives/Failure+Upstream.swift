extension Failure {
    /// What a tracker answered.
    public struct Upstream: Sendable, Hashable {
        /// The kind of tracker, such as `github`.
        public var tracker: String
        /// The number of the status that it answered with; nil when there was no answer.
        public var status: Int?
        /// Its message; nil when it gave none.
        public var message: String?
        /// After how many seconds it may be called again; nil when it did not say.
        public var retryAfter: Int?

        /// Describes a tracker's answer.
        public init(tracker: String, status: Int? = nil, message: String? = nil, retryAfter: Int? = nil) {
            self.tracker = tracker
            self.status = status
            self.message = message
            self.retryAfter = retryAfter
        }
    }
}
