package import Primitives
package import TrackerKit

/// Reads a list again and again, one of its rows odd in another way each time.
package struct RowSweep: Sendable {
    /// What makes the row odd.
    package var transport: CorruptingTransport
    /// The member that names rows, and the name of the row.
    package var row: (member: String, name: JSON)
    /// Whether a corruption makes the row something that the list leaves out, so that it need not be reported.
    package var hides: @Sendable (String) -> Bool = { _ in false }

    /// Makes a sweep.
    package init(_ transport: CorruptingTransport, _ member: String, _ name: JSON) {
        self.transport = transport
        row = (member, name)
    }

    /// What the sweep came to.
    package struct Outcome: Sendable {
        /// How often the list was read.
        package var rounds = 0
        /// What went wrong, for people.
        package var failures: [String] = []
    }

    /// Reads a list for each corruption of the row. The other rows must arrive each time, and the row must arrive or be
    /// reported.
    /// - Parameters:
    ///   - key: Names an element.
    ///   - odd: The name of the row's element.
    ///   - list: Reads the list to its end.
    package func run<Element: Sendable>(
        key: (Element) -> String, odd: String, list: () async throws -> (items: [Element], skipped: [SkippedRow])
    ) async throws -> Outcome {
        let whole = try await list().items.map(key)
        let others = Set(whole).subtracting([odd])
        transport.set(.init(row.member, row.name, .unchanged))
        _ = try await list()
        var outcome = Outcome()
        guard let raw = transport.captured, whole.contains(odd) else {
            outcome.failures = ["the list has no row \(row.name)"]
            return outcome
        }
        for corruption in RowCorruption.every(of: raw) {
            outcome.rounds += 1
            transport.set(.init(row.member, row.name, corruption))
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
