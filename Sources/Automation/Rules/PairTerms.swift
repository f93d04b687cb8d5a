package import Models
package import Primitives
package import TrackerKit

/// The settings of a `keep_in_step` action: how a rule keeps two tickets in sync.
package struct PairTerms: Sendable, Hashable {
    /// The direction of synchronisation.
    package enum Direction: String, Sendable, Hashable, CaseIterable {
        case both
        /// From the event's ticket (the source) to the one created for it (the target).
        case toLinked = "to_linked"
        /// From the target to the source.
        case fromLinked = "from_linked"

        /// Whether changes on a side are copied to the other one.
        package func carries(from side: TicketPair.Side) -> Bool {
            switch self {
            case .both: true
            case .toLinked: side == .source
            case .fromLinked: side == .target
            }
        }
    }

    /// A synchronised field: one of ``TicketFields``, or one of three with special handling.
    package struct Field: Sendable, Hashable, CaseIterable, RawRepresentable {
        package let rawValue: String

        /// Open or closed, including the resolution (completed or not planned).
        package static let status = Self(name: "status")
        /// New, changed and deleted comments.
        package static let comments = Self(name: "comments")
        /// Added and removed labels.
        package static let labels = Self(name: "labels")

        package static let allCases = [status, comments, labels] + TicketFields.pair.map { Self(name: $0.name) }

        private init(name: String) { rawValue = name }

        package init?(rawValue: String) {
            self.init(name: rawValue)
            guard Self.allCases.contains(self) else { return nil }
        }

        /// The field in ``TicketFields``; nil for one with special handling.
        package var ticketField: AnyTicketField? { TicketFields.pair.first { $0.name == rawValue } }
    }

    /// What happens to a confidential ticket if the other tracker does not support them.
    package enum Confidence: String, Sendable, Hashable, CaseIterable {
        /// Nothing of it is copied to the other tracker.
        case keep
        /// It is copied anyway.
        case copy
    }

    /// The channel in which the target is created.
    package let channel: String
    /// A template that identifies the matter that events are about.
    package let fingerprint: String
    /// The target in the form of `create_ticket`; contains templates.
    package let create: JSON
    package let direction: Direction
    package let fields: Set<Field>
    /// How long after closing a recurrence reopens the target. After that, a new ticket is created. Nil for no limit.
    package let reopenWithin: Duration?
    package let confidence: Confidence
    /// Labels by which a closed ticket counts as not planned, for trackers without resolutions. Compared ignoring case.
    package let wontFixLabels: Set<String>
    /// The number of closings and reopenings within ``flappingWindow`` after which they are paused for the same time.
    package let flappingLimit: Int
    package let flappingWindow: Duration

    /// The name of the change when a ticket becomes confidential or public.
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

    /// Reads the settings of a validated action; nil for another kind of action.
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

    /// Whether an event concerns something other than the ticket's status.
    package static func isSyncedSeparately(_ type: EventType) -> Bool {
        switch type {
        case .commentCreated, .commentUpdated, .commentDeleted, .ticketLabeled, .ticketUpdated, .ticketAssigned: true
        default: false
        }
    }

    /// The types of the events that the pair may have to process.
    package var types: [EventType] {
        let changes = fields.map(\.rawValue) + [Self.confidentialField]
        return EventType.allCases.filter { type in
            [TicketPair.Side.source, .target].contains { concern(type, changes: changes, on: $0) }
        }
    }

    /// Whether the pair has to process an event on a side.
    package func concern(_ type: EventType, changes: some Sequence<String>, on side: TicketPair.Side) -> Bool {
        // Applies in every direction, because the target is a copy of the source.
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
