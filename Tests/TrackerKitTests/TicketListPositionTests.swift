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
        position.passed = 200
        position.seen = ["12", "7"]
        position.seenUntil = Timestamp(seconds: 1_800_000_001)
        #expect(try TicketListPosition(position.token) == position)
        #expect(position.token.text == "1800000000000000;3;1800000001000000;7,12")
        position.passed = 217
        #expect(try TicketListPosition(position.token) == position)
        #expect(position.token.text == "1800000000000000;p217;1800000001000000;7,12")
        for text in ["", "0;p0;0;", "0;p-1;0;", "0;0;0;", "nonsense", "9;9;9;9;9", "-1;0;0;", "0;1;x;"] {
            #expect(throws: TrackerError.self) { _ = try TicketListPosition(PageToken(text)) }
        }
    }

    @Test func `an empty page is passed, and a list without an end is one after all`() throws {
        let position = TicketListPosition(since: Timestamp(seconds: 1000))
        let next = try position.following([Row](), passing: 50)
        #expect(next.passed == 50 && next.token != position.token)
        var last = position
        last.passed = TicketListPosition.maximumPassed + 1
        #expect(throws: TrackerError.self) { _ = try TicketListPosition(last.token) }
    }

    @Test func `a reading resumes a second before the last change, without repeating that second's tickets`() throws {
        let start = Timestamp(seconds: 1000)
        let rows = [Row(rowKey: "a", updatedAt: start), Row(rowKey: "b", updatedAt: start + .seconds(5))]
        let next = try TicketListPosition(since: nil).following(rows, passing: 2)
        #expect(next.since == start + .seconds(4) && next.passed == 0)
        #expect(next.hasGiven(rows[1]) && !next.hasGiven(rows[0]))
        #expect(!next.hasGiven(Row(rowKey: "b", updatedAt: start + .seconds(6))))
        let equal = [
            Row(rowKey: "b", updatedAt: start + .seconds(5)), Row(rowKey: "c", updatedAt: start + .seconds(5)),
        ]
        let same = try next.following(equal, passing: 2)
        #expect(same.since == next.since && same.passed == 2)
        #expect(same.hasGiven(Row(rowKey: "c", updatedAt: start + .seconds(5))))
    }

    @Test func `the page after an odd number of rows starts right there, with the largest possible pages`() {
        var position = TicketListPosition(since: nil)
        for (passed, size, number) in [(0, 100, 1), (100, 100, 2), (150, 75, 3), (7, 7, 2), (101, 1, 102)] {
            position.passed = passed
            let page = position.page(ofAtMost: 100)
            #expect(page == (size, number) && page.size * (page.number - 1) == passed)
        }
    }

    @Test func `a list that repeats its rows forever is detected`() {
        let rows = (0..<100).map { Row(rowKey: "\($0)", updatedAt: Timestamp(seconds: 1000)) }
        var position = TicketListPosition(since: nil)
        var pages = 0
        #expect(throws: TrackerError.self) {
            while pages < 1000 {
                position = try position.following(rows, passing: rows.count)
                pages += 1
            }
        }
        #expect(pages < 20)
    }
}
