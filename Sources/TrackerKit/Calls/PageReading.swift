/// The maximum number of pages to read in search of something: a list that is longer has no end.
package let maximumPagesRead = 1000

/// The maximum number of pages to read of a list that is mirrored: a tracker whose pages never end must not keep a call
/// forever.
package let maximumPagesMirrored = 200

/// What was read of a tracker's list. Only a whole list shows what the tracker no longer has.
package struct RemoteList<Element: Sendable>: Sendable {
    /// The rows that could be read.
    package var items: [Element] = []
    /// The rows that could not be read.
    package var skipped: [SkippedRow] = []
    /// Whether there are more pages than were read.
    package var isTruncated = false

    /// Whether the list was read completely: no row was skipped, and no page was left unread.
    package var isWhole: Bool { skipped.isEmpty && !isTruncated }
}

/// Reads a list page by page until `visit` returns true, the list ends, or the maximum number of pages was read.
/// - Parameters:
///   - what: What the list contains, for error messages.
///   - limit: The maximum number of pages.
///   - read: Reads the page that a token stands for; nil for the first page.
///   - visit: Takes a page, and returns whether to stop.
/// - Returns: false if pages were left unread because of `limit`.
/// - Throws: What `read` and `visit` throw, and ``TrackerError/malformedResponse(detail:)`` for a list that leads back
///   to itself.
@discardableResult
package func eachPage<Element>(
    of what: String, atMost limit: Int = maximumPagesRead, _ read: (PageToken?) async throws -> Page<Element>,
    visit: (Page<Element>) async throws -> Bool
) async throws -> Bool {
    var token: PageToken?
    var seen: Set<PageToken> = []
    for _ in 0..<limit {
        let page = try await read(token)
        if try await visit(page) { return true }
        guard let next = page.next else { return true }
        guard seen.insert(next).inserted else {
            throw TrackerError.malformedResponse(detail: "the list of \(what) leads back to itself")
        }
        token = next
    }
    return false
}

/// Reads a list page by page until something is found or the list ends.
/// - Parameters:
///   - what: What the list contains, for error messages.
///   - pages: Reads a page.
///   - find: Looks at the rows of a page, and returns what ends the search.
/// - Returns: What was found; nil at the end of the list.
/// - Throws: ``TrackerError/malformedResponse(detail:)`` for a list that leads back to itself, or has more than
///   ``maximumPagesRead`` pages.
package func firstFound<Element, Found>(
    in what: String, pages: (PageToken?) async throws -> Page<Element>, _ find: ([Element]) throws -> Found?
) async throws -> Found? {
    var found: Found?
    let isOver = try await eachPage(of: what, pages) { page in
        found = try find(page.items)
        return found != nil
    }
    guard isOver else { throw TrackerError.malformedResponse(detail: "the list of \(what) does not end") }
    return found
}

/// Reads a list to its end, but no more than ``maximumPagesMirrored`` pages.
/// - Parameters:
///   - what: What the list contains, for error messages.
///   - read: Reads a page.
/// - Throws: What `read` throws, and ``TrackerError/malformedResponse(detail:)`` for a list that leads back to itself.
package func readList<Element>(
    of what: String, _ read: (PageToken?) async throws -> Page<Element>
) async throws -> RemoteList<Element> {
    try await readList(of: what, atMost: maximumPagesMirrored, read)
}

/// Reads a list to its end, and returns its rows and those that could not be read.
/// - Parameters:
///   - what: What the list contains, for error messages.
///   - pages: Reads a page.
/// - Throws: ``TrackerError/malformedResponse(detail:)`` for a list that leads back to itself, or has more than
///   ``maximumPagesRead`` pages.
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
    let isOver = try await eachPage(of: what, atMost: limit, read) { page in
        list.items += page.items
        list.skipped += page.skipped
        return false
    }
    list.isTruncated = !isOver
    return list
}
