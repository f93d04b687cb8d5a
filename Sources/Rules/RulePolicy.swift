package import Models
import Primitives
import Tickets

/// What bounds rules.
package enum RulePolicy {
    /// How many events may lead to one another, each by a rule, before the next rule is not run: no sensible chain is
    /// longer.
    package static let maximumDepth = 8
    /// Within which time `limit` counts.
    static let window = Duration.seconds(3600)
    /// Up to how many events are counted that a rule missed: whether there are more makes no difference to what is to
    /// be done.
    static let maximumMissed = 10_000
    /// How many stored events one call runs a rule on.
    package static let maximumReplay = 1000
    /// How many of them share a transaction, and how many documents of events are held at a time: a ticket's text may
    /// have a megabyte, and its change two.
    static let documentBatch = 50
    /// How many runs are removed in one statement.
    static let pruned = 500
    /// When it is looked again for a ticket that another run is making.
    static let pairWait = Duration.seconds(2)
    /// The same once it has been looked for often.
    static let longestPairWait = Duration.seconds(60)
    /// How long after it began an action is tried: as long as an operation.
    static let patience = OperationPolicy.patience

    /// The minute of a moment: what runs are counted by.
    static func minute(of moment: Timestamp) -> Timestamp {
        let minute: Int64 = 60_000_000
        return Timestamp(microseconds: moment.microseconds - moment.microseconds % minute)
    }
}

/// Is told what rules do: for metrics.
package protocol RuleObserver: Sendable {
    /// A run has begun, or is over in that state.
    func run(reached state: RuleRunState)
    /// An attempt at an action has ended so.
    func action(_ kind: String, ended outcome: RuleActionOutcome)
    /// The gateway turned a rule off.
    func ruleDisabled()
}

/// How an attempt at an action ended.
package enum RuleActionOutcome: String, Sendable, Hashable, CaseIterable {
    /// It was done.
    case succeeded
    /// There was nothing to do.
    case skipped
    /// It failed, and is tried again.
    case retried
    /// It failed for good.
    case failed
}

/// Tells nobody.
package struct NoRuleObserver: RuleObserver {
    /// Makes one.
    package init() {}
    /// Nothing.
    package func run(reached state: RuleRunState) {}
    /// Nothing.
    package func action(_ kind: String, ended outcome: RuleActionOutcome) {}
    /// Nothing.
    package func ruleDisabled() {}
}
