package import TrackerKit

/// The change to the labels of one ticket of a pair that follows from a change to the other's. Each side compares names
/// as its own tracker does.
package struct PairLabels: Sendable {
    private let added: [String]
    private let removed: [String]
    private let after: [String]
    private let rules: LabelRules

    /// Computes which labels were added and removed.
    /// - Parameters:
    ///   - before: The labels before the change.
    ///   - after: The labels after the change.
    ///   - source: The tracker of the changed ticket.
    package init(before: [String], after: [String], at source: TrackerKind, rules: LabelRules) {
        let old = Set(before.map { rules.key($0, at: source) }), new = Set(after.map { rules.key($0, at: source) })
        added = after.filter { !old.contains(rules.key($0, at: source)) }
        removed = before.filter { !new.contains(rules.key($0, at: source)) }
        self.after = after
        self.rules = rules
    }

    /// The change that the other ticket still needs. Labels that it already has keep their spelling. A label is not
    /// removed if the changed ticket still has it in another case and the other tracker does not distinguish case.
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
