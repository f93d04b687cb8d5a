import Testing

@testable import TrackerKit

@Suite struct PageReadingTests {
    /// A list with one number per page; the first page contains 0.
    private static func page(_ token: PageToken?, last: Int) -> Page<Int> {
        let number = token.flatMap { Int($0.text) } ?? 0
        return Page(items: [number], next: number < last ? PageToken(String(number + 1)) : nil)
    }

    /// A list whose second and third page link to each other.
    private static func loop(_ token: PageToken?) -> Page<Int> {
        Page(items: [1], next: PageToken(token?.text == "a" ? "b" : "a"))
    }

    /// The reason of the `malformedResponse` error; nil if the list could be read.
    private static func malformation<Result>(_ read: () async throws -> Result) async -> String? {
        do {
            _ = try await read()
            return nil
        } catch TrackerError.malformedResponse(let detail) {
            return detail
        } catch {
            return "\(error)"
        }
    }

    @Test func `a list is read to its end, with the rows that could not be read`() async throws {
        let list = try await readList(of: "labels") { token in
            var page = Self.page(token, last: 2)
            page.skipped = page.items == [1] ? [SkippedRow(key: "1", reason: "unreadable")] : []
            return page
        }
        #expect(list.items == [0, 1, 2])
        #expect(list.skipped.map(\.key) == ["1"])
        #expect(!list.isWhole && !list.isTruncated)
    }

    @Test func `a list with every row and page is complete`() async throws {
        let empty = try await readList(of: "labels") { _ in Page<Int>(items: [], next: nil) }
        #expect(empty.items.isEmpty && empty.isWhole)
        let last = maximumPagesMirrored - 1
        let longest = try await readList(of: "labels") { Self.page($0, last: last) }
        #expect(longest.items.count == maximumPagesMirrored && longest.isWhole)
    }

    @Test func `a list that is too long for the mirror is truncated`() async throws {
        let last = maximumPagesMirrored
        let list = try await readList(of: "labels") { Self.page($0, last: last) }
        #expect(list.items.count == maximumPagesMirrored)
        #expect(list.isTruncated && !list.isWhole)
    }

    @Test func `the rows of an endless list do not count as complete`() async throws {
        let last = maximumPagesRead - 1
        #expect(try await everyRow(in: "cards") { Self.page($0, last: last) }.items.count == maximumPagesRead)
        let reason = await Self.malformation { try await everyRow(in: "cards") { Self.page($0, last: last + 1) } }
        #expect(reason == "the list of cards does not end")
    }

    @Test func `a list of pages that cannot be read ends after a number of calls, with the cause`() async throws {
        let reason = await Self.malformation {
            try await everyRow(in: "cards") { token in
                var page = Self.page(token, last: 900)
                page.rereads = 8
                return page
            }
        }
        #expect(reason == "too many pages of the list of cards cannot be read: 808 calls were spent on their parts")
        let list = try await readList(of: "cards") { token in
            var page = Self.page(token, last: 99)
            page.rereads = 8
            return page.map { $0 }
        }
        #expect(list.items.count == 100)
    }

    @Test func `a list that links back to itself is malformed`() async throws {
        let reason = "the list of cards has a next page that was already read"
        #expect(await Self.malformation { try await readList(of: "cards", Self.loop) } == reason)
        #expect(await Self.malformation { try await everyRow(in: "cards", pages: Self.loop) } == reason)
        let search = await Self.malformation { try await firstFound(in: "cards", pages: Self.loop) { _ in Int?.none } }
        #expect(search == reason)
    }

    @Test func `a search stops at the page that has it`() async throws {
        var read = 0
        let counted: (PageToken?) -> Page<Int> = { token in
            read += 1
            return Self.page(token, last: 9)
        }
        #expect(try await firstFound(in: "cards", pages: counted) { $0.first { $0 == 3 } } == 3)
        #expect(read == 4)
        #expect(try await firstFound(in: "cards", pages: counted) { $0.first { $0 == 10 } } == nil)
        #expect(read == 14)
    }

    @Test(arguments: [(0, true, [0]), (2, true, [0, 1, 2]), (4, true, [0, 1, 2, 3, 4]), (5, false, [0, 1, 2, 3, 4])])
    func `reading stops when the visitor has enough, and shows whether pages were left unread`(
        wanted: Int, isComplete: Bool, items: [Int]
    ) async throws {
        var seen: [Int] = []
        let pages: (PageToken?) -> Page<Int> = { Self.page($0, last: 9) }
        let result = try await eachPage(of: "cards", atMost: 5, pages) { page in
            seen += page.items
            return seen.last == wanted
        }
        #expect(result == isComplete)
        #expect(seen == items)
    }

    @Test func `a list that ends within the limit was read completely`() async throws {
        let pages: (PageToken?) -> Page<Int> = { Self.page($0, last: 4) }
        #expect(try await eachPage(of: "cards", atMost: 5, pages) { _ in false })
    }
}
