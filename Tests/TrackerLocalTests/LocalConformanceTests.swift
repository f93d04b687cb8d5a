import Models
import Postgres
import Primitives
import Repositories
import TestSupport
import Testing
import TrackerConformance
import TrackerKit
import TrackerLocal

@Suite struct LocalConformanceTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms`(_ conformance: ConformanceCase) async throws {
        try await LocalFixture.run { fixture in try await conformance.run(fixture.subject()) }
    }
}

@Suite struct LocalTrackerTests {
    @Test func `tickets are numbered without gaps, even when many are created at once`() async throws {
        try await LocalFixture.run { fixture in
            let numbers = try await withThrowingTaskGroup(of: Int?.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        Int(
                            try await fixture.tracker.createTicket(
                                TicketDraft(title: "Ticket \(index)"), in: fixture.project, marker: nil
                            )
                            .key)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.compactMap { $0 }.sorted() == Array(1...40))
        }
    }

    @Test func `the same marker creates one ticket, even concurrently`() async throws {
        try await LocalFixture.run { fixture in
            let marker = CreationMarker("one")
            _ = try await fixture.tracker.createTicket(TicketDraft(title: "A"), in: fixture.project, marker: marker)
            _ = try await fixture.tracker.createTicket(TicketDraft(title: "A"), in: fixture.project, marker: marker)
            #expect(try await fixture.database.run("SELECT 1 FROM local_ticket").count == 1)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        _ = try? await fixture.tracker.createTicket(
                            TicketDraft(title: "B"), in: fixture.project, marker: CreationMarker("two"))
                    }
                }
            }
            #expect(try await fixture.database.run("SELECT 1 FROM local_ticket WHERE marker = 'two'").count == 1)
        }
    }

    @Test func `a renamed label is renamed on its tickets, a deleted one is removed from them`() async throws {
        try await LocalFixture.run { fixture in
            var draft = TicketDraft(title: "A")
            draft.labels = ["old", "other"]
            let ticket = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil)
            var change = LabelDraft()
            change.name = .set("new")
            _ = try await fixture.tracker.updateLabel("old", change, in: fixture.project)
            #expect(Set(try await fixture.tracker.ticket(ticket.key, in: fixture.project).labels) == ["new", "other"])
            try await fixture.tracker.deleteLabel("new", in: fixture.project)
            #expect(try await fixture.tracker.ticket(ticket.key, in: fixture.project).labels == ["other"])
        }
    }

    @Test func `projects with the same path on two connections stay separate`() async throws {
        try await LocalFixture.run { fixture in
            let other = try await fixture.makeTracker(slug: "other")
            _ = try await other.project(fixture.project.path)
            _ = try await fixture.tracker.createTicket(TicketDraft(title: "A"), in: fixture.project, marker: nil)
            #expect(try await other.tickets(in: fixture.project, since: nil, page: nil, pageSize: 10).items.isEmpty)
        }
    }

    @Test func `an object created on behalf of a user belongs to that user`() async throws {
        try await LocalFixture.run { fixture in
            let ticket = try await fixture.tracker.acting(as: "ada").createTicket(
                TicketDraft(title: "A"), in: fixture.project, marker: nil)
            #expect(ticket.author?.username == "ada")
        }
    }

    @Test func `existing and locked objects do not count as responses of another server`() async throws {
        try await LocalFixture.run { fixture in
            let (tracker, project) = (fixture.tracker, fixture.project)
            var label = LabelDraft()
            label.name = .set("bug")
            _ = try await tracker.createLabel(label, in: project)
            await #expect { _ = try await tracker.createLabel(label, in: project) } throws: { Self.isOwnConflict($0) }
            var milestone = MilestoneDraft()
            milestone.title = .set("1.0")
            _ = try await tracker.createMilestone(milestone, in: project)
            await #expect { _ = try await tracker.createMilestone(milestone, in: project) } throws: {
                Self.isOwnConflict($0)
            }
            let key = try await tracker.createTicket(TicketDraft(title: "A"), in: project, marker: nil).key
            var patch = TicketPatch()
            patch.locked = .set(true)
            _ = try await tracker.updateTicket(key, patch, in: project)
            await #expect {
                _ = try await tracker.createComment(CommentDraft(body: "x"), on: key, in: project)
            } throws: {
                Self.isOwnConflict($0)
            }
        }
    }

    private static func isOwnConflict(_ error: any Error) -> Bool {
        guard case .conflict(let failure)? = error as? TrackerError else { return false }
        return failure.origin == .gateway && !failure.message.isEmpty
    }

    @Test func `an invalid page token is refused`() async throws {
        try await LocalFixture.run { fixture in
            await #expect(throws: TrackerError.self) {
                _ = try await fixture.tracker.tickets(
                    in: fixture.project, since: nil, page: PageToken("x"), pageSize: 10)
            }
        }
    }
}
