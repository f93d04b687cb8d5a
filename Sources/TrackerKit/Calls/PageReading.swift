/// The maximum number of pages to read in a search. A longer list is assumed to be endless.
package let maximumPagesRead = 1000

/// The maximum number of pages to read of a list that is mirrored, so that a tracker with endless pages cannot keep a
/// call busy forever.
package let maximumPagesMirrored = 200

/// The maximum number of calls to spend on unreadable pages of a list, which are read in halves: about a hundred rows
/// that cannot be read, at eight calls each, and a sixth of the calls that GitHub allows in an hour.
package let maximumRereads = 800

/// Counts the calls that are spent on unreadable pages of one list.
package struct RereadCount: Sendable {
    private let maximum: Int
    private var count = 0

    package init(atMost maximum: Int = maximumRereads) { self.maximum = maximum }

    /// Adds a page.
    /// - Parameter what: A description of the list, for the error message.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` if the list cannot be read at a reasonable cost.
    package mutating func add<Element>(_ page: Page<Element>, of what: String) throws(TrackerError) {
        count += page.rereads
        guard count <= maximum else {
            throw .malformedResponse(
                detail: "too many pages of the list of \(what) cannot be read: \(count) calls were spent on their parts"
            )
        }
    }
}

/// The rows that were read from a tracker's list. Only a complete list shows what the tracker has deleted.
package struct RemoteList<Element: Sendable>: Sendable {
    /// The rows that could be read.
    package var items: [Element] = []
    /// The rows that could not be read.
    package var skipped: [SkippedRow] = []
    /// Whether the page limit was reached before the end of the list.
    package var isTruncated = false

    /// Whether the list was read completely: no row was skipped, and no page was left unread.
    package var isWhole: Bool { skipped.isEmpty && !isTruncated }
}

/// Reads a list page by page until `visit` returns true, the list ends, or the page limit is reached.
/// - Parameters:
///   - what: A description of the list, for error messages.
///   - limit: The maximum number of pages.
///   - read: Reads the page for a token; nil for the first page.
///   - visit: Processes a page and returns whether to stop.
/// - Returns: false if pages were left unread because of `limit`.
/// - Throws: What `read` and `visit` throw, and ``TrackerError/malformedResponse(detail:)`` if a page's token occurs
///   twice, or too many pages are unreadable.
@discardableResult
package func eachPage<Element>(
    of what: String, atMost limit: Int = maximumPagesRead, _ read: (PageToken?) async throws -> Page<Element>,
    visit: (Page<Element>) async throws -> Bool
) async throws -> Bool {
    var token: PageToken?
    var seen: Set<PageToken> = []
    var rereads = RereadCount()
    for _ in 0..<limit {
        let page = try await read(token)
        if try await visit(page) { return true }
        guard let next = page.next else { return true }
        try rereads.add(page, of: what)
        guard seen.insert(next).inserted else {
            throw TrackerError.malformedResponse(detail: "the list of \(what) has a next page that was already read")
        }
        token = next
    }
    return false
}

/// Reads a list page by page until `find` returns a result or the list ends.
/// - Parameters:
///   - what: A description of the list, for error messages.
///   - pages: Reads the page for a token; nil for the first page.
///   - find: Searches the rows of a page; a result ends the search.
/// - Returns: The result of `find`; nil at the end of the list.
/// - Throws: What `pages` and `find` throw, and ``TrackerError/malformedResponse(detail:)`` if a page's token occurs
///   twice or the list has more than ``maximumPagesRead`` pages.
package func firstFound<Element, Found>(
    in what: String, pages: (PageToken?) async throws -> Page<Element>, _ find: ([Element]) throws -> Found?
) async throws -> Found? {
    var found: Found?
    let isFinished = try await eachPage(of: what, pages) { page in
        found = try find(page.items)
        return found != nil
    }
    guard isFinished else { throw TrackerError.malformedResponse(detail: "the list of \(what) does not end") }
    return found
}

/// Reads a list to its end, up to ``maximumPagesMirrored`` pages.
/// - Parameters:
///   - what: A description of the list, for error messages.
///   - read: Reads the page for a token; nil for the first page.
/// - Throws: What `read` throws, and ``TrackerError/malformedResponse(detail:)`` if a page's token occurs twice.
package func readList<Element>(
    of what: String, _ read: (PageToken?) async throws -> Page<Element>
) async throws -> RemoteList<Element> {
    try await readList(of: what, atMost: maximumPagesMirrored, read)
}

/// Reads a list to its end. Returns its rows, and those that could not be read.
/// - Parameters:
///   - what: A description of the list, for error messages.
///   - pages: Reads the page for a token; nil for the first page.
/// - Throws: What `pages` throws, and ``TrackerError/malformedResponse(detail:)`` if a page's token occurs twice or the
///   list has more than ``maximumPagesRead`` pages.
package func everyRow<Element>(
    in what: String, pages: (PageToken?) async throws -> Page<Element>
) async throws -> (items: [Element], skipped: [SkippedRow]) {
    let list = try await readList(of: what, atMost: maximumPagesRead, pages)
    guard !list.isTruncated else { throw TrackerError.malformedResponse(detail: "the list of \(what) does not end") }
    return (list.items, list.skipped)
}

private func readList<Element>(
    of what: String, atMost limit: Int, _ read: (PageToken?) async throws -> Page<Element>
) async throws -> RemoteList<Element> {
    var list = RemoteList<Element>()
    let isFinished = try await eachPage(of: what, atMost: limit, read) { page in
        list.items += page.items
        list.skipped += page.skipped
        return false
    }
    list.isTruncated = !isFinished
    return list
}
