extension Duration {
    /// Whole milliseconds, rounded down; what PostgreSQL's time-outs count in.
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
