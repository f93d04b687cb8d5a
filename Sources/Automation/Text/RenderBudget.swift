/// What a rendering has left. The library renders in one go and cannot be stopped: when nothing is left, every name is
/// absent, every array has ended and every text is empty, so that it ends soon.
final class RenderBudget {
    let texts: [String]
    private let limits: TextTemplateLimits
    private let placeTags: Int
    /// Whether what comes from the document is marked in the text; see ``TextMarks``.
    let marksValues: Bool
    /// What all texts of a rule may take together; nil for a text alone.
    private let allowance: WorkAllowance?
    private var bytes = 0
    private var steps = 0
    /// What was exceeded, if anything was.
    private(set) var exceeded: TextTemplateError.Reason?

    init(
        limits: TextTemplateLimits, texts: [String], placeTags: Int, allowance: WorkAllowance?,
        marksValues: Bool = false
    ) {
        self.limits = limits
        self.marksValues = marksValues
        self.texts = texts
        self.placeTags = placeTags
        self.allowance = allowance
    }

    /// Counts a name that is looked up.
    /// - Returns: whether anything is left.
    func countName() -> Bool { count(1) }

    /// Counts an element of an array, and the tags that look up no name while it is rendered.
    /// - Returns: whether anything is left.
    func countElement() -> Bool { count(1 + placeTags) }

    private func count(_ count: Int) -> Bool {
        steps += count
        if steps > limits.steps, exceeded == nil { exceeded = .tooExpensive(limit: limits.steps) }
        if exceeded == nil, allowance?.takeRendering(count) == false { exceeded = .allowanceExhausted }
        return exceeded == nil
    }

    /// A value of the document that is to be rendered, or nothing.
    func takingValue(_ text: @autoclosure () -> String) -> String {
        let text = taking(text())
        return marksValues ? TextMarks.mark(text) : text
    }

    /// The text that is to be rendered, or nothing.
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
