import HTTPKit

/// The query of a numbered page, as in GitHub's and GitLab's lists: `…?per_page=100&page=3`. It can be split in half,
/// to read fewer rows at once.
package struct NumberedPage: Sendable, Hashable {
    /// The number of rows per page.
    package private(set) var size: Int
    /// The page number, from 1; nil for a list with cursors (keyset pagination).
    package private(set) var number: Int?
    private let path: Substring
    private var others: [Substring]

    /// Parses a target; nil if it has no page size.
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
    /// Those that hold a position.
    private static let positions = ["id_after=", "id_before=", "cursor=", "after=", "before=", "page="]
    /// The query of a list that is ordered by ascending id. Such a list of GitLab takes the bounds `id_after` and
    /// `id_before` ([projects](https://docs.gitlab.com/api/projects/#list-all-projects)).
    private static let ascending: Set<Substring> = ["pagination=keyset", "order_by=id", "sort=asc"]

    private static func value(_ name: String, in items: [Substring]) -> Int? {
        items.first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }.flatMap {
            $0 < 1_000_000 ? $0 : nil
        }
    }

    /// The target of this page, as in ``APICall/target``.
    package var target: String {
        let query = others + ["per_page=\(size)"] + (number.map { ["page=\($0)"] } ?? [])
        return path + "?" + query.joined(separator: "&")
    }

    /// The first rows of this page, at most half of them; nil for a page of one row.
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

    /// The page of the single row that follows this page at a distance; nil for a list with cursors.
    func row(after distance: Int) -> NumberedPage? {
        guard let number else { return nil }
        var row = self
        row.size = 1
        row.number = number * size + 1 + distance
        return row
    }

    /// The id after which the page begins, 0 for the first page; nil for a list that is not ordered by ascending id.
    var precedingID: Int64? {
        guard number == nil, Self.ascending.isSubset(of: others) else { return nil }
        guard let position = others.first(where: { $0.hasPrefix("id_after=") }) else {
            return others.contains { item in Self.positions.contains { item.hasPrefix($0) } } ? nil : 0
        }
        return Int64(position.dropFirst("id_after=".count))
    }

    /// The page of a list ordered by ascending id that begins after an id.
    /// - Parameter bound: The id before which it ends; nil for none.
    func beginning(after id: Int64, before bound: Int64? = nil, size: Int) -> NumberedPage {
        var page = start(size: size)
        page.others.append("id_after=\(id)")
        if let bound { page.others.append("id_before=\(bound)") }
        return page
    }

    /// The first rows of a list with cursors.
    private func start(size: Int) -> NumberedPage {
        var page = self
        page.size = size
        page.others.removeAll { item in Self.positions.contains { item.hasPrefix($0) } }
        return page
    }

    /// The requests that show whether the server is down, of rows outside of this page.
    /// - Parameter distances: In a list with page numbers, the distances of these rows behind the page.
    func probes(at distances: [Int]) -> [NumberedPage] {
        guard number == nil else { return distances.compactMap { row(after: $0) } }
        // A page after the last id is empty, which is an answer too.
        let end = precedingID.map { _ in beginning(after: Self.beyondEveryID, size: 1) }
        let start = start(size: 1)
        return [end, others.count > start.others.count ? start : nil].compactMap { $0 }
    }

    /// Larger than the ids in use, and small enough for servers whose ids have 32 bits.
    private static let beyondEveryID = Int64(Int32.max)

    /// The page after this one, with as many rows as possible up to `maximum`; nil for a list with cursors.
    package func following(ofAtMost maximum: Int) -> NumberedPage? {
        guard let number else { return nil }
        var next = self
        next.size = TicketListPosition.divisor(of: number * size, atMost: maximum)
        next.number = number * size / next.size + 1
        return next
    }
}

