/// One page of a list.
package struct Page<Element: Sendable>: Sendable {
    /// What it holds, in the tracker's order.
    package var items: [Element]
    /// What to ask the next page with; nil at the end.
    package var next: PageToken?
    /// Whether the tracker said that nothing changed since it was asked last (a 304).
    package var isUnchanged: Bool
    /// The rows that could not be read.
    package var skipped: [SkippedRow] = []

    /// Makes a page.
    package init(items: [Element], next: PageToken?, isUnchanged: Bool = false) {
        self.items = items
        self.next = next
        self.isUnchanged = isUnchanged
    }
}

/// Where the next page begins; only the adapter that made it understands it. It survives a restart of the gateway.
package struct PageToken: Sendable, Hashable {
    /// The adapter's text.
    package let text: String

    /// Makes a token.
    package init(_ text: String) { self.text = text }
}

extension Page {
    /// The page with every element converted.
    package func map<Neutral: Sendable>(_ transform: (Element) throws -> Neutral) rethrows -> Page<Neutral> {
        var page = Page<Neutral>(items: try items.map(transform), next: next, isUnchanged: isUnchanged)
        page.skipped = skipped
        return page
    }
}
