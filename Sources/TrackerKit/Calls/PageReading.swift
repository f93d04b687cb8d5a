/// How many pages of a list are read in one go: a list that goes on beyond that has no end.
public let maximumPagesRead = 1000

/// Reads a list page by page until something is found or the list ends.
/// - Parameters:
///   - what: What the list holds, for people.
///   - pages: Reads a page.
///   - find: Looks at a page, and answers what ends the reading.
/// - Returns: What was found; nil at the end of the list.
/// - Throws: ``TrackerError/malformedResponse(detail:)`` for a list that leads back to itself, or has more than ``maximumPagesRead`` pages.
public func firstFound<Element, Found>(
    in what: String, pages: (PageToken?) async throws -> Page<Element>, _ find: ([Element]) throws -> Found?
) async throws -> Found? {
    var page: PageToken?
    var seen: Set<PageToken> = []
    for _ in 0..<maximumPagesRead {
        let list = try await pages(page)
        if let found = try find(list.items) { return found }
        guard let next = list.next else { return nil }
        guard seen.insert(next).inserted else { throw TrackerError.malformedResponse(detail: "the list of \(what) leads back to itself") }
        page = next
    }
    throw TrackerError.malformedResponse(detail: "the list of \(what) does not end")
}

/// Reads a list to its end; see ``firstFound(in:pages:_:)``.
public func everyItem<Element>(in what: String, pages: (PageToken?) async throws -> Page<Element>) async throws -> [Element] {
    var items: [Element] = []
    _ = try await firstFound(in: what, pages: pages) { list -> Never? in
        items += list
        return nil
    }
    return items
}

/// Reads a list to its end, and says which of its rows could not be read; see ``firstFound(in:pages:_:)``.
public func everyRow<Element>(
    in what: String, pages: (PageToken?) async throws -> Page<Element>
) async throws -> (items: [Element], skipped: [SkippedRow]) {
    var skipped: [SkippedRow] = []
    let items = try await everyItem(in: what) { token in
        let page = try await pages(token)
        skipped += page.skipped
        return page
    }
    return (items, skipped)
}
