import Models
import SchemaKit
import Testing
import TrackerKit

/// Compares the columns that hold words with the enumerations that are written to them.
@Suite struct ColumnWordsTests {
    private static let words: [String: Set<String>] = [
        "alert_flavor.source": all(AlertSource.self),
        "incoming_alert.source": all(AlertSource.self),
        "audit_entry.principal_kind": all(Principal.Kind.self),
        "channel_sync.mode": all(SyncMode.self),
        "channel_sync.state": all(SyncState.self),
        "connection.status": all(ConnectionStatus.self),
        "delivery.state": all(DeliveryState.self),
        "event.origin": all(EventOrigin.self),
        "finished_job.state": Set(JobState.allCases.filter(\.isFinished).map(\.rawValue)),
        "job.state": Set(JobState.allCases.filter { !$0.isFinished }.map(\.rawValue)),
        "label.scope": all(LabelScope.self),
        "local_milestone.state": all(TicketState.self),
        "milestone.state": all(TicketState.self),
        "operation.kind": all(OperationKind.self),
        "operation.state": all(OperationState.self),
        "outgoing_delivery.state": all(OutgoingDeliveryState.self),
        "rule_run.state": all(RuleRunState.self),
        "rule_run_action.state": all(RuleRunState.self),
        "subscription.disabled_reason": all(DisablingReason.self),
        "template.source_format": all(TemplateFormat.self),
        "ticket.body_format": all(BodyFormat.self),
        "ticket.kind": all(TicketKind.self),
        "ticket.priority": all(Priority.self),
        "ticket.resolution": all(Resolution.self),
        "ticket.severity": all(Severity.self),
        "ticket.status": all(TicketStatus.self),
        "ticket_link.type": all(LinkType.self),
        "ticket_pair.closed_from": all(TicketPair.Side.self),
    ]

    @Test func `a column accepts exactly the words of its enumeration`() {
        var found: Set<String> = []
        for table in Tables.all {
            for constraint in table.constraints {
                guard let match = constraint.definition.wholeMatch(of: /CHECK \((\w+) IN \((.+)\)\)/) else { continue }
                let column = "\(table.name).\(match.1)"
                let words = Set(match.2.split(separator: ", ").map { String($0.dropFirst().dropLast()) })
                #expect(words == Self.words[column], "\(column)")
                found.insert(column)
            }
        }
        #expect(found == Set(Self.words.keys))
    }

    private static func all<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Set<String>
    where Word.RawValue == String {
        Set(type.allCases.map(\.rawValue))
    }
}
