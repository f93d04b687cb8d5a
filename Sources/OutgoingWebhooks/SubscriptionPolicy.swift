/// Delays and limits of outgoing webhooks.
package struct SubscriptionPolicy: Sendable, Hashable {
    /// The delays after failed attempts; the first attempt is immediate (Standard Webhooks 1.0.0, "Deliverability and
    /// reliability"). After the last one, the delivery fails.
    package var schedule: [Duration] = [
        .seconds(5), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(5 * 3600), .seconds(10 * 3600),
        .seconds(10 * 3600),
    ]
    /// The maximum jitter, as a fraction of the delay that is added to it, so that deliveries that failed together are
    /// not retried together. Jitter never shortens a delay.
    package var jitter = 0.2
    /// How long to wait for the receiver's response.
    package var timeout = Duration.seconds(15)
    /// How much of a response's body is stored, in bytes.
    package var keptBytes = 4096
    /// The delay after a 429 without `Retry-After`.
    package var standardThrottle = Duration.seconds(5)
    /// How long all attempts must have failed before the subscription is disabled.
    package var disabledAfter = Duration.seconds(120 * 3600)
    /// How long the previous secret also signs deliveries after a rotation.
    package var secretOverlap = Duration.seconds(24 * 3600)
    /// The delay after an attempt whose secret could not be decrypted. An operator has to configure the key.
    package var unreadableSecretRetry = Duration.seconds(300)

    package init() {}

    /// The delay before the next attempt, from the failure of the last one; nil if there is none.
    /// - Parameters:
    ///   - attempts: The number of failed attempts in this round.
    ///   - retryAfter: The delay that the receiver asked for.
    ///   - random: A value in 0..<1.
    func wait(after attempts: Int, retryAfter: Duration?, random: Double) -> Duration? {
        guard schedule.indices.contains(attempts - 1) else { return nil }
        let wait = max(schedule[attempts - 1], retryAfter ?? .zero)
        return wait + wait * (jitter * random)
    }
}
