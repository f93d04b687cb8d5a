package import Models
import Primitives
import Tickets

/// Limits and delays of rules.
package enum RulePolicy {
    /// The maximum length of a chain of events in which each was caused by a rule for the previous one. Beyond it, no
    /// rule runs: useful chains are shorter.
    package static let maximumDepth = 8
    /// The period to which a rule's `limit` of runs applies.
    static let window = Duration.seconds(3600)
    /// The maximum count of missed events. Whether there are more makes no difference to what the user does about them.
    static let maximumMissed = 10_000
    /// The maximum number of stored events per replay request.
    package static let maximumReplay = 1000
    /// The number of events per transaction, and of event documents held in memory at a time: a ticket's text can have
    /// 1 MB, and its change 2 MB.
    static let documentBatch = 50
    /// How many runs are deleted per statement.
    static let pruned = 500
    /// The initial delay before checking again for a ticket that another run is creating.
    static let pairWait = Duration.seconds(2)
    /// The maximum delay before checking again.
    static let longestPairWait = Duration.seconds(60)
    /// How long an action is retried after it began: as long as an operation.
    static let patience = DurablePolicy.patience

    /// The start of the minute, by which runs are counted.
    static func minute(of moment: Timestamp) -> Timestamp {
        let minute: Int64 = 60_000_000
        return Timestamp(microseconds: moment.microseconds - moment.microseconds % minute)
    }
}

/// Observes rules, for metrics.
package protocol RuleObserver: Sendable {
    /// Called when a run begins, and when it finishes in this state.
    func run(reached state: RuleRunState)
    /// Called after each attempt of an action.
    func action(_ kind: String, ended outcome: RuleActionOutcome)
    /// Called when the gateway disables a rule.
    func ruleDisabled()
}

/// The outcome of an attempt of an action.
package enum RuleActionOutcome: String, Sendable, Hashable, CaseIterable {
    case succeeded
    /// There was nothing to do.
    case skipped
    /// It failed and will be retried.
    case retried
    /// It failed permanently.
    case failed
}

package struct NoRuleObserver: RuleObserver {
    package init() {}
    package func run(reached state: RuleRunState) {}
    package func action(_ kind: String, ended outcome: RuleActionOutcome) {}
    package func ruleDisabled() {}
}
