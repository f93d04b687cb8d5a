import TrackerKit

extension Trello {
    /// A channel's status map, applied to a board. Its keys are IDs or names of lists; IDs take precedence. Names are
    /// compared ignoring case.
    ///
    /// A card is `done` if its list is mapped to `done` or it is marked as complete; else `ignored` if it is archived;
    /// else it has the status that its list is mapped to, by default `open`.
    struct StatusMap: Sendable {
        private let byID: [String: TicketStatus]
        private let byName: [String: TicketStatus]

        /// The raw status of a card that is marked as complete but not in a done-list.
        static let complete = RawStatus(id: "complete", name: "Complete")
        /// The raw status of an archived card.
        static let archived = RawStatus(id: "archived", name: "Archived")

        init(_ project: ProjectReference) {
            byID = project.statusMap
            let names = project.statusMap.map { ($0.key.lowercased(), $0.value) }
            byName = Dictionary(names) { first, second in
                min(first.rawValue, second.rawValue) == first.rawValue ? first : second
            }
        }

        /// The status that a list is mapped to. nil if it is not in the map.
        func status(of list: List) -> TicketStatus? {
            let status = byID[list.id] ?? byName[list.name.lowercased()]
            return status == .unknown ? nil : status
        }

        /// A card's status, and Trello's own list or mark for it.
        func status(of card: Card, in list: List?) -> (status: TicketStatus, raw: RawStatus) {
            let mapped = list.flatMap(status)
            let raw = RawStatus(id: list?.id ?? card.idList ?? "", name: list?.name)
            if mapped == .done { return (.done, raw) }
            if card.dueComplete { return (.done, Self.complete) }
            if card.closed { return (.ignored, Self.archived) }
            return (mapped ?? .open, raw)
        }

        /// The list for a status: the leftmost one that is not archived. nil if there is none.
        func list(for status: TicketStatus, among lists: [List]) -> List? {
            lists.inOrder.first { self.status(of: $0) == status }
        }

        /// The list for open cards: one that is mapped to `open`, else one that is not in the map.
        func openList(among lists: [List]) -> List? {
            list(for: .open, among: lists) ?? lists.inOrder.first { status(of: $0) == nil }
        }
    }
}

extension [Trello.List] {
    /// Lists that are not archived, from left to right.
    var inOrder: [Trello.List] { filter { !$0.closed }.sorted { ($0.pos, $0.id) < ($1.pos, $1.id) } }
}
