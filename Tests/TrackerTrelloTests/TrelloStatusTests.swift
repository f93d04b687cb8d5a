import FakeTrackerKit
import FakeTrello
import HTTPKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

@Suite struct TrelloStatusTests {
    @Test func `a card is created, moved, commented, closed and reopened`() async throws {
        let fixture = try TrelloFixture()
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "Round trip", body: "Text"), in: fixture.project,
            marker: CreationMarker("0198c0de-round"))
        #expect(made.status == .open)
        #expect(made.statusRaw == RawStatus(id: fixture.list("To Do"), name: "To Do"))
        let moved = try await fixture.update(made.key) { $0.status = .set(.raw(id: fixture.list("Waiting"))) }
        #expect(moved.status == .onHold)
        #expect(moved.statusRaw.name == "Waiting")
        let comment = try await fixture.tracker.createComment(
            CommentDraft(body: "On its way"), on: made.key, in: fixture.project)
        #expect(comment.author?.username == "owner")
        let closed = try await fixture.update(made.key) { $0.status = .set(.status(.done, nil)) }
        #expect(closed.status == .done && closed.statusRaw.name == "Done" && closed.resolution == .completed)
        let reopened = try await fixture.update(made.key) { $0.status = .set(.status(.open, nil)) }
        #expect(reopened.status == .open && reopened.statusRaw.name == "To Do" && reopened.resolution == nil)
        #expect(reopened.body == "Text" && reopened.commentCount == 1 && reopened.key == made.key)
    }

    @Test func `a card in an archived list moves to one that people see`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        _ = try await fixture.update(key) { $0.status = .set(.status(.inProgress, nil)) }
        fixture.fake.archiveList("Doing", of: fixture.board)
        _ = try await fixture.update(key) { $0.status = .set(.status(.ignored, nil)) }
        await #expect { _ = try await fixture.update(key) { $0.status = .set(.status(.inProgress, nil)) } } throws: {
            ($0 as? TrackerError)?.pointer == "/status"
        }
    }

    @Test func `without a done list a card is closed by archiving it as complete, and reopened where it was`()
        async throws
    {
        let fixture = try TrelloFixture(map: ["Doing": .inProgress])
        let made = try await fixture.ticket()
        #expect(made.statusRaw.name == "Ideas")
        fixture.clock.advance(by: .seconds(60))
        let closed = try await fixture.update(made.key) { $0.status = .set(.status(.done, nil)) }
        #expect(closed.status == .done && closed.statusRaw == RawStatus(id: "complete", name: "Complete"))
        #expect(closed.closedAt == fixture.clock.now())
        #expect(closed.remoteData["closed"] == true && closed.remoteData["dueComplete"] == true)
        let reopened = try await fixture.update(made.key) { $0.status = .set(.status(.open, nil)) }
        #expect(reopened.status == .open && reopened.statusRaw.name == "Ideas" && reopened.closedAt == nil)
        #expect(reopened.remoteData["closed"] == false && reopened.remoteData["dueComplete"] == false)
    }

    @Test func `an archived card is ignored, but done in a done-list`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        let archived = try await fixture.update(key) { $0.status = .set(.status(.ignored, nil)) }
        #expect(archived.status == .ignored && archived.statusRaw.id == "archived" && archived.resolution == .unknown)
        #expect(archived.closedAt == fixture.clock.now())
        let done = try await fixture.update(key) { $0.status = .set(.status(.done, nil)) }
        #expect(done.status == .done && done.remoteData["closed"] == false)
        let ignored = try await fixture.update(key) { $0.status = .set(.raw(id: "archived")) }
        #expect(ignored.status == .ignored && ignored.remoteData["idList"] != .string(fixture.list("Done")))
        let born = try await fixture.tracker.createTicket(
            TicketDraft(title: "Never to be").with { $0.status = .status(.ignored, nil) }, in: fixture.project,
            marker: nil)
        #expect(born.status == .ignored)
    }

    @Test func `a card that is marked as complete is done wherever it is`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        _ = try await fixture.update(key) { $0.status = .set(.status(.inProgress, nil)) }
        let complete = try await fixture.update(key) { $0.status = .set(.raw(id: "complete")) }
        #expect(complete.status == .done && complete.remoteData["idList"] == .string(fixture.list("Doing")))
        let back = try await fixture.update(key) { $0.status = .set(.status(.inProgress, nil)) }
        #expect(back.status == .inProgress && back.statusRaw.name == "Doing" && back.remoteData["dueComplete"] == false)
    }

    @Test func `identifiers of lists take precedence over names in the map, and an unmapped list is open`() async throws
    {
        let plain = try TrelloFixture()
        let map: [String: TicketStatus] = [plain.list("Done"): .onHold, "done": .done]
        let project = ProjectReference(path: plain.board, statusMap: map)
        let key = try await plain.ticket().key
        var patch = TicketPatch()
        patch.status = .set(.raw(id: plain.list("Done")))
        #expect(try await plain.tracker.updateTicket(key, patch, in: project).status == .onHold)
        patch.status = .set(.raw(id: plain.list("Ideas")))
        let unmapped = try await plain.tracker.updateTicket(key, patch, in: project)
        #expect(unmapped.status == .open && unmapped.statusRaw == RawStatus(id: plain.list("Ideas"), name: "Ideas"))
    }

    @Test func `statuses without a list, archived lists and lists of other boards are refused`() async throws {
        let fixture = try TrelloFixture(map: ["Done": .done])
        let other = fixture.fake.addBoard("Other", lists: ["Elsewhere"], members: ["owner": "admin"])
        fixture.fake.archiveList("Waiting", of: fixture.board)
        let key = try await fixture.ticket().key
        let refused: [(StatusChange, String)] = [
            (.status(.inProgress, nil), "/status"), (.status(.unknown, nil), "/status"),
            (.raw(id: fixture.fake.list("Elsewhere", of: other)), "/status_raw/id"),
            (.raw(id: fixture.list("Waiting")), "/status_raw/id"),
            (.raw(id: ""), "/status_raw/id"),
        ]
        for (change, pointer) in refused {
            await #expect { _ = try await fixture.update(key) { $0.status = .set(change) } } throws: {
                ($0 as? TrackerError)?.pointer == pointer
            }
        }
        let onlyDone = try TrelloFixture(map: Dictionary(uniqueKeysWithValues: TrelloFixture.lists.map { ($0, .done) }))
        let done = try await onlyDone.ticket()
        await #expect { _ = try await onlyDone.update(done.key) { $0.status = .set(.status(.open, nil)) } } throws: {
            ($0 as? TrackerError)?.pointer == "/status"
        }
    }

    @Test func `setting a card's current status is not a change`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        _ = try await fixture.update(key) { $0.status = .set(.raw(id: fixture.list("Ideas"))) }
        fixture.fake.clearRecord()
        let same = try await fixture.update(key) { $0.status = .set(.status(.open, nil)) }
        #expect(same.statusRaw.name == "Ideas")
        #expect(fixture.fake.record.allSatisfy { $0.method == "GET" })
    }
}

extension TrackerError {
    /// The JSON pointer of the first invalid value.
    var pointer: String? { if case .invalid(let errors, _) = self { errors.first?.pointer } else { nil } }
}

extension TicketDraft {
    func with(_ change: (inout TicketDraft) -> Void) -> TicketDraft {
        var draft = self
        change(&draft)
        return draft
    }
}
