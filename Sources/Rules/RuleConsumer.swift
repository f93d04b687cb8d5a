import EventFeed
package import Logging
import Models
package import Postgres
package import Repositories

/// Looks at every event once and writes what rules are to do about it: the jobs do the work.
package struct RuleConsumer: EventConsumer {
    /// What its place in the events is kept under.
    package let name = Self.consumerName

    static let consumerName = "rules"

    private let environment: RuleEnvironment
    private let book: RuleBook

    /// Makes the consumer.
    package init(environment: RuleEnvironment, logger: Logger) {
        self.environment = environment
        book = RuleBook(logger: logger)
    }

    /// Whether there are rules that may be asked.
    package func isNeeded(_ executor: any SQLExecutor) async throws -> Bool {
        try await RuleRepository(executor).hasEnabled()
    }

    /// Writes the runs that events lead to. None of that need be on the disk: whatever a run does is kept before, and
    /// after it in the log.
    package func take(_ events: [FeedEvent], in transaction: Transaction) async throws -> Bool {
        let rules = try await book.enabled(transaction)
        guard !rules.isEmpty else { return false }
        let matcher = RuleMatcher(environment)
        let writer = RuleRunWriter(environment: environment)
        var pass = RuleRunWriter.Pass()
        for start in stride(from: 0, to: events.count, by: RulePolicy.documentBatch) {
            let batch = events[start..<min(start + RulePolicy.documentBatch, events.count)]
            let matches = try await matcher.matches(batch.map(RuleTrigger.init), rules, transaction)
            try await writer.write(matches, to: &pass, in: transaction)
        }
        try await writer.finish(pass, in: transaction)
        return false
    }
}
