/// What drafts and patches ask of a tracker, so that every adapter refuses the same things with the same words.
extension TicketDraft {
    /// Every capability that making this ticket as asked needs.
    package var neededCapabilities: Set<Capability> {
        Set(setFields.compactMap(\.capability)).union(status?.neededCapabilities ?? []).union([.createTickets])
    }
}

extension TicketPatch {
    /// Every capability that this change needs.
    package var neededCapabilities: Set<Capability> {
        var needed = Set(setFields.compactMap(\.capability)).union([.updateTickets])
        if let status = status.value { needed.formUnion(status.neededCapabilities) }
        if !addLabels.isEmpty || !removeLabels.isEmpty { needed.insert(.ticketLabels) }
        return needed
    }
}

extension CommentDraft {
    /// Every capability that making this comment as asked needs.
    package var neededCapabilities: Set<Capability> {
        var needed: Set<Capability> = [.writeComments]
        if threadID != nil { needed.insert(.threads) }
        if isInternal { needed.insert(.internalComments) }
        return needed
    }
}

extension StatusChange {
    /// Changing the status, and giving a reason where one is named.
    package var neededCapabilities: Set<Capability> {
        if case .status(_, .some) = self { [.changeStatus, .resolution] } else { [.changeStatus] }
    }
}

extension IssueTracker {
    /// Throws ``TrackerError/capabilityMissing(_:)`` for the first capability, by name, that is not declared.
    package func require(_ needed: Set<Capability>) throws {
        if let missing = needed.subtracting(capabilities).min() { throw TrackerError.capabilityMissing(missing) }
    }
}
