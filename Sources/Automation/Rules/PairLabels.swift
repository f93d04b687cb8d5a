package import TrackerKit

/// What a change of the labels of one ticket of a pair asks for on the other one. Each side compares names as its own
/// tracker does.
package struct PairLabels: Sendable {
    private let added: [String]
    private let removed: [String]
    private let after: [String]
    private let rules: LabelRules

    /// Describes a change.
    /// - Parameters:
    ///   - before: The labels before it.
    ///   - after: The labels after it.
    ///   - source: The tracker of the ticket that changed.
    package init(before: [String], after: [String], at source: TrackerKind, rules: LabelRules) {
        let old = Set(before.map { rules.key($0, at: source) }), new = Set(after.map { rules.key($0, at: source) })
        added = after.filter { !old.contains(rules.key($0, at: source)) }
        removed = before.filter { !new.contains(rules.key($0, at: source)) }
        self.after = after
        self.rules = rules
    }

    /// What is still to be done on the other ticket. A label that it has stays in its own spelling. One is not taken
    /// away that the changed ticket still has in another case, where the other tracker knows only one of the two.
    package func patch(of present: [String], at target: TrackerKind) -> TicketPatch {
        let there = Set(present.map { rules.key($0, at: target) })
        let kept = Set(after.map { rules.key($0, at: target) }), gone = Set(removed.map { rules.key($0, at: target) })
        var patch = TicketPatch()
        patch.addLabels = added.filter { !there.contains(rules.key($0, at: target)) }.sorted()
        patch.removeLabels = present.filter { name in
            let key = rules.key(name, at: target)
            return gone.contains(key) && !kept.contains(key)
        }.sorted()
        return patch
    }
}
