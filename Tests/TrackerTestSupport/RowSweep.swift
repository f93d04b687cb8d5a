package import Primitives
package import TrackerKit

/// A fuzz test that reads a list with one row corrupted in another way in each round.
package struct RowSweep: Sendable {
    /// The transport that corrupts the row.
    package var transport: CorruptingTransport
    /// The member that identifies rows, and its value in the row to corrupt.
    package var row: (member: String, name: JSON)
    /// Whether a corruption turns the row into something that the list excludes, so that it need not be reported as
    /// skipped.
    package var hides: @Sendable (String) -> Bool = { _ in false }

    package init(_ transport: CorruptingTransport, _ member: String, is name: JSON) {
        self.transport = transport
        row = (member, name)
    }

    /// The result of a sweep.
    package struct Outcome: Sendable {
        /// The number of times the list was read.
        package var rounds = 0
        /// Human-readable failures.
        package var failures: [String] = []
    }

    /// Reads the list for each corruption of the row. Each time, it must contain the other rows, and either contain the
    /// row or report it as skipped.
    /// - Parameters:
    ///   - key: The key of an element.
    ///   - odd: The key of the row to corrupt.
    ///   - list: Reads the list to its end.
    package func run<Element: Sendable>(
        key: (Element) -> String, odd: String, list: () async throws -> (items: [Element], skipped: [SkippedRow])
    ) async throws -> Outcome {
        let whole = try await list().items.map(key)
        let others = Set(whole).subtracting([odd])
        transport.set(.init(row.member, is: row.name, corruption: .unchanged))
        _ = try await list()
        var outcome = Outcome()
        guard let raw = transport.captured, whole.contains(odd) else {
            outcome.failures = ["the list has no row \(row.name)"]
            return outcome
        }
        for corruption in RowCorruption.every(of: raw) {
            outcome.rounds += 1
            transport.set(.init(row.member, is: row.name, corruption: corruption))
            do {
                let (items, skipped) = try await list()
                let lost = others.subtracting(items.map(key))
                if !lost.isEmpty { outcome.failures.append("\(corruption): \(lost.sorted()) are lost") }
                if items.count + skipped.count < whole.count, !hides(corruption.description) {
                    outcome.failures.append("\(corruption): the row is lost without a word")
                }
            } catch {
                outcome.failures.append("\(corruption): \(error)")
            }
        }
        transport.set(nil)
        return outcome
    }
}
