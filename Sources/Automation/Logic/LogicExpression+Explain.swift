package import Primitives
package import TrackerKit

extension LogicExpression {
    /// Evaluates the expression and returns a trace of all its parts, including failures.
    /// - Parameters:
    ///   - labels: How `in` compares label names with those of a ticket.
    ///   - allowance: The total work allowed for all conditions of a rule.
    package func explain(
        _ data: JSON, labels: LabelRules = .exact, within allowance: WorkAllowance? = nil
    ) -> LogicTrace {
        var evaluator = LogicEvaluator(limits: limits, labels: labels, recorder: LogicRecorder(), within: allowance)
        do throws(LogicError) {
            _ = try evaluator.result(of: root, data)
        } catch {
            return Self.failed(evaluator.recorder?.trace, root: root, error: error)
        }
        return evaluator.recorder?.trace ?? LogicTrace(root, item: nil, outcome: .omitted, children: [])
    }

    /// If the result is too large, the whole expression fails although its parts succeeded.
    private static func failed(_ trace: LogicTrace?, root: LogicNode, error: LogicError) -> LogicTrace {
        LogicTrace(root, item: nil, outcome: .failure(error), children: trace?.children ?? [])
    }
}
