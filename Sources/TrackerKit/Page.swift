/// One page of a tracker's list.
package struct Page<Element: Sendable>: Sendable {
    /// In the tracker's order.
    package var items: [Element]
    /// The token of the next page; nil on the last one.
    package var next: PageToken?
    /// Whether the tracker reported no change since the last request (304).
    package var isUnchanged: Bool
    /// The rows that could not be read.
    package var skipped: [SkippedRow] = []
    /// The number of calls that were spent on larger pages that could not be read; see ``UnreadablePage``.
    package var rereads = 0

    package init(items: [Element], next: PageToken?, isUnchanged: Bool = false) {
        self.items = items
        self.next = next
        self.isUnchanged = isUnchanged
    }
}

/// The start of the next page, in a format that only the adapter that created it understands. It stays valid when the
/// gateway restarts.
package struct PageToken: Sendable, Hashable {
    /// Opaque except to the adapter.
    package let text: String

    package init(_ text: String) { self.text = text }
}

extension Page {
    package func map<Neutral: Sendable>(_ transform: (Element) throws -> Neutral) rethrows -> Page<Neutral> {
        var page = Page<Neutral>(items: try items.map(transform), next: next, isUnchanged: isUnchanged)
        page.skipped = skipped
        page.rereads = rereads
        return page
    }
}
