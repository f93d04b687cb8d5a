/// A delivery with its attempts.
package struct OutgoingDeliveryStory: Sendable {
    package var delivery: OutgoingDelivery
    /// The attempts, oldest first.
    package var attempts: [OutgoingAttempt]
    package var showsPayload: Bool

    package init(delivery: OutgoingDelivery, attempts: [OutgoingAttempt], showsPayload: Bool) {
        self.delivery = delivery
        self.attempts = attempts
        self.showsPayload = showsPayload
    }
}
