import Primitives
import Testing

@testable import TrackerKit

@Suite struct TicketListPositionTests {
    private struct Row: TimedRow {
        var rowKey: String
        var updatedAt: Timestamp
    }

    @Test func `a page token survives as text`() throws {
        var position = TicketListPosition(since: Timestamp(seconds: 1_800_000_000))
        position.page = 3
        position.seen = ["12", "7"]
        position.seenUntil = Timestamp(seconds: 1_800_000_001)
        #expect(try TicketListPosition(position.token) == position)
        #expect(position.token.text == "1800000000000000;3;1800000001000000;7,12")
        for text in ["", "nonsense", "9;9;9;9;9", "-1;0;0;", "0;1;x;"] {
            #expect(throws: TrackerError.self) { _ = try TicketListPosition(PageToken(text)) }
        }
    }

    @Test func `an empty page is passed, and a list without an end is one after all`() throws {
        let position = TicketListPosition(since: Timestamp(seconds: 1000))
        let next = position.following([Row]())
        #expect(next.page == 2 && next.token != position.token)
        var last = position
        last.page = TicketListPosition.maximumPage + 1
        #expect(throws: TrackerError.self) { _ = try TicketListPosition(last.token) }
    }

    @Test func `a reading goes on a second before the last change, without what that second gave`() {
        let start = Timestamp(seconds: 1000)
        let rows = [Row(rowKey: "a", updatedAt: start), Row(rowKey: "b", updatedAt: start + .seconds(5))]
        let next = TicketListPosition(since: nil).following(rows)
        #expect(next.since == start + .seconds(4) && next.page == 1)
        #expect(next.hasGiven(rows[1]) && !next.hasGiven(rows[0]))
        #expect(!next.hasGiven(Row(rowKey: "b", updatedAt: start + .seconds(6))))
        let same = next.following([Row(rowKey: "b", updatedAt: start + .seconds(5)), Row(rowKey: "c", updatedAt: start + .seconds(5))])
        #expect(same.since == next.since && same.page == 2)
        #expect(same.hasGiven(Row(rowKey: "c", updatedAt: start + .seconds(5))))
    }
}
