import HTTPKit

/// The query of a page that is counted: `…?per_page=100&page=3`, as GitHub's and GitLab's lists are. It can be cut in
/// halves.
package struct NumberedPage: Sendable, Hashable {
    /// How many rows the page has.
    package private(set) var size: Int
    /// Which page it is, from 1; nil in a list that goes on by a cursor (keyset pagination).
    package private(set) var number: Int?
    private let path: Substring
    private let others: [Substring]

    /// Reads a target; nil for one that names no size.
    package init?(_ target: String) {
        path = target.prefix { $0 != "?" }
        let items = target.dropFirst(path.count + 1).split(separator: "&")
        guard let size = Self.value("per_page", in: items), size > 0 else { return nil }
        self.size = size
        let isByCursor = items.contains { item in Self.cursors.contains { item.hasPrefix($0) } }
        number = isByCursor ? nil : max(Self.value("page", in: items) ?? 1, 1)
        others = items.filter { !$0.hasPrefix("per_page=") && (isByCursor || !$0.hasPrefix("page=")) }
    }

    private static let cursors = ["pagination=keyset", "id_after=", "cursor=", "after=", "before="]

    private static func value(_ name: String, in items: [Substring]) -> Int? {
        items.first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }.flatMap {
            $0 < 1_000_000 ? $0 : nil
        }
    }

    /// The target of this page.
    package var target: String {
        let query = others + ["per_page=\(size)"] + (number.map { ["page=\($0)"] } ?? [])
        return path + "?" + query.joined(separator: "&")
    }

    /// The first rows of this page, half of them or fewer; nil for a page of one row.
    package var half: NumberedPage? {
        guard size > 1 else { return nil }
        var half = self
        half.size = size / 2
        guard let number else { return half }
        let passed = (number - 1) * size
        half.size = TicketListPosition.divisor(of: passed, atMost: size / 2)
        half.number = passed / half.size + 1
        return half
    }

    /// The page behind this one, of as many rows as it can have; nil in a list that goes on by a cursor.
    package func following(ofAtMost maximum: Int) -> NumberedPage? {
        guard let number else { return nil }
        var next = self
        next.size = TicketListPosition.divisor(of: number * size, atMost: maximum)
        next.number = number * size / next.size + 1
        return next
    }
}

extension APICall {
    /// Reads a page of a list. One that is too large for an answer, or is no JSON because of one of its rows, is asked
    /// for in halves, down to a single row, which is then skipped. In a list that goes on by a cursor the `Link` field of that row's response leads to the next
    /// row.
    /// - Parameters:
    ///   - maximum: The most rows that the tracker gives in a page.
    ///   - token: Makes the token of a page from its target.
    ///   - next: Reads the token of the next page from the address in a `Link` field.
    ///   - read: Sends the call.
    /// - Throws: What `read` and `next` do, and ``UnreadablePage/cause`` for a list without page sizes, and for a single
    ///   row in a list that goes on by a cursor and whose header was not read.
    package func inHalves(
        ofAtMost maximum: Int, token: (String) -> PageToken, next: (String) throws -> PageToken,
        read: (APICall) async throws -> Page<WireObject>
    ) async throws -> Page<WireObject> {
        var call = self
        while true {
            do {
                return try await read(call)
            } catch {
                guard let unreadable = UnreadablePage(error) else { throw error }
                guard let page = NumberedPage(call.target) else { throw unreadable.cause }
                if let half = page.half {
                    call.target = half.target
                } else {
                    return try skipping(page, ofAtMost: maximum, token: token, next: next, after: unreadable)
                }
            }
        }
    }

    /// The page in place of one whose only row cannot be read.
    private func skipping(
        _ page: NumberedPage, ofAtMost maximum: Int, token: (String) -> PageToken, next: (String) throws -> PageToken,
        after unreadable: UnreadablePage
    ) throws -> Page<WireObject> {
        if let following = page.following(ofAtMost: maximum), let number = page.number {
            return .skippingRow("row \(number) of \(what) \(unreadable.reason)", next: token(following.target))
        }
        guard let link = unreadable.link else { throw unreadable.cause }
        return .skippingRow("a row of \(what) \(unreadable.reason)", next: try LinkHeader(link).next.map(next))
    }
}

extension Page<WireObject> {
    /// A page of one row that cannot be read.
    /// - Parameter reason: Names the row and what is wrong with it, for people.
    package static func skippingRow(_ reason: String, next: PageToken?) -> Page<WireObject> {
        var page = Page<WireObject>(items: [], next: next)
        page.skipped = [SkippedRow(key: nil, reason: reason)]
        return page
    }
}
