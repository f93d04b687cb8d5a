import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives
@testable import Resources
import ServiceKit
import Testing

struct CursorTests {
    @Test func `a cursor round-trips`() throws {
        let cursor = Cursor(values: [.integer(-5), .string("ä/+"), .null])
        let text = cursor.text(binding: "/list slug")
        #expect(Cursor(text: text, binding: "/list slug") == cursor)
        #expect(text.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") })
        #expect(try cursor.integer(0) == -5)
        #expect(try cursor.text(1) == "ä/+")
        #expect(throws: ServiceError.self) { try cursor.text(0) }
        #expect(throws: ServiceError.self) { try cursor.text(9) }
    }

    @Test func `a cursor of another list or order is refused`() {
        let text = Cursor(values: [1]).text(binding: "/list slug")
        #expect(Cursor(text: text, binding: "/list -slug") == nil)
        #expect(Cursor(text: text, binding: "/other slug") == nil)
    }

    @Test func `a cursor with any changed bit is refused`() throws {
        let text = Cursor(values: [.string("abc"), .integer(7)]).text(binding: "b")
        for index in text.indices {
            for other in "Aa0-_z" where other != text[index] {
                var changed = text
                changed.replaceSubrange(index...index, with: String(other))
                #expect(Cursor(text: changed, binding: "b") == nil)
            }
        }
        for junk in ["", "=", "x", "%", text + "A", String(text.dropLast()), String(repeating: "A", count: 2_000)] {
            #expect(Cursor(text: junk, binding: "b") == nil)
        }
    }

    @Test func `a page of a list links to the next one with the same filters`() async throws {
        let request = Request.test(.get, "/items?limit=2&label=a%20b&cursor=old")
        let list = ListParameters(limit: 2, sort: SortOrder("slug"), cursor: nil, binding: "x")
        let response = Response.list(["a", "b", "c"], list, of: request, cursor: { list.next(.string($0)) }) {
            $1.string($0)
        }
        let next = Cursor(values: ["b"]).text(binding: "x")
        let body = try JSON(parsing: await response.body.collect())
        #expect(body == ["data": ["a", "b"], "page": ["limit": 2, "next": .string(next)]])
        #expect(
            response.headers.first { $0.name.rawName == "Link" }?.value
                == "</items?limit=2&label=a%20b&cursor=\(next)>; rel=\"next\"")
    }
}
