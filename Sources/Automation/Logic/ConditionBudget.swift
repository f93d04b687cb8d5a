import Synchronization

/// The work that the conditions of all rules, or all subscriptions, may take in one transaction of a consumer.
///
/// A single condition may take ``LogicLimits/steps``, about 0.1 seconds. The number of rules is not limited, and each of
/// them could take that for each event while the transaction is open and all later events wait.
///
/// Every condition has steps of its own, which suffice for ordinary ones, so that expensive conditions of others never
/// prevent it. Further steps come from a common pool.
package final class ConditionBudget: Sendable {
    /// The steps that each condition has of its own. Conditions of the documentation and its recipes take under 100.
    package static let ownSteps = 1_000
    /// The further steps of all conditions together: about two seconds.
    package static let commonSteps = 2_000_000

    private struct State {
        var left: Int
        var refused: Set<String> = []
    }

    private let state: Mutex<State>

    package init(commonSteps: Int = ConditionBudget.commonSteps) { state = Mutex(State(left: commonSteps)) }

    /// The names of those whose conditions were not evaluated to the end because the pool was empty.
    package var refused: Set<String> { state.withLock(\.refused) }

    /// Evaluates a condition within the budget.
    /// - Parameters:
    ///   - name: The rule or subscription, for ``refused``.
    ///   - evaluate: Evaluates the condition with the allowance that it receives.
    package func spend<Value>(
        for name: String, _ evaluate: (WorkAllowance) throws -> Value
    ) rethrows -> Value {
        let most = LogicLimits.standard.steps
        let granted = state.withLock { min(most, Self.ownSteps + $0.left) }
        let allowance = WorkAllowance(WorkAllowance.condition(granted))
        defer {
            let used = granted - allowance.logicLeft
            state.withLock { state in
                state.left = max(0, state.left - max(0, used - Self.ownSteps))
                if allowance.isExhausted, granted < most { state.refused.insert(name) }
            }
        }
        return try evaluate(allowance)
    }
}
