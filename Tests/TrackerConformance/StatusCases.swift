import TrackerKit

extension TrackerConformance {
    static let statusCases: [ConformanceCase] = [
        ConformanceCase("a ticket is closed and reopened", needs: [.createTickets, .changeStatus]) { subject in
            let ticket = try await subject.makeTicket()
            await subject.tick()
            let closed = try await subject.update(ticket.key) { $0.status = .set(.status(.done, nil)) }
            try expectEqual(closed.status, .done, for: "status")
            try expect(closed.resolution != nil, "a closed ticket has a resolution")
            try expect(closed.closedAt != nil || !subject.tellsTimeOfClosing, "a closed ticket has the time of closing")
            try expect(closed.updatedAt > ticket.updatedAt || !subject.datesChanges, "closing is a change")
            let reopened = try await subject.update(ticket.key) { $0.status = .set(.status(.open, nil)) }
            try expectEqual(reopened.status, .open, for: "status")
            try expectEqual(reopened.resolution, nil, for: "resolution of an open ticket")
            try expectEqual(reopened.closedAt, nil, for: "time of closing of an open ticket")
        },
        ConformanceCase(
            "a ticket is closed with each resolution, from open and from closed",
            needs: [.createTickets, .changeStatus, .resolution]
        ) { subject in
            let ticket = try await subject.makeTicket()
            for resolution in [Resolution.completed, .notPlanned, .duplicate, .completed] {
                let closed = try await subject.update(ticket.key) { $0.status = .set(.status(.done, resolution)) }
                try expectEqual(closed.status, .done, for: "status")
                try expectEqual(closed.resolution, resolution, for: "resolution")
                let read = try await subject.tracker.ticket(ticket.key, in: subject.project)
                try expectEqual(read.resolution, resolution, for: "resolution read back")
            }
            let draft = TicketDraft(title: "Closed at birth")
            let born = try await subject.tracker.createTicket(
                draft.with { $0.status = .status(.done, .notPlanned) }, in: subject.project, marker: nil)
            try expectEqual(born.status, .done, for: "status of a ticket that is made closed")
            try expectEqual(born.resolution, .notPlanned, for: "resolution of a ticket that is made closed")
        },
        ConformanceCase("an open ticket takes no resolution", needs: [.createTickets, .changeStatus, .resolution]) {
            subject in
            let ticket = try await subject.makeTicket()
            try await expectError("a resolution", where: TrackerError.isInvalid(at: "/resolution")) {
                _ = try await subject.update(ticket.key) { $0.status = .set(.status(.open, .completed)) }
            }
        },
        ConformanceCase("the open statuses of the status map are kept", needs: [.createTickets, .changeStatus]) {
            subject in
            let ticket = try await subject.makeTicket()
            for status in [TicketStatus.inProgress, .onHold, .open, .inProgress]
            where status == .open || subject.holds(status) {
                let changed = try await subject.update(ticket.key) { $0.status = .set(.status(status, nil)) }
                try expectEqual(changed.status, status, for: "status")
                let read = try await subject.tracker.ticket(ticket.key, in: subject.project)
                try expectEqual(read.status, status, for: "status read back")
                try expectEqual(read.statusRaw, changed.statusRaw, for: "the tracker's own status")
            }
        },
        ConformanceCase(
            "the tracker's own status can be written by its identifier", needs: [.createTickets, .changeStatus]
        ) { subject in
            let ticket = try await subject.makeTicket()
            let closed = try await subject.update(ticket.key) { $0.status = .set(.status(.done, nil)) }
            let reopened = try await subject.update(ticket.key) { $0.status = .set(.raw(id: ticket.statusRaw.id)) }
            try expectEqual(reopened.status, .open, for: "status after its first identifier was written")
            let again = try await subject.update(ticket.key) { $0.status = .set(.raw(id: closed.statusRaw.id)) }
            try expectEqual(again.status, .done, for: "status after the closed one's identifier was written")
            try await expectError("an unknown status", where: TrackerError.isInvalid(at: "/status_raw/id")) {
                _ = try await subject.update(ticket.key) { $0.status = .set(.raw(id: "no such status")) }
            }
        },
    ]
}

extension ConformanceSubject {
    /// Whether the project's status map contains a status.
    fileprivate func holds(_ status: TicketStatus) -> Bool { project.statusMap.values.contains(status) }
}

extension TicketDraft {
    /// A copy of the draft with changes.
    func with(_ change: (inout TicketDraft) -> Void) -> TicketDraft {
        var draft = self
        change(&draft)
        return draft
    }
}
