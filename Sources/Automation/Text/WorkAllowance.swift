import Primitives
import Synchronization

/// The work that the texts and conditions of one call may still take together: shared by all actions of a rule that is
/// saved or tested, by all texts of an action that runs, by all operations of a batch, and by all template files of a
/// project.
///
/// Each text and condition has limits of its own. A rule has up to 20 actions with up to hundreds of texts each, and a
/// batch up to 100 templates, so a single call could occupy a thread for half a minute within those limits.
package final class WorkAllowance: Sendable {
    /// Amounts of each kind of work.
    package struct Amount: Sendable, Hashable {
        /// The squares of the numbers of tags, summed over the templates that are parsed: the library's parser takes
        /// time in proportion to them, 50 ms for the most tags that one template may have.
        var parsing: Int
        /// Steps of renderings; see ``TextTemplateLimits/steps``.
        var rendering: Int
        /// The bytes of rendered texts: making a text inert for its tracker takes up to half a second for each MiB.
        var bytes: Int
        /// Steps of conditions; see ``LogicLimits/steps``.
        var logic: Int
        /// Steps of matching patterns; see ``MatchBudget``.
        var matching: Int
    }

    /// The allowance of one action when it runs: a text of the greatest length, and otherwise twice the limits of a
    /// single text.
    package static let action = Amount(
        parsing: 2_000_000, rendering: 200_000, bytes: TextTemplateLimits.carried.outputBytes, logic: 200_000,
        matching: MatchBudget.maximumSteps)
    /// The allowance for saving or testing a rule: a caller waits for it, and others wait for the thread. At most about
    /// half a second.
    package static let call = Amount(
        parsing: 2_000_000, rendering: 200_000, bytes: 1_048_576, logic: 300_000, matching: 2 * MatchBudget.maximumSteps
    )
    /// The allowance for the templates of a batch, or of a project's files: about a second, and up to two more if the
    /// texts are converted to plain text. Enough for 100 tickets with bodies of 40 KiB and templates of 200 tags.
    package static let batch = Amount(
        parsing: 4_000_000, rendering: 400_000, bytes: 4_194_304, logic: 0, matching: 4 * MatchBudget.maximumSteps)
    /// The error of a text or condition for which the allowance does not suffice.
    package static let refusal =
        "takes too much work: the templates and conditions of one call together exceed its limit"

    /// The allowance of a single condition, in steps.
    static func condition(_ steps: Int) -> Amount {
        Amount(parsing: 0, rendering: 0, bytes: 0, logic: steps, matching: 0)
    }

    private struct State {
        var left: Amount
        var isExhausted = false

        mutating func take(_ amount: WritableKeyPath<Amount, Int>, _ count: Int) -> Bool {
            guard !isExhausted, count <= left[keyPath: amount] else {
                isExhausted = true
                return false
            }
            left[keyPath: amount] -= count
            return true
        }
    }

    private let state: Mutex<State>

    /// Makes an allowance.
    package init(_ amount: Amount) { state = Mutex(State(left: amount)) }

    /// Whether something was refused.
    package var isExhausted: Bool { state.withLock(\.isExhausted) }

    /// The steps of conditions that are left; 0 if something was refused.
    var logicLeft: Int { state.withLock { $0.isExhausted ? 0 : $0.left.logic } }

    /// Takes the parsing of a template with so many tags.
    /// - Returns: Whether enough was left. If not, everything is refused from now on.
    func takeParsing(tags: Int) -> Bool { state.withLock { $0.take(\.parsing, tags * tags) } }
    /// Takes steps of a rendering.
    func takeRendering(_ steps: Int) -> Bool { state.withLock { $0.take(\.rendering, steps) } }
    /// Takes bytes of a rendered text.
    func takeBytes(_ bytes: Int) -> Bool { state.withLock { $0.take(\.bytes, bytes) } }
    /// Takes steps of a condition.
    func takeLogic(_ steps: Int) -> Bool { state.withLock { $0.take(\.logic, steps) } }
}

extension WorkAllowance {
    /// The steps that the patterns of one template may take; none if something was refused.
    var matching: MatchBudget {
        MatchBudget(steps: state.withLock { $0.isExhausted ? 0 : min(MatchBudget.maximumSteps, $0.left.matching) })
    }

    /// Takes the steps that a template spent of ``matching``.
    /// - Returns: False if the template was cut short by this allowance rather than by its own limit.
    func takeMatching(of budget: MatchBudget, left: MatchBudget) -> Bool {
        let wasCut = left.steps == 0 && budget.steps < MatchBudget.maximumSteps
        return state.withLock { $0.take(\.matching, budget.steps - left.steps + (wasCut ? 1 : 0)) }
    }
}

extension WorkAllowance {
    /// Whether the templates among the texts of a value can be parsed. Their tags are counted only, in time that is
    /// proportional to their length; what is no template is refused elsewhere.
    func coversParsing(of json: JSON) -> Bool {
        switch json {
        case .string(let text):
            guard TemplateText.isTemplate(text) else { return true }
            var scanner = TextTemplateScanner(text, limits: .standard)
            do throws(TextTemplateError) { try scanner.scan() } catch { return true }
            return takeParsing(tags: scanner.tags)
        case .array(let elements): return elements.allSatisfy(coversParsing)
        case .object(let members): return members.values.allSatisfy(coversParsing)
        default: return true
        }
    }
}
