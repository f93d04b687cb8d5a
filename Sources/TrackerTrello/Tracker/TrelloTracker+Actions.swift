import HTTPTypes
import Primitives
import TrackerKit

extension TrelloTracker {
    /// How many actions Trello gives when it is not told a number, or does not heed it.
    private static let usualActions = 50

    /// Every action of a list, newest first.
    ///
    /// How many a call gives, and from where, is documented for boards and not for cards, so it is not relied on: a
    /// page may be the last only when it holds fewer than Trello gives unasked, and the reading goes on until one tells
    /// nothing new.
    /// - Parameter call: The call for so many of what is older than an action.
    func actions(_ what: String, call: (Int, String?) -> APICall) async throws -> Page<Trello.Action> {
        var seen: Set<String> = []
        let pages: (PageToken?) async throws -> Page<Trello.Action> = { page in
            let (rows, limit) = try await client.objects(paging.actionLimit) { call($0, page?.text) }
            let ids = rows.items.compactMap { $0.string("id") }
            let fresh = Set(ids.filter { seen.insert($0).inserted })
            let isLast = fresh.isEmpty || rows.rowCount < min(limit, Self.usualActions)
            var actions = try rows.reading("id") { row in
                // One without an identifier cannot be read, and must be reported: a comment that is missing counts as
                // deleted.
                guard let id = row.string("id") else { return try Trello.Action(row) }
                return fresh.contains(id) ? try Trello.Action(row) : nil
            }
            actions.next = isLast ? nil : ids.min().map(PageToken.init)
            return actions
        }
        let (items, skipped) = try await everyRow(in: what, pages: pages)
        var page = Page(items: items, next: nil)
        page.skipped = skipped
        return page
    }
}
