/// How trackers compare the names of labels. Filters, rule conditions and pairs all use these rules. Some trackers
/// ignore case; none applies Unicode normalization, so differently composed names are different.
///
/// The SQL function `label_match_key` implements the same rules for the mirror; a test compares the two.
package struct LabelRules: Sendable, Hashable {
    /// Every tracker distinguishes case.
    package static let exact = LabelRules(ignoringCaseAt: [])

    private let ignoringCase: Set<TrackerKind>

    /// - Parameter kinds: The kinds of trackers whose labels ignore case.
    package init(ignoringCaseAt kinds: Set<TrackerKind>) { ignoringCase = kinds }

    /// Whether names that differ only in case are equal at this kind of tracker.
    package func ignoreCase(at kind: TrackerKind) -> Bool { ignoringCase.contains(kind) }

    /// The name as a key: equal for names of the same label at this kind of tracker.
    package func key(_ name: some StringProtocol, at kind: TrackerKind) -> LabelName {
        ignoreCase(at: kind) ? LabelName(ignoringCaseOf: name) : LabelName(name)
    }
}
