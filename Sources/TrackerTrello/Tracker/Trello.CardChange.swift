import Primitives
import TrackerKit

extension Trello {
    /// A draft or patch in Trello's terms: the fields set by one POST or PUT of a card.
    struct CardChange: Sendable {
        /// By the names of Trello's parameters.
        var fields: [String: JSON] = [:]
        /// The channel's mapping of the board's lists to statuses.
        private let map: StatusMap
        private let lists: [List]
        /// The present card. nil when creating one.
        private let card: Card?

        init(_ card: Card? = nil, lists: [List] = [], in project: ProjectReference) {
            self.card = card
            self.lists = lists
            map = StatusMap(project)
        }

        mutating func set(title: String) throws(TrackerError) {
            guard title.contains(where: { !$0.isWhitespace }) else { throw .invalid("/title", "must not be empty") }
            fields["name"] = .string(try title.checked("/title"))
        }

        /// Sets the text, followed by the creation marker, which takes up some of Trello's maximum length.
        mutating func set(body: String, marker: CreationMarker? = nil) throws(TrackerError) {
            guard let marker else { return fields["desc"] = .string(try body.checked("/body")) }
            let longest = Trello.maximumTextLength - Marker.length(of: marker)
            fields["desc"] = .string(Marker.mark(try body.checked("/body", longest: longest), with: marker))
        }

        /// Sets the list of a new card to the list for open cards.
        mutating func begin() throws(TrackerError) {
            guard let list = map.openList(among: lists) ?? lists.inOrder.first else {
                throw .conflict(.withoutCall("the board has no list that is not archived"))
            }
            fields["idList"] = .string(list.id)
        }

        /// Sets the status, given either as the gateway's or as Trello's own.
        mutating func set(_ change: StatusChange) throws(TrackerError) {
            switch change {
            case .status(let status, _): try set(status)
            case .raw(let id): try set(raw: id)
            }
        }

        private mutating func set(_ status: TicketStatus) throws(TrackerError) {
            if let card, map.status(of: card, in: ownList).status == status { return }
            switch status {
            case .open: try reopen()
            case .inProgress, .onHold:
                guard let list = own(status) ?? map.list(for: status, among: lists) else {
                    throw .invalid(
                        "/status", "the channel's status map has no list of the board for \(status.rawValue)")
                }
                move(to: list)
            case .done:
                if let list = own(status) ?? map.list(for: status, among: lists) { return move(to: list) }
                archive()
                set("dueComplete", to: true, from: card?.dueComplete)
            case .ignored:
                if let list = own(status) ?? map.list(for: status, among: lists) { return move(to: list) }
                archive()
            case .unknown: throw .invalid("/status", "unknown can't be written")
            }
        }

        private mutating func set(raw id: String) throws(TrackerError) {
            if id == StatusMap.archived.id { return archive() }
            if id == StatusMap.complete.id { return set("dueComplete", to: true, from: card?.dueComplete) }
            guard let list = lists.first(where: { $0.id == id && !$0.closed }) else {
                throw .invalid(
                    "/status_raw/id",
                    "must be the id of an unarchived list of the board, `complete` or `archived`")
            }
            move(to: list)
        }

        /// The list that contains the card.
        private var ownList: List? { card?.list ?? lists.first { $0.id == card?.idList } }

        /// The card's own list, if it is mapped to the status. Archived lists are excluded, because their cards are not
        /// visible in Trello.
        private func own(_ status: TicketStatus) -> List? {
            ownList.flatMap { !$0.closed && map.status(of: $0) == status ? $0 : nil }
        }

        /// Unarchives the card, marks it as not complete, and moves it to a list for open cards unless it is already in
        /// one.
        private mutating func reopen() throws(TrackerError) {
            let own = ownList.flatMap { [.open, nil].contains(map.status(of: $0)) && !$0.closed ? $0 : nil }
            guard let list = own ?? map.openList(among: lists) else {
                throw .invalid("/status", "the board has no list for open cards")
            }
            move(to: list)
        }

        /// Moves the card to a list, unarchives it, and marks it as not complete unless the list is a done-list.
        private mutating func move(to list: List) {
            if list.id != card?.idList { fields["idList"] = .string(list.id) }
            set("closed", to: false, from: card?.closed)
            if map.status(of: list) != .done { set("dueComplete", to: false, from: card?.dueComplete) }
        }

        /// Archives the card, marks it as not complete, and moves it out of a done-list, so that its status becomes
        /// `ignored`.
        private mutating func archive() {
            let isDone = ownList.map { map.status(of: $0) == .done } ?? false
            if isDone, let list = map.openList(among: lists) { fields["idList"] = .string(list.id) }
            set("closed", to: true, from: card?.closed)
            set("dueComplete", to: false, from: card?.dueComplete)
        }

        /// Sets a field only if it changes. For a new card, both fields are false by default.
        private mutating func set(_ field: String, to value: Bool, from present: Bool?) {
            fields[field] = value == (present ?? false) ? nil : .bool(value)
        }
    }
}

extension String {
    /// The text. Throws `invalid` if it exceeds Trello's maximum length.
    func checked(_ pointer: String, longest: Int = Trello.maximumTextLength) throws(TrackerError) -> String {
        guard utf16.count <= longest else {
            throw .invalid(pointer, "must be at most \(longest) characters long, which is Trello's limit")
        }
        return self
    }
}
