import HTTPTypes
import Primitives
import TrackerKit

extension TrelloTracker {
    /// How many actions Trello gives when it is not told a number, or does not heed it.
    private static let usualActions = 50

    /// Every action of a list, newest first.
    ///
    /// How many a call gives, and from where, is documented for boards and not for cards, so it is not relied on: a page may be the last only
    /// when it holds fewer than Trello gives unasked, and the reading goes on until one tells nothing new.
    /// - Parameter call: The call for what is older than an action.
    func actions(_ what: String, call: (String?) -> APICall) async throws -> [Trello.Action] {
        var seen: Set<String> = []
        let pages: (PageToken?) async throws -> Page<Trello.Action> = { page in
            let actions = try await client.objects(call(page?.text)).map { try Trello.Action($0) }
            let fresh = actions.filter { seen.insert($0.id).inserted }
            let isLast = fresh.isEmpty || actions.count < min(paging.actionLimit, Self.usualActions)
            return Page(items: fresh, next: isLast ? nil : actions.map(\.id).min().map(PageToken.init))
        }
        return try await everyItem(in: what, pages: pages)
    }
}
