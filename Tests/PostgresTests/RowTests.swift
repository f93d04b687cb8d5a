import Testing

@testable import Postgres

@Suite struct RowTests {
    private let rows = Rows.made(
        [("id", 20), ("title", 25), ("closed_at", 1184)],
        [["7", "Broken", nil], ["seven", "", "2026-11-21 07:30:00+00"]])

    @Test func `cells are decoded by name and by position`() throws {
        #expect(rows.count == 2)
        #expect(try rows[0].decode("id") == 7)
        #expect(try rows[0].decode(1) == "Broken")
        #expect(try rows[0].decode("closed_at") == String?.none)
        #expect(try rows[1].decode("title") == "")
        #expect(rows.columnNames == ["id", "title", "closed_at"])
        #expect(rows.columnIndex("title") == 1)
        #expect(rows.columnIndex("titl") == nil)
        #expect(rows.columnIndex("titles") == nil)
    }

    @Test func `a wrong cell is reported with what was expected and found, without its value`() {
        #expect(throws: decoding("id", expected: "a whole number of 64 bits", found: "5 bytes of bigint")) {
            try rows[1].decode("id", as: Int.self)
        }
        #expect(throws: decoding("closed_at", expected: "text", found: "NULL")) {
            try rows[0].decode("closed_at", as: String.self)
        }
        #expect(throws: decoding("slug", expected: "text", found: "no such column among id, title, closed_at")) {
            try rows[0].decode("slug", as: String.self)
        }
        #expect(throws: decoding("3", expected: "text", found: "no such column among id, title, closed_at")) {
            try rows[0].decode(3, as: String.self)
        }
    }

    @Test func `raw text is handed out without decoding`() {
        #expect(rows[0].text(1) == "Broken")
        #expect(rows[0].text(2) == nil)
        #expect(rows[1].text(1) == "")
        #expect(rows[0].text(3) == nil && rows[0].text(-1) == nil)
        #expect(rows[0].isNull("closed_at"))
        #expect(!rows[1].isNull(2))
    }

    private func decoding(_ column: String, expected: String, found: String) -> PostgresError {
        PostgresError(.decoding(column: column, expected: expected, found: found))
    }
}
