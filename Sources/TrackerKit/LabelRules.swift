/// How trackers compare names of labels: the one rule that filters, conditions of rules and pairs go by. Some ignore
/// upper and lower case; to all of them names are different whose characters are only composed in another way (Unicode
/// normalization).
///
/// The SQL function `label_match_key` states the same for the mirror; a test compares the two.
package struct LabelRules: Sendable, Hashable {
    /// Every tracker compares names as they are.
    package static let exact = LabelRules(ignoringCaseAt: [])

    private let ignoringCase: Set<TrackerKind>

    /// Makes rules.
    /// - Parameter kinds: The kinds of trackers whose labels ignore case.
    package init(ignoringCaseAt kinds: Set<TrackerKind>) { ignoringCase = kinds }

    /// Whether a kind of tracker takes two names for the same that differ only in upper and lower case.
    package func ignoreCase(at kind: TrackerKind) -> Bool { ignoringCase.contains(kind) }

    /// A name as a key: equal for names that are one label at that kind of tracker.
    package func key(_ name: some StringProtocol, at kind: TrackerKind) -> LabelName {
        ignoreCase(at: kind) ? LabelName(ignoringCaseOf: name) : LabelName(name)
    }
}
