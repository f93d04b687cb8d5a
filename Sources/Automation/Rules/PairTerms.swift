package import Models
package import Primitives
package import TrackerKit

/// How a rule keeps two tickets in step: the members of `keep_in_step`.
package struct PairTerms: Sendable, Hashable {
    /// Which way changes go.
    package enum Direction: String, Sendable, Hashable, CaseIterable {
        /// Both ways.
        case both
        /// From the ticket of the event to the one that is made for it.
        case toLinked = "to_linked"
        /// From the one that is made to the ticket of the event.
        case fromLinked = "from_linked"

        /// Whether what happens on a side goes to the other one.
        package func carries(from side: TicketPair.Side) -> Bool {
            switch self {
            case .both: true
            case .toLinked: side == .source
            case .fromLinked: side == .target
            }
        }
    }

    /// What is kept in step: a field of the table, or one of three that are carried in ways of their own.
    package struct Field: Sendable, Hashable, CaseIterable, RawRepresentable {
        package let rawValue: String

        /// Open or closed, and with it whether it was done or will not be.
        package static let status = Self(name: "status")
        /// Comments: new ones, and what becomes of them.
        package static let comments = Self(name: "comments")
        /// Labels that are added or taken away.
        package static let labels = Self(name: "labels")

        package static let allCases = [status, comments, labels] + TicketFields.pair.map { Self(name: $0.name) }

        private init(name: String) { rawValue = name }

        /// The field of that name; nil if there is none.
        package init?(rawValue: String) {
            self.init(name: rawValue)
            guard Self.allCases.contains(self) else { return nil }
        }

        /// The field of the table; nil for one that is carried in a way of its own.
        package var ticketField: AnyTicketField? { TicketFields.pair.first { $0.name == rawValue } }
    }

    /// What becomes of a confidential ticket where the other tracker has none.
    package enum Confidence: String, Sendable, Hashable, CaseIterable {
        /// Nothing that it says goes to the other tracker.
        case keep
        /// It is copied there all the same.
        case copy
    }

    /// Where the other ticket is made.
    package let channel: String
    /// What makes two events the same matter; a template.
    package let fingerprint: String
    /// The other ticket, as `create_ticket` takes it; templates.
    package let create: JSON
    /// Which way changes go.
    package let direction: Direction
    /// What is kept in step.
    package let fields: Set<Field>
    /// How long after its closing the other ticket is opened again; later a new one is made. Nil for ever.
    package let reopenWithin: Duration?
    /// What becomes of a confidential ticket where the other tracker has none.
    package let confidence: Confidence
    /// Labels that say that a closed ticket will not be worked on, where the tracker has no word for that; compared
    /// without case.
    package let wontFixLabels: Set<String>
    /// How often the two are closed and opened within ``flappingWindow`` before that is paused for as long.
    package let flappingLimit: Int
    /// See ``flappingLimit``.
    package let flappingWindow: Duration

    /// The name of the change when a ticket becomes confidential, or public.
    package static let confidentialField = "confidential"

    static let standardFingerprint = "{{ticket.id}}"
    private static let standardReopening = Duration.seconds(30 * 86_400)
    private static let standardWontFix: [String] = ["wontfix", "won't fix", "wont-fix", "won't-fix", "wont fix"]
    private static let standardFlapping = (limit: 6, window: Duration.seconds(3600))
    private static let day = Duration.seconds(86_400)

    static let fields: [ActionField] = [
        ActionField("channel", .fixedSlug(.channel), required: true), ActionField("fingerprint", .text(1...1024)),
        ActionField("create", .object(RuleActionKind.draftFields), required: true),
        ActionField("direction", .fixedWord(Direction.allCases.map(\.rawValue))),
        ActionField("fields", .list(.fixedWord(Field.allCases.map(\.rawValue)), 1...Field.allCases.count)),
        ActionField("confidential", .fixedWord(Confidence.allCases.map(\.rawValue))),
        ActionField("reopen_within", .duration(.seconds(0)...(day * 3650))),
        ActionField("wont_fix_labels", .list(.text(1...255), 0...20)),
        ActionField(
            "flapping",
            .object([
                ActionField("limit", .integer(1...1000), required: true),
                ActionField("within", .duration(.seconds(1)...day), required: true),
            ])),
    ]

    static func check(_ reader: inout DefinitionReader, _ json: JSON) {
        guard case .object(let members)? = json["create"] else { return }
        var inner = DefinitionReader(members, at: reader.path("create"))
        RuleAction.checkDraft(&inner)
        reader.take(inner.problems)
    }

    /// Reads the terms of an action that was checked; nil for another action.
    package init?(_ action: RuleAction) {
        guard action.kind == .keepInStep, let channel = action.json["channel"]?.stringValue,
            let create = action.json["create"]
        else {
            return nil
        }
        let json = action.json
        self.channel = channel
        self.create = create
        fingerprint = json["fingerprint"]?.stringValue ?? Self.standardFingerprint
        direction = json["direction"]?.stringValue.flatMap(Direction.init) ?? .both
        confidence = json["confidential"]?.stringValue.flatMap(Confidence.init) ?? .keep
        let named = (json["fields"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap(Field.init) }
        fields = named.isEmpty ? [.status, .comments] : Set(named)
        reopenWithin = json["reopen_within"]?.stringValue.flatMap(RuleDuration.parse) ?? Self.standardReopening
        let labels = json["wont_fix_labels"]?.arrayValue?.compactMap(\.stringValue) ?? Self.standardWontFix
        wontFixLabels = Set(labels.map { $0.lowercased() })
        let flapping = json["flapping"]
        flappingLimit = flapping?["limit"]?.integerValue.map { Int($0) } ?? Self.standardFlapping.limit
        flappingWindow = flapping?["within"]?.stringValue.flatMap(RuleDuration.parse) ?? Self.standardFlapping.window
    }

    /// Whether an event tells of something else than how a ticket stands.
    package static func isCarriedApart(_ type: EventType) -> Bool {
        switch type {
        case .commentCreated, .commentUpdated, .commentDeleted, .ticketLabeled, .ticketUpdated, .ticketAssigned: true
        default: false
        }
    }

    /// The types of the events that may be any of the pair's business.
    package var types: [EventType] {
        let changes = fields.map(\.rawValue) + [Self.confidentialField]
        return EventType.allCases.filter { type in
            [TicketPair.Side.source, .target].contains { concern(type, changes: changes, on: $0) }
        }
    }

    /// Whether an event on a side is any of the pair's business.
    package func concern(_ type: EventType, changes: some Sequence<String>, on side: TicketPair.Side) -> Bool {
        // The other ticket is a copy of this one, whichever way changes go.
        let becomesConfidential = type == .ticketUpdated && changes.contains(Self.confidentialField)
        if becomesConfidential, side == .source { return true }
        guard direction.carries(from: side) else { return false }
        switch type {
        case .ticketClosed, .ticketReopened: return fields.contains(.status)
        case .ticketLabeled: return fields.contains(.labels)
        case .commentCreated, .commentUpdated, .commentDeleted: return fields.contains(.comments)
        case .ticketUpdated, .ticketAssigned:
            return becomesConfidential
                || changes.contains {
                    Field(rawValue: $0).map { $0.ticketField != nil && fields.contains($0) } ?? false
                }
        default: return false
        }
    }
}
