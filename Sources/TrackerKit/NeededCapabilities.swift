/// What drafts and patches ask of a tracker, so that every adapter refuses the same things with the same words.
extension TicketDraft {
    /// Every capability that making this ticket as asked needs.
    package var neededCapabilities: Set<Capability> {
        var needed: Set<Capability> = [.createTickets]
        if kind != nil { needed.insert(.kind) }
        if let status { needed.formUnion(status.neededCapabilities) }
        if priority != nil { needed.insert(.priority) }
        if severity != nil { needed.insert(.severity) }
        if !assignees.isEmpty { needed.insert(.assignees) }
        if !labels.isEmpty { needed.insert(.ticketLabels) }
        if milestone != nil { needed.insert(.ticketMilestone) }
        if parent != nil { needed.insert(.parent) }
        if dueAt != nil { needed.insert(.dueDate) }
        if confidential != nil { needed.insert(.confidential) }
        return needed
    }
}

extension TicketPatch {
    /// Every capability that this change needs.
    package var neededCapabilities: Set<Capability> {
        var needed: Set<Capability> = [.updateTickets]
        if title.isSet || body.isSet { needed.insert(.text) }
        if kind.isSet { needed.insert(.kind) }
        if let status = status.value { needed.formUnion(status.neededCapabilities) }
        if priority.isSet { needed.insert(.priority) }
        if severity.isSet { needed.insert(.severity) }
        if assignees.isSet { needed.insert(.assignees) }
        if labels.isSet || !addLabels.isEmpty || !removeLabels.isEmpty { needed.insert(.ticketLabels) }
        if milestone.isSet { needed.insert(.ticketMilestone) }
        if parent.isSet { needed.insert(.parent) }
        if dueAt.isSet { needed.insert(.dueDate) }
        if confidential.isSet { needed.insert(.confidential) }
        if locked.isSet { needed.insert(.lock) }
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
