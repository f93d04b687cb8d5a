package import Models
package import Primitives
package import Repositories

/// The event document in the forms that different readers get.
///
/// It is created once, in full. A reader gets it without the links, parents and internal comments that it may not see.
/// In most cases there are none, and all readers share one document.
package struct EventForms: Sendable {
    /// The parts that are hidden from a reader. Readers with equal concealments get the same document.
    package struct Concealment: Sendable, Hashable {
        var links: Set<TicketLink.ID> = []
        var parents: Set<String> = []
        var comment = false
        /// How many comments are subtracted from the ticket's comment count.
        var comments = 0

        static let nothing = Concealment()
    }

    /// The document as one reader gets it.
    package struct Form: Sendable, Hashable {
        package var document: JSON
        /// The tickets that it refers to, apart from the event's own.
        package var mentions: [MirroredTicket.ID]
        /// Whether it contains something that only readers with `tickets:confidential` may see.
        package var isConfidential: Bool

        package init(document: JSON, mentions: [MirroredTicket.ID], isConfidential: Bool) {
            self.document = document
            self.mentions = mentions
            self.isConfidential = isConfidential
        }
    }

    private let full: JSON
    private let channel: String?
    private let connectionUsers: [String]
    private let links: [TicketLink.ID: RelatedTicket]
    private let parents: [String: RelatedTicket]
    private let isConfidential: Bool
    private let hasInternalComment: Bool
    private let internalComments: Int

    /// - Parameter full: The complete event document.
    package init(_ full: JSON, of context: EventContext) {
        let event = context.event.event
        self.init(
            full, channel: context.channel?.slug ?? context.event.channel, users: context.event.connectionUsers,
            ticket: event.ticketID,
            channelID: event.channelID,
            relations: context.relations,
            isConfidential: event.isHidden || context.ticket?.isConfidential == true
                || context.comment?.isInternal == true)
    }

    /// Creates the forms of a stored document from the current state of its tickets.
    package init(
        _ full: JSON, channel: String?, users: [String] = [], ticket: MirroredTicket.ID?, channelID: Channel.ID?,
        relations: TicketRelations,
        isConfidential: Bool
    ) {
        self.full = full
        self.channel = channel
        connectionUsers = users
        links = ticket.flatMap { relations.links[$0] } ?? [:]
        parents = channelID.flatMap { relations.parents[$0] } ?? [:]
        self.isConfidential = isConfidential
        hasInternalComment = full.containsInternalComment
        internalComments = ticket.flatMap { relations.internalComments[$0] } ?? 0
    }

    /// Whether a reader may currently see the event at all.
    package func isVisible(to audience: TicketAudience) -> Bool {
        audience.hasAccess(to: channel, users: connectionUsers, isConfidential: isConfidential)
    }

    /// The parts to hide from a reader.
    package func concealment(from audience: TicketAudience) -> Concealment {
        guard audience != .everything else { return .nothing }
        var concealment = Concealment()
        for id in full.linkIDs where links[id]?.isVisible(to: audience) != true { concealment.links.insert(id) }
        for key in full.parents where !isParent(key, visibleTo: audience) { concealment.parents.insert(key) }
        concealment.comment = hasInternalComment && !audience.includesConfidential
        if !audience.includesConfidential { concealment.comments = min(internalComments, full.commentCount) }
        return concealment
    }

    /// The form for a reader. Check ``isVisible(to:)`` first.
    package func form(for audience: TicketAudience) -> Form { form(without: concealment(from: audience)) }

    /// The document without the concealed parts.
    package func form(without concealment: Concealment) -> Form {
        let shownLinks = full.linkIDs.filter { !concealment.links.contains($0) }.map { links[$0] }
        let shownParents = full.parents.filter { !concealment.parents.contains($0) }.map { parents[$0] }
        let shown = shownLinks + shownParents
        return Form(
            document: concealment == .nothing ? full : full.without(concealment), mentions: shown.compactMap { $0?.id },
            // An unknown ticket counts as confidential: only readers who may see everything were shown it.
            isConfidential: isConfidential || shown.contains { $0?.confidential ?? true }
                || (hasInternalComment && !concealment.comment))
    }

    /// A parent that is not in the mirror may be a confidential ticket, or have been one.
    private func isParent(_ key: String, visibleTo audience: TicketAudience) -> Bool {
        parents[key]?.isVisible(to: audience) ?? audience.includesConfidential
    }
}

extension JSON {
    /// The links of the document's ticket.
    fileprivate var linkIDs: [TicketLink.ID] {
        (self["ticket"]?["links"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue.flatMap { TicketLink.ID($0) } }
    }

    /// The keys of parents in the document: of the ticket, and in changes.
    package var parents: Set<String> {
        var keys = Set([self["changes"], self["event"]?["changes"]].compactMap(\.self).flatMap(\.parentKeys))
        if let key = self["ticket"]?["parent"]?.stringValue { keys.insert(key) }
        return keys
    }

    /// The comment count of the document's ticket.
    package var commentCount: Int { Int(self["ticket"]?["comment_count"]?.integerValue ?? 0) }

    /// Whether the document's ticket has links.
    package var hasLinks: Bool { self["ticket"]?["links"]?.arrayValue?.isEmpty == false }

    /// Whether the document contains an internal comment, which only callers with `tickets:confidential` see.
    package var containsInternalComment: Bool { self["comment"]?["internal"]?.boolValue ?? false }

    fileprivate func without(_ concealment: EventForms.Concealment) -> JSON {
        guard var document = objectValue else { return self }
        if concealment.comment { document["comment"] = .null }
        if let ticket = document["ticket"] { document["ticket"] = ticket.ticketWithout(concealment) }
        guard !concealment.parents.isEmpty else { return .object(document) }
        let isHidden = { (key: String) in concealment.parents.contains(key) }
        if let changes = document["changes"] { document["changes"] = changes.hidingParents(isHidden) }
        if var event = document["event"]?.objectValue, let changes = event["changes"] {
            event["changes"] = changes.hidingParents(isHidden)
            document["event"] = .object(event)
        }
        return .object(document)
    }

    private func ticketWithout(_ concealment: EventForms.Concealment) -> JSON {
        guard var ticket = objectValue else { return self }
        if let links = ticket["links"]?.arrayValue, !concealment.links.isEmpty {
            ticket["links"] = .array(
                links.filter { link in
                    guard let id = link["id"]?.stringValue.flatMap({ TicketLink.ID($0) }) else { return false }
                    return !concealment.links.contains(id)
                })
        }
        if concealment.comments > 0, let count = ticket["comment_count"]?.integerValue {
            ticket["comment_count"] = .integer(max(0, count - Int64(concealment.comments)))
        }
        if let key = ticket["parent"]?.stringValue, concealment.parents.contains(key) { ticket["parent"] = .null }
        return .object(ticket)
    }
}
