/// How long authentication results remain valid.
package struct AccessTimes: Sendable {
    /// How long a caller is cached without querying the database. Changes are normally noticed immediately
    /// (LISTEN/NOTIFY); this limits the delay if a notification is lost.
    package var memory: Duration
    /// The minimum interval between writes of `last_used_at`.
    package var useGranularity: Duration
    package var jwtLifetime: Duration

    package init(
        memory: Duration = .seconds(5), useGranularity: Duration = .seconds(60), jwtLifetime: Duration = .seconds(3600)
    ) {
        self.memory = memory
        self.useGranularity = useGranularity
        self.jwtLifetime = jwtLifetime
    }
}
