/// The work that may still be spent on matching patterns: shared by all values that are checked together.
///
/// The time of one match is limited by the size of its pattern times the length of its text, which is tenths of a
/// second in the worst case. With a hundred variables, one call would block a thread for a minute.
package struct MatchBudget: Sendable {
    /// The steps for all values of a template: about an eighth of a second. A match takes at most the number of
    /// instructions times that of characters, so a pattern of 30 instructions on the longest text takes a fifth.
    package static let maximumSteps = 2_500_000

    /// How many steps are left.
    package private(set) var steps: Int

    /// Makes a budget.
    package init(steps: Int = Self.maximumSteps) { self.steps = steps }

    /// The steps are used up before it is known whether a text matches.
    package struct Exhausted: Error, Sendable, Hashable {}

    /// Takes steps.
    mutating func spend(_ count: Int) throws(Exhausted) {
        guard count <= steps else {
            steps = 0
            throw Exhausted()
        }
        steps -= count
    }
}
