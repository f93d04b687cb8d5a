import Automation
import Testing
import TrackerKit

/// Labels are synced between the tickets of a pair according to how each tracker compares names.
@Suite struct PairLabelsTests {
    private static let github = TrackerKind(rawValue: "github"), gitlab = TrackerKind(rawValue: "gitlab")
    private static let rules = LabelRules(ignoringCaseAt: [github])

    /// The labels added to and removed from the other ticket.
    private func carried(
        _ before: [String], _ after: [String], from source: TrackerKind, to present: [String], at target: TrackerKind
    ) -> [[String]] {
        let patch = PairLabels(before: before, after: after, at: source, rules: Self.rules).patch(
            of: present, at: target)
        return [patch.addLabels, patch.removeLabels]
    }

    @Test func `a label that the other ticket has in another case is not added if case is ignored`() {
        #expect(carried([], ["Bug"], from: Self.gitlab, to: ["bug"], at: Self.github) == [[], []])
        #expect(carried([], ["Bug"], from: Self.github, to: ["bug"], at: Self.gitlab) == [["Bug"], []])
    }

    @Test func `a label is removed in the spelling of the other ticket`() {
        #expect(carried(["Bug"], [], from: Self.gitlab, to: ["bug", "ui"], at: Self.github) == [[], ["bug"]])
        #expect(carried(["Bug"], [], from: Self.github, to: ["bug", "ui"], at: Self.gitlab) == [[], []])
    }

    @Test func `a changed case is a change only at a tracker where case matters`() {
        #expect(carried(["bug"], ["Bug"], from: Self.gitlab, to: ["bug"], at: Self.gitlab) == [["Bug"], ["bug"]])
        #expect(carried(["bug"], ["Bug"], from: Self.github, to: ["bug"], at: Self.gitlab) == [[], []])
    }

    @Test func `removing one of two labels that are equal elsewhere keeps the other there`() {
        #expect(carried(["Bug", "bug"], ["Bug"], from: Self.gitlab, to: ["Bug"], at: Self.github) == [[], []])
    }

    @Test func `names with different Unicode compositions are two labels everywhere`() {
        let composed = "caf\u{E9}", decomposed = "cafe\u{301}"
        let change = carried([composed], [decomposed], from: Self.github, to: [composed], at: Self.github)
        #expect(change.map { $0.map { Array($0.utf8) } } == [[Array(decomposed.utf8)], [Array(composed.utf8)]])
    }
}
