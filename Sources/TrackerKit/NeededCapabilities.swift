/// The capabilities that drafts and patches require, computed in one place so that every adapter rejects the same
/// requests with the same messages.
extension TicketDraft {
    /// The capabilities required to create this ticket.
    package var neededCapabilities: Set<Capability> {
        Set(setFields.compactMap(\.capability)).union(status?.neededCapabilities ?? []).union([.createTickets])
    }
}

extension TicketPatch {
    /// The capabilities required to apply this patch.
    package var neededCapabilities: Set<Capability> {
        var needed = Set(setFields.compactMap(\.capability)).union([.updateTickets])
        if let status = status.value { needed.formUnion(status.neededCapabilities) }
        if !addLabels.isEmpty || !removeLabels.isEmpty { needed.insert(.ticketLabels) }
        return needed
    }
}

extension CommentDraft {
    /// The capabilities required to create this comment.
    package var neededCapabilities: Set<Capability> {
        var needed: Set<Capability> = [.writeComments]
        if threadID != nil { needed.insert(.threads) }
        if isInternal { needed.insert(.internalComments) }
        return needed
    }
}

extension StatusChange {
    /// ``Capability/changeStatus``, and ``Capability/resolution`` if a resolution is given.
    package var neededCapabilities: Set<Capability> {
        if case .status(_, .some) = self { [.changeStatus, .resolution] } else { [.changeStatus] }
    }
}

extension IssueTracker {
    /// Throws ``TrackerError/capabilityMissing(_:)`` with the first capability, by name, that is not declared.
    package func require(_ needed: Set<Capability>) throws {
        if let missing = needed.subtracting(capabilities).min() { throw TrackerError.capabilityMissing(missing) }
    }
}
