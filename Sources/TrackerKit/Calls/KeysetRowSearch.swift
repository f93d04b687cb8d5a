/// Finds the identifier of a row on which the server fails, so that it can be skipped although the server never shows
/// it, in a list that is ordered by ascending number and takes bounds for it.
struct KeysetRowSearch {
    /// The largest number that is tried, far beyond the identifiers in use.
    private static let largest: Int64 = 1 << 53

    /// The number of calls that the search has made.
    private(set) var calls = 0

    /// The first row after a number, on which the server is known to fail; nil if it does not fail within any bounds.
    /// - Parameters:
    ///   - serves: Whether the server can show the first row between that number and the given one, both excluded.
    ///   - probe: Fails if the server is down. Called after every second failure, which also keeps the circuit breaker
    ///     closed.
    mutating func first(
        after start: Int64, serves: (Int64) async throws -> Bool, probe: () async throws -> Void
    ) async throws -> Int64? {
        // The server can show what is below `low`, but not what is below `high`. Rows are often close to each other.
        var (low, high, failures) = (start + 1, start + 2, 0)
        while true {
            calls += 1
            guard try await serves(high) else { break }
            (low, high) = (high, high + 2 * (high - start))
            guard high <= Self.largest else { return nil }
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            calls += 1
            if try await serves(middle) {
                low = middle
                continue
            }
            high = middle
            failures += 1
            if failures.isMultiple(of: 2) { try await probe() }
        }
        return low
    }
}
