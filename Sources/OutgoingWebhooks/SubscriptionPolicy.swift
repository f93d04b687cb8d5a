/// How outgoing webhooks are sent.
package struct SubscriptionPolicy: Sendable, Hashable {
    /// The waits after an attempt that failed, each before the next; the first attempt is made at once (Standard
    /// Webhooks 1.0.0, "Deliverability and reliability"). After the last one a delivery has failed.
    package var schedule: [Duration] = [
        .seconds(5), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(5 * 3600), .seconds(10 * 3600),
        .seconds(10 * 3600),
    ]
    /// What chance adds to each wait at most, as a part of it, so that what failed together does not come back
    /// together. It takes nothing away: no attempt is early.
    package var jitter = 0.2
    /// How long a receiver may take to answer.
    package var timeout = Duration.seconds(15)
    /// How much of an answer's body is kept.
    package var keptBytes = 4096
    /// What a receiver that says 429 and not when is left alone for.
    package var standardThrottle = Duration.seconds(5)
    /// For how long nothing may reach a receiver although it is tried, before nothing is sent to it any more.
    package var disabledAfter = Duration.seconds(120 * 3600)
    /// How long a secret still signs after its rotation.
    package var secretOverlap = Duration.seconds(24 * 3600)

    /// The standard policy.
    package init() {}

    /// When an attempt may follow at the earliest, counted from the one that failed; nil after the last.
    /// - Parameters:
    ///   - attempts: How many of the round have failed.
    ///   - retryAfter: What the receiver asked for.
    ///   - random: From 0 to below 1.
    func wait(after attempts: Int, retryAfter: Duration?, random: Double) -> Duration? {
        guard schedule.indices.contains(attempts - 1) else { return nil }
        let wait = max(schedule[attempts - 1], retryAfter ?? .zero)
        return wait + wait * (jitter * random)
    }
}
