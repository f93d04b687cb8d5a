import Automation
import EventFeed
package import Logging
import Models
package import Postgres
package import Repositories

/// Processes each event once and stores the runs of the rules that match. Jobs perform their actions.
package struct RuleConsumer: EventConsumer {
    /// The name under which the feed position is stored.
    package let name = Self.consumerName

    static let consumerName = "rules"

    private let environment: RuleEnvironment
    private let cache: RuleCache
    private let logger: Logger

    package init(environment: RuleEnvironment, logger: Logger) {
        self.environment = environment
        cache = RuleCache(logger: logger)
        self.logger = logger
    }

    /// Whether any rule is enabled.
    package func isNeeded(_ executor: any SQLExecutor) async throws -> Bool {
        try await RuleRepository(executor).hasEnabled()
    }

    /// Stores the runs that the events trigger. The transaction need not be durable: whatever a run does is stored
    /// durably before and after it.
    package func take(_ events: [FeedEvent], in transaction: Transaction) async throws -> Bool {
        let rules = try await cache.enabled(transaction)
        guard !rules.isEmpty else { return false }
        let matcher = RuleMatcher(environment)
        let writer = RuleRunWriter(environment: environment)
        var pass = RuleRunWriter.Pass()
        for start in stride(from: 0, to: events.count, by: RulePolicy.documentBatch) {
            let batch = Array(events[start..<min(start + RulePolicy.documentBatch, events.count)])
            let matches = try await matcher.matches(of: batch, with: rules, in: transaction)
            try await writer.write(matches, to: &pass, in: transaction)
        }
        try await writer.finish(pass, in: transaction)
        let refused = matcher.budget.refused
        if !refused.isEmpty {
            logger.warning(
                "conditions of rules together take too much work, so some were not evaluated",
                metadata: ["rules": "\(refused.sorted().joined(separator: " "))"])
        }
        return false
    }
}
