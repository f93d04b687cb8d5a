import Primitives
import TrackerKit

extension TrackerConformance {
    static let fieldCases: [ConformanceCase] = [
        ConformanceCase("title and body change, and nothing else with them", needs: [.createTickets, .text]) {
            subject in
            let ticket = try await subject.makeTicket("Old", body: "Old body")
            await subject.tick()
            let changed = try await subject.update(ticket.key) { $0.title = .set("New") }
            try expectEqual(changed.title, "New", for: "title")
            try expectEqual(changed.body, "Old body", for: "body")
            try expectEqual(changed.status, ticket.status, for: "status")
            try expect(changed.updatedAt > ticket.updatedAt, "a change has a later time")
            let emptied = try await subject.update(ticket.key) { $0.body = .set("") }
            try expectEqual(emptied.body, "", for: "an emptied body")
            try expectEqual(emptied.title, "New", for: "title")
        },
        ConformanceCase("labels are replaced, added and taken away", needs: [.createTickets, .ticketLabels]) {
            subject in
            let draft = TicketDraft(title: "Labels").with { $0.labels = ["one", "two"] }
            let key = try await subject.tracker.createTicket(draft, in: subject.project, marker: nil).key
            try expectEqual(try await subject.labels(of: key), ["one", "two"], for: "labels at first")
            _ = try await subject.update(key) { $0.addLabels = ["three words/ 🎉", "two"] }
            try expectEqual(
                try await subject.labels(of: key), ["one", "three words/ 🎉", "two"], for: "labels after adding")
            _ = try await subject.update(key) { $0.removeLabels = ["one", "three words/ 🎉", "never there"] }
            try expectEqual(try await subject.labels(of: key), ["two"], for: "labels after taking away")
            _ = try await subject.update(key) {
                $0.addLabels = ["four"]; $0.removeLabels = ["two"]; $0.title = .set("Both")
            }
            try expectEqual(try await subject.labels(of: key), ["four"], for: "labels after both at once")
            let replaced = try await subject.update(key) { $0.labels = .set(["five", "six"]) }
            try expectEqual(replaced.labels.sorted(), ["five", "six"], for: "labels after replacement")
            try expectEqual(replaced.title, "Both", for: "title")
            _ = try await subject.update(key) { $0.labels = .set([]) }
            try expectEqual(try await subject.labels(of: key), [], for: "labels in the end")
        },
        ConformanceCase("an estimated time is set, changed and cleared", needs: [.createTickets, .estimate]) {
            subject in
            let draft = TicketDraft(title: "Estimated").with { $0.estimateSeconds = 5_400 }
            let made = try await subject.tracker.createTicket(draft, in: subject.project, marker: nil)
            try expectEqual(made.estimateSeconds, 5_400, for: "the estimate at first")
            let changed = try await subject.update(made.key) {
                $0.estimateSeconds = .set(3_725); $0.title = .set("Changed")
            }
            try expectEqual(changed.estimateSeconds, 3_725, for: "the estimate after a change")
            try expectEqual(changed.title, "Changed", for: "title")
            let cleared = try await subject.update(made.key) { $0.estimateSeconds = .set(nil) }
            try expectEqual(cleared.estimateSeconds, nil, for: "the estimate after clearing")
        },
        ConformanceCase("assignees are set and cleared", needs: [.createTickets, .assignees]) { subject in
            guard let assignee = subject.assignee else { return }
            let draft = TicketDraft(title: "Assigned").with { $0.assignees = [assignee] }
            let made = try await subject.tracker.createTicket(draft, in: subject.project, marker: nil)
            try expectEqual(made.assignees.map(\.username), [assignee], for: "assignees at first")
            let cleared = try await subject.update(made.key) { $0.assignees = .set([]) }
            try expectEqual(cleared.assignees, [], for: "assignees after clearing")
            let again = try await subject.update(made.key) { $0.assignees = .set([assignee]) }
            try expectEqual(again.assignees.map(\.username), [assignee], for: "assignees in the end")
            guard subject.hasDirectory else { return }
            try await expectError("an unknown assignee", where: TrackerError.isInvalid(at: "/assignees")) {
                _ = try await subject.update(made.key) { $0.assignees = .set(["nobody-of-that-name"]) }
            }
        },
        ConformanceCase(
            "the milestone is set by title and by key, and cleared",
            needs: [.createTickets, .ticketMilestone, .writeMilestones]
        ) { subject in
            let milestone = try await subject.makeMilestone("First")
            let other = try await subject.makeMilestone("Second")
            let draft = TicketDraft(title: "Planned").with { $0.milestone = "First" }
            let made = try await subject.tracker.createTicket(draft, in: subject.project, marker: nil)
            try expectEqual(made.milestone?.title, "First", for: "milestone at first")
            try expectEqual(made.milestone?.remoteID, milestone.remoteID, for: "its identifier")
            try expectEqual(made.milestone?.key, milestone.key, for: "its key")
            let moved = try await subject.update(made.key) { $0.milestone = .set(other.key) }
            try expectEqual(moved.milestone?.title, "Second", for: "milestone after naming its key")
            let cleared = try await subject.update(made.key) { $0.milestone = .set(nil) }
            try expectEqual(cleared.milestone, nil, for: "milestone after clearing")
            try await expectError("an unknown milestone", where: TrackerError.isInvalid(at: "/milestone")) {
                _ = try await subject.update(made.key) { $0.milestone = .set("No such milestone") }
            }
        },
        ConformanceCase("a conversation is locked and unlocked", needs: [.createTickets, .lock]) { subject in
            let ticket = try await subject.makeTicket()
            for locked in [true, true, false] {
                try expectEqual(
                    try await subject.update(ticket.key) { $0.locked = .set(locked) }.locked, locked, for: "locked")
            }
        },
        ConformanceCase("a ticket is put under another and taken out again", needs: [.createTickets, .parent]) {
            subject in
            let parent = try await subject.makeTicket("Parent")
            let child = try await subject.tracker.createTicket(
                TicketDraft(title: "Child").with { $0.parent = parent.key }, in: subject.project, marker: nil)
            try expectEqual(child.parent, parent.key, for: "parent at first")
            let other = try await subject.makeTicket("Other parent")
            try expectEqual(
                try await subject.update(child.key) { $0.parent = .set(other.key) }.parent, other.key,
                for: "parent after moving")
            try expectEqual(
                try await subject.update(child.key) { $0.parent = .set(nil) }.parent, nil, for: "parent after clearing")
            try await expectError("an unknown parent", where: TrackerError.isInvalid(at: "/parent")) {
                _ = try await subject.update(child.key) { $0.parent = .set("999999") }
            }
        },
        ConformanceCase("the due date is set and cleared", needs: [.createTickets, .dueDate]) { subject in
            let due = Timestamp(subject.keepsDueHours ? "2030-06-15T12:00:00Z" : "2030-06-15T00:00:00Z")
            let ticket = try await subject.makeTicket()
            try expectEqual(try await subject.update(ticket.key) { $0.dueAt = .set(due) }.dueAt, due, for: "due date")
            try expectEqual(
                try await subject.update(ticket.key) { $0.dueAt = .set(nil) }.dueAt, nil, for: "due date after clearing"
            )
        },
        ConformanceCase(
            "priorities, severities and kinds are kept", needs: [.createTickets, .priority, .severity, .kind]
        ) { subject in
            let key = try await subject.makeTicket().key
            for priority in Priority.allCases {
                try expectEqual(
                    try await subject.update(key) { $0.priority = .set(priority) }.priority, priority, for: "priority")
            }
            for severity in Severity.allCases.map(Optional.some) + [nil] {
                try expectEqual(
                    try await subject.update(key) { $0.severity = .set(severity) }.severity, severity, for: "severity")
            }
            for kind in TicketKind.allCases {
                try expectEqual(try await subject.update(key) { $0.kind = .set(kind) }.kind, kind, for: "kind")
            }
        },
        ConformanceCase("confidentiality is kept", needs: [.createTickets, .confidential]) { subject in
            let key = try await subject.makeTicket().key
            for confidential in [true, false] {
                let changed = try await subject.update(key) { $0.confidential = .set(confidential) }
                try expectEqual(changed.confidential, confidential, for: "confidential")
            }
        },
    ]
}

extension ConformanceSubject {
    /// The labels of a ticket, fetched again and sorted by name.
    func labels(of key: String) async throws -> [String] { try await tracker.ticket(key, in: project).labels.sorted() }

    /// Creates a milestone with only a title.
    func makeMilestone(_ title: String) async throws -> RemoteMilestone {
        var draft = MilestoneDraft()
        draft.title = .set(title)
        return try await tracker.createMilestone(draft, in: project)
    }
}
