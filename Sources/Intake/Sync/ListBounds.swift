import TrackerKit

/// Guards against a tracker's list that never ends.
struct ListBounds {
    private let maximumPages: Int
    private let maximumEmptyPages: Int
    private var pages = 0
    private var emptyPages = 0
    private var rereads: RereadCount
    /// Hashes of the page tokens so far, because a token may have thousands of bytes.
    private var tokens: Set<Int> = []

    init(_ policy: SyncPolicy) {
        maximumPages = policy.maximumPages
        maximumEmptyPages = policy.maximumEmptyPages
        rereads = RereadCount(atMost: policy.maximumRereads)
    }

    /// Checks a page.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` if the list repeats a page, has too many empty pages in a
    ///   row or too many unreadable ones, or does not end.
    mutating func pass(_ page: Page<Ticket>) throws(TrackerError) {
        guard let next = page.next else { return }
        guard tokens.insert(next.hashValue).inserted else {
            throw .malformedResponse(detail: "the list of tickets has a next page that was already read")
        }
        try rereads.add(page, of: "tickets")
        pages += 1
        emptyPages = page.items.isEmpty && page.skipped.isEmpty ? emptyPages + 1 : 0
        guard pages < maximumPages else {
            throw .malformedResponse(detail: "the list of tickets did not end after \(pages) pages")
        }
        guard emptyPages < maximumEmptyPages else {
            throw .malformedResponse(detail: "the list of tickets has \(emptyPages) empty pages in a row")
        }
    }
}
