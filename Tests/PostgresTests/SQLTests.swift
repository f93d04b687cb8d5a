import Testing

@testable import Postgres

@Suite struct SQLTests {
    @Test func `an interpolated value becomes a parameter`() {
        let slug = "o'brien; DROP TABLE channel"
        let sql: SQL = "SELECT id FROM channel WHERE slug = \(slug) AND rank > \(3)"
        #expect(sql.text == "SELECT id FROM channel WHERE slug = $1 AND rank > $2")
        #expect(values(of: sql) == [slug, "3"])
    }

    @Test func `nil is bound as NULL`() {
        let missing: String? = nil
        let sql: SQL = "VALUES (\(missing), \("x"), \(missing))"
        #expect(values(of: sql) == [nil, "x", nil])
    }

    @Test func `a fragment is spliced with its parameters renumbered`() {
        let condition: SQL = "state = \("open") OR rank = \(Int?.none)"
        let sql: SQL = "SELECT 1 FROM ticket WHERE channel = \("a") AND (\(fragment: condition)) LIMIT \(5)"
        #expect(sql.text == "SELECT 1 FROM ticket WHERE channel = $1 AND (state = $2 OR rank = $3) LIMIT $4")
        #expect(values(of: sql) == ["a", "open", nil, "5"])
    }

    @Test func `pieces are joined by a separator`() {
        let conditions: [SQL] = ["a = \(1)", "b IS NULL", "c = \(2)"]
        let sql = "WHERE " + conditions.joined(separator: " AND ")
        #expect(sql.text == "WHERE a = $1 AND b IS NULL AND c = $2")
        #expect([SQL]().joined(separator: ",").text == "")
    }

    @Test func `unsafe text and quoted names are written unchanged`() {
        let sql: SQL = "SELECT \(identifier: "odd \"name\"") FROM t ORDER BY \(unsafeSQL: "created_at DESC")"
        #expect(sql.text == "SELECT \"odd \"\"name\"\"\" FROM t ORDER BY created_at DESC")
        #expect(sql.parameters.count == 0)
        #expect(SQL.quoted(literal: "it's") == "'it''s'")
    }

    @Test func `a zero byte in a parameter is noticed with its position`() {
        let sql: SQL = "SELECT \("fine"), \("not\0fine")"
        #expect(sql.parameters.unsendable == 2)
        let spliced: SQL = "SELECT \(1), \(fragment: sql)"
        #expect(spliced.parameters.unsendable == 3)
    }

    @Test func `a description contains no values`() {
        let sql: SQL = "SELECT \("secret")"
        #expect(!"\(sql)".contains("secret"))
    }

    @Test func `libpq gets one C string for each value and none for NULL`() {
        let sql: SQL = "SELECT \("a"), \(String?.none), \(""), \("bc")"
        let seen = sql.parameters.withPointers { pointers in
            (0..<4).map { index in pointers?[index].map { String(cString: $0) } }
        }
        #expect(seen == ["a", nil, "", "bc"])
    }

    private func values(of sql: SQL) -> [String?] {
        (0..<sql.parameters.count).map(sql.parameters.text)
    }
}
