package import Primitives
package import TrackerKit

extension LogicExpression {
    /// Evaluates the expression and tells what became of each of its parts. What fails is in the trace.
    /// - Parameters:
    ///   - labels: How `in` compares names of labels with those of a ticket.
    ///   - allowance: What all conditions of a rule may take together.
    package func explain(
        _ data: JSON, labels: LabelRules = .exact, within allowance: WorkAllowance? = nil
    ) -> LogicTrace {
        var evaluator = LogicEvaluator(limits: limits, labels: labels, recorder: LogicRecorder(), within: allowance)
        do throws(LogicError) {
            _ = try evaluator.result(of: root, data)
        } catch {
            return Self.failed(evaluator.recorder?.trace, root, error)
        }
        return evaluator.recorder?.trace ?? LogicTrace(root, item: nil, outcome: .omitted, children: [])
    }

    /// A result that is itself too large is a failure of the whole, whose parts went well.
    private static func failed(_ trace: LogicTrace?, _ root: LogicNode, _ error: LogicError) -> LogicTrace {
        LogicTrace(root, item: nil, outcome: .failure(error), children: trace?.children ?? [])
    }
}
