/// The remaining budget of a rendering. The library renders synchronously and can't be cancelled. When the budget is
/// exhausted, every name is missing, every array ends and every text is empty, so that rendering ends soon.
final class RenderBudget {
    let texts: [String]
    private let limits: TextTemplateLimits
    private let positionTags: Int
    /// Whether values from the document are marked in the output; see ``TextMarks``.
    let marksValues: Bool
    /// The total work allowed for all texts of a rule; nil for a single text.
    private let allowance: WorkAllowance?
    private var bytes = 0
    private var steps = 0
    /// The first limit that was exceeded; nil for none.
    private(set) var exceeded: TextTemplateError.Reason?

    init(
        limits: TextTemplateLimits, texts: [String], positionTags: Int, allowance: WorkAllowance?,
        marksValues: Bool = false
    ) {
        self.limits = limits
        self.marksValues = marksValues
        self.texts = texts
        self.positionTags = positionTags
        self.allowance = allowance
    }

    /// Counts the lookup of a name.
    /// - Returns: false if the budget is exhausted.
    func countName() -> Bool { count(1) }

    /// Counts an element of an array, with the tags that look up no name while it is rendered.
    /// - Returns: false if the budget is exhausted.
    func countElement() -> Bool { count(1 + positionTags) }

    private func count(_ count: Int) -> Bool {
        steps += count
        if steps > limits.steps, exceeded == nil { exceeded = .tooExpensive(limit: limits.steps) }
        if exceeded == nil, allowance?.takeRendering(count) == false { exceeded = .allowanceExhausted }
        return exceeded == nil
    }

    /// Counts and returns a value of the document, marked if required; empty if the budget is exhausted.
    func takingValue(_ text: @autoclosure () -> String) -> String {
        let text = taking(text())
        return marksValues ? TextMarks.mark(text) : text
    }

    /// Counts and returns a text; empty if the budget is exhausted.
    func taking(_ text: @autoclosure () -> String) -> String {
        guard exceeded == nil else { return "" }
        let text = text()
        bytes += text.utf8.count
        if bytes > limits.outputBytes {
            exceeded = .outputTooLong(limit: limits.outputBytes)
        } else if allowance?.takeBytes(text.utf8.count) == false {
            exceeded = .allowanceExhausted
        }
        return exceeded == nil ? text : ""
    }
}
