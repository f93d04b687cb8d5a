/// How long what is known of callers stays true.
package struct AccessTimes: Sendable {
    /// How long a caller is remembered without asking the database. A change is heard of at once (LISTEN/NOTIFY); this
    /// bounds the time when the notification is lost.
    package var memory: Duration
    /// How often `last_used_at` is written at most.
    package var useGranularity: Duration
    /// How long a JWT is good for.
    package var jwtLifetime: Duration

    /// The defaults.
    package init(
        memory: Duration = .seconds(5), useGranularity: Duration = .seconds(60), jwtLifetime: Duration = .seconds(3600)
    ) {
        self.memory = memory
        self.useGranularity = useGranularity
        self.jwtLifetime = jwtLifetime
    }
}
