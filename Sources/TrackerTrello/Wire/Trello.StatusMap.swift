import TrackerKit

extension Trello {
    /// How a channel's status map reads a board: its keys are identifiers or names of lists, an identifier going first.
    /// Names are compared without regard to case.
    ///
    /// A card is done in a list that the map calls done, or when it is marked as complete; else ignored when it is
    /// archived; else what the map says of its list; else open.
    struct StatusMap: Sendable {
        private let byID: [String: TicketStatus]
        private let byName: [String: TicketStatus]

        /// The raw status of a card that is marked as complete outside of a done-list.
        static let complete = RawStatus(id: "complete", name: "Complete")
        /// The raw status of an archived card.
        static let archived = RawStatus(id: "archived", name: "Archived")

        /// Reads a channel's map.
        init(_ project: ProjectReference) {
            byID = project.statusMap
            let names = project.statusMap.map { ($0.key.lowercased(), $0.value) }
            byName = Dictionary(names) { first, second in
                min(first.rawValue, second.rawValue) == first.rawValue ? first : second
            }
        }

        /// What the map says of a list; nil when it is not in the map.
        func status(of list: List) -> TicketStatus? {
            let status = byID[list.id] ?? byName[list.name.lowercased()]
            return status == .unknown ? nil : status
        }

        /// Where a card stands, and Trello's own word for it.
        func standing(of card: Card, in list: List?) -> (status: TicketStatus, raw: RawStatus) {
            let mapped = list.flatMap(status)
            let raw = RawStatus(id: list?.id ?? card.idList ?? "", name: list?.name)
            if mapped == .done { return (.done, raw) }
            if card.dueComplete { return (.done, Self.complete) }
            if card.closed { return (.ignored, Self.archived) }
            return (mapped ?? .open, raw)
        }

        /// The list that gives a status: the leftmost that is not archived; nil when there is none.
        func list(for status: TicketStatus, among lists: [List]) -> List? {
            lists.inOrder.first { self.status(of: $0) == status }
        }

        /// Where open cards belong: a list that the map calls open, else one that it leaves out.
        func openList(among lists: [List]) -> List? {
            list(for: .open, among: lists) ?? lists.inOrder.first { status(of: $0) == nil }
        }
    }
}

extension [Trello.List] {
    /// Those that are not archived, from left to right.
    var inOrder: [Trello.List] { filter { !$0.closed }.sorted { ($0.pos, $0.id) < ($1.pos, $1.id) } }
}
