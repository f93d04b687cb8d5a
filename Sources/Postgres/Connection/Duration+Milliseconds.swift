extension Duration {
    /// Whole milliseconds, rounded down. PostgreSQL's timeouts use this unit.
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