extension APICall {
    /// Reads a page of a list. If the response is too large, one of its rows makes it invalid JSON, or the server fails
    /// on it (5xx), the page is halved repeatedly, down to a single row, which is then skipped. In a list with cursors,
    /// the `Link` field of that row's response leads to the next row. A response with 5xx has none: in a list that is
    /// ordered by id, the row's id is searched for, and others end there.
    ///
    /// A server that fails may be down. Therefore a page is halved only while the server answers a request for rows
    /// outside of it.
    /// - Parameters:
    ///   - maximum: The tracker's maximum page size, in rows.
    ///   - token: Converts a page's target to its token.
    ///   - next: Converts the URL in a `Link` field to the token of the next page.
    ///   - read: Sends the call.
    /// - Throws: What `read` and `next` throw. ``UnreadablePage/cause`` if the list has no page size, if the server
    ///   also fails on rows after the page, or if a single row is unreadable in a list with cursors and the header of
    ///   its response was not read.
    package func inHalves(
        ofAtMost maximum: Int, token: (String) -> PageToken, next: (String) throws -> PageToken,
        read: (APICall) async throws -> Page<WireObject>
    ) async throws -> Page<WireObject> {
        var call = self
        var rereads = 0
        while true {
            do {
                var page = try await read(call)
                page.rereads += rereads
                return page
            } catch {
                rereads += 1
                guard let unreadable = UnreadablePage(error) else { throw error }
                guard let page = NumberedPage(call.target) else { throw unreadable.cause }
                if unreadable.isServerFailure {
                    rereads += 1
                    guard try await answers(outsideOf: page, read) else { throw unreadable.cause }
                }
                if let half = page.half {
                    call.target = half.target
                } else if unreadable.isServerFailure, let start = page.precedingID {
                    var rest = try await skippingFirst(
                        of: page, after: start, ofAtMost: maximum, token: token, because: unreadable, read)
                    rest.rereads += rereads
                    return rest
                } else {
                    var rest = try skipping(page, ofAtMost: maximum, token: token, next: next, after: unreadable)
                    rest.rereads = rereads
                    return rest
                }
            }
        }
    }

    /// The distances behind a page of the rows that show whether the server is down. The second is used if the server
    /// fails on the first as well; most lists are too short for it, and an empty page counts as an answer.
    private static let probes = [0, 1_000]

    /// Whether the server answers requests for rows outside of a page.
    private func answers(
        outsideOf page: NumberedPage, _ read: (APICall) async throws -> Page<WireObject>
    ) async throws -> Bool {
        for probe in page.probes(at: Self.probes) where try await answers(for: probe, read) { return true }
        return false
    }

    /// Whether the server answers a request for a page with anything but 5xx.
    private func answers(
        for page: NumberedPage, _ read: (APICall) async throws -> Page<WireObject>
    ) async throws -> Bool {
        var call = self
        call.target = page.target
        do {
            _ = try await read(call)
            return true
        } catch {
            if let unreadable = UnreadablePage(error) { return !unreadable.isServerFailure }
            guard let error = error as? TrackerError, error.isAboutThePage else { throw error }
            return true
        }
    }

    /// The page that replaces one whose first row makes the server fail, in a list that is ordered by ascending id.
    private func skippingFirst(
        of page: NumberedPage, after start: Int64, ofAtMost maximum: Int, token: (String) -> PageToken,
        because unreadable: UnreadablePage, _ read: (APICall) async throws -> Page<WireObject>
    ) async throws -> Page<WireObject> {
        var search = KeysetRowSearch()
        let found = try await search.first(after: start) { bound in
            try await answers(for: page.beginning(after: start, before: bound, size: 1), read)
        } probe: {
            guard try await answers(outsideOf: page, read) else { throw unreadable.cause }
        }
        guard let id = found else { throw unreadable.cause }
        var rest = Page<WireObject>.skippingRow(
            "a row of \(what) \(unreadable.reason)", id: String(id),
            next: token(page.beginning(after: id, size: maximum).target))
        rest.rereads = search.calls
        return rest
    }

    /// The page that replaces one whose only row is unreadable.
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

extension TrackerError {
    /// Whether the server refuses a page, for example because it is too far from the beginning of the list.
    fileprivate var isAboutThePage: Bool {
        switch self {
        case .notFound, .invalid, .malformedResponse: true
        default: false
        }
    }
}

extension Page<WireObject> {
    /// An empty page that reports one row as skipped.
    /// - Parameters:
    ///   - reason: A human-readable name of the row, with the reason.
    ///   - id: The row's identifier; nil if it is not known.
    package static func skippingRow(_ reason: String, id: String? = nil, next: PageToken?) -> Page<WireObject> {
        var page = Page<WireObject>(items: [], next: next)
        page.skipped = [SkippedRow(key: id, remoteID: id, reason: reason)]
        return page
    }
}
