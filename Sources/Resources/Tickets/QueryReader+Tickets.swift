import Documents
import Models
import Primitives
import TrackerKit

extension QueryReader {
    private static let maximumNames = 20
    private static let maximumChannels = 50
    private static let maximumTrackers = 10
    private static let maximumQuery = 512

    /// Reads the filters that all lists of tickets support.
    mutating func ticketFilter(for audience: TicketAudience) -> TicketFilter {
        var filter = TicketFilter(audience: audience)
        filter.text = optional("q", .text(1...Self.maximumQuery))
        filter.statuses = list("status", of: .statusFilter, maximumCount: TicketStatus.allCases.count)
        filter.state = optional("state", .stateFilter)
        filter.priorities = words("priority")
        filter.severities = words("severity")
        filter.kinds = words("kind")
        filter.labels = list("label", of: .labelName, maximumCount: Self.maximumNames)
        filter.assignee = optional("assignee", .name)
        filter.author = optional("author", .name)
        filter.milestone = optional("milestone", .name)
        filter.created = span("created")
        filter.updated = span("updated")
        return filter
    }

    /// Reads `include=deleted`, which requests the tickets deleted since `updated_after`.
    mutating func includesDeleted(_ filter: TicketFilter) -> Bool {
        let included = optional(
            "include", FieldType<String>("deleted") { $0.stringValue.flatMap { $0 == "deleted" ? $0 : nil } })
        guard included != nil else { return false }
        if filter.updated.from == nil {
            fail("include", "deleted requires updated_after: tickets removed since then are listed")
        }
        return true
    }

    /// Reads the filters that only lists across channels support.
    mutating func readChannelsAndTrackers(into filter: inout TicketFilter) {
        filter.channels = channels()
        filter.trackers = list("tracker", of: .tracker, maximumCount: Self.maximumTrackers)
    }

    /// The channels to filter by; nil for all.
    mutating func channels() -> Set<String>? {
        let slugs = list("channel", of: FieldType<String>.slug, maximumCount: Self.maximumChannels)
        return slugs.isEmpty ? nil : Set(slugs)
    }

    /// The event types to filter by; empty for all.
    mutating func eventTypes() -> [EventType] { list("type", of: .enumeration(), maximumCount: Self.maximumNames) }

    private mutating func words<Word: RawRepresentable & CaseIterable & Hashable & Sendable>(_ name: String) -> [Word]
    where Word.RawValue == String {
        list(name, of: .enumeration(), maximumCount: Word.allCases.count)
    }

    private mutating func span(_ name: String) -> TimeSpan {
        TimeSpan(from: optional(name + "_after", .timestamp), to: optional(name + "_before", .timestamp))
    }
}

extension FieldType where Value == TicketStatus {
    fileprivate static var statusFilter: Self {
        .enumeration(hint: { word in
            TicketState(rawValue: word.lowercased()).map { "'\(word)' is a state: use state=\($0.rawValue)" }
        })
    }
}

extension FieldType where Value == TicketState {
    fileprivate static var stateFilter: Self {
        .enumeration(hint: { word in
            if word.lowercased() == "all" { return "To list tickets in both states, omit it" }
            return TicketStatus(rawValue: word.lowercased()).map { "'\(word)' is a status: use status=\($0.rawValue)" }
        })
    }
}

extension FieldType where Value == String {
    /// A name that a label can have.
    fileprivate static var labelName: Self {
        .name.checked { name in
            let isPossible =
                name.contains { !$0.isWhitespace }
                && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
            return isPossible ? nil : "can't be the name of a label: it is blank, or has a line break or tab"
        }
    }
}
