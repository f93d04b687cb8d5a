import Automation
import Logging
import Models
import Postgres
import Repositories
import Synchronization

/// Caches the parsed definitions of rules in this process, once for each revision.
final class RuleCache: Sendable {
    private struct Entry {
        var revision: Int64
        var read: ReadRule?
    }

    private let entries = Mutex<[Rule.ID: Entry]>([:])
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// The enabled rules, in evaluation order.
    func enabled(_ executor: any SQLExecutor) async throws -> [ReadRule] {
        let rules = try await RuleRepository(executor).enabled()
        let known = Set(rules.map(\.id))
        entries.withLock { entries in entries = entries.filter { known.contains($0.key) } }
        return rules.compactMap(read)
    }

    private func read(_ rule: Rule) -> ReadRule? {
        if let entry = entries.withLock({ $0[rule.id] }), entry.revision == rule.revision {
            // The author's rights can change without a new revision of the rule.
            return entry.read.map { ReadRule(rule: rule, definition: $0.definition) }
        }
        let read = ReadRule(rule)
        if read == nil {
            logger.error("this version can't read a rule; the rule is skipped", metadata: ["rule": "\(rule.slug)"])
        }
        entries.withLock { $0[rule.id] = Entry(revision: rule.revision, read: read) }
        return read
    }
}
