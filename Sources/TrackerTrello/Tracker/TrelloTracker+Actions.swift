import HTTPTypes
import Primitives
import TrackerKit

extension TrelloTracker {
    /// How many actions Trello returns if no limit is given, or if it ignores the limit.
    private static let usualActions = 50

    /// Reads all actions of a list, newest first.
    ///
    /// Limits and offsets are documented for the actions of boards but not of cards, so they are not relied on: a page
    /// is the last only if it has fewer rows than Trello's default limit, or contains nothing new.
    /// - Parameter call: creates the call for a range of actions.
    func actions(
        _ what: String, in project: ProjectReference, call: @escaping (TrelloRange) -> APICall
    ) async throws -> Page<Trello.Action> {
        var seen: Set<String> = []
        let pages: (PageToken?) async throws -> Page<Trello.Action> = { page in
            let found = try await client.objects(
                paging.actionLimit, page: page, probe: { _ = try await boardWithLists(project) }, call)
            let (rows, limit) = (found.page, found.limit)
            let ids = rows.items.compactMap { $0.string("id") }
            let fresh = Set(ids.filter { seen.insert($0).inserted })
            let isLast = fresh.isEmpty || rows.rowCount < min(limit, Self.usualActions)
            var actions = try rows.reading("id") { row in
                // An action without an ID can't be decoded and must be reported as skipped, since a missing comment
                // counts as deleted.
                guard let id = row.string("id") else { return try Trello.Action(row) }
                return fresh.contains(id) ? try Trello.Action(row) : nil
            }
            actions.next = rows.next ?? (isLast ? nil : ids.min().map(found.token))
            return actions
        }
        let (items, skipped) = try await everyRow(in: what, pages: pages)
        var page = Page(items: items, next: nil)
        page.skipped = skipped
        return page
    }
}
