/// The steps that may still be spent on matching patterns, shared by all values that are checked together.
///
/// The time of a single match is limited by the size of the pattern times the length of the text, which is tenths of a
/// second in the worst case. With a hundred variables, a single call could block a thread for a minute.
package struct MatchBudget: Sendable {
    /// The steps for all values of a template: about an eighth of a second. A match takes at most the number of
    /// instructions times the number of characters, so a pattern of 30 instructions on the longest text takes a fifth
    /// of it.
    package static let maximumSteps = 2_500_000

    /// The remaining steps.
    package private(set) var steps: Int

    package init(steps: Int = Self.maximumSteps) { self.steps = steps }

    /// Thrown when the steps are used up before it is known whether a text matches.
    package struct Exhausted: Error, Sendable, Hashable {}

    mutating func spend(_ count: Int) throws(Exhausted) {
        guard count <= steps else {
            steps = 0
            throw Exhausted()
        }
        steps -= count
    }
}
