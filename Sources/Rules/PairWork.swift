import Automation
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Carries an event on one ticket of a pair to the other ticket, with at most one write.
struct PairWork: Sendable {
    let pairSync: PairSync
    let terms: PairTerms
    let pair: TicketPair
    /// The side on which the event happened.
    let side: TicketPair.Side
    let action: RenderedAction

    var environment: RuleEnvironment { pairSync.environment }
    var progress: RuleProgress { pairSync.progress }

    /// The current state of one of the two tickets.
    struct Seen {
        var record: TicketRecord
        var location: TicketLocation
        var state: PairTicketState

        var isConfidential: Bool { record.isConfidential }

        func value(of field: AnyTicketField) -> TicketValue { record.value(of: field) ?? .nothing }

        /// The URL of the ticket's page, or its channel and key.
        var source: String {
            TextSource.of(url: record.value(of: \.url) ?? "", channel: location.channel, key: location.key)
        }

        /// The ticket as it appears in results of actions.
        var summary: JSON {
            let fields = [
                TicketFields.table.url.erased, TicketFields.table.title.erased, TicketFields.table.status.erased,
            ]
            let shown = fields.map { ($0.name, value(of: $0).json) }
            return .object(
                [
                    "id": JSON((try? record.id)?.text), "channel": .string(location.channel),
                    "key": .string(location.key),
                ]
                .merging(shown) { own, _ in own })
        }
    }

    func carry(_ type: EventType) async throws {
        switch type {
        case .commentCreated, .commentUpdated, .commentDeleted: try await carryComment(type)
        case .ticketLabeled: try await carryLabels()
        case .ticketUpdated, .ticketAssigned: try await carryFields()
        default: try await syncStatus()
        }
    }

    // MARK: Open and closed

    /// Closes or reopens the counterpart if the ticket's state requires it.
    func syncStatus() async throws {
        guard terms.fields.contains(.status) else { return try await progress.skip("open and closed are not synced") }
        guard let here = try await seen(side), let there = try await seen(side.other) else {
            return try await skipMissing()
        }
        let now = environment.now()
        switch PairStep(pair, terms, from: side, here: here.state, there: there.state, at: now) {
        case .nothing(let reason):
            if try await settleSeen(there) { return }
            try await progress.skip(reason, ticket: there.summary)
        case .close(let status, let resolution): try await turn(there, .status(status, resolution), closedFrom: side)
        case .reopen: try await turn(there, .status(.open, nil), closedFrom: nil)
        case .replace: try await pairSync.make(action, terms, for: pair)
        case .pause(let until): try await pause(there, until: until)
        }
    }

    private func turn(_ other: Seen, _ change: StatusChange, closedFrom: TicketPair.Side?) async throws {
        var patch = TicketPatch()
        patch.status = .set(try await possible(change, at: other))
        let (pair, terms, now) = (self.pair.id, self.terms, environment.now())
        try await progress.commit(try await write(patch, to: other)) { _, transaction in
            let pairs = TicketPairRepository(transaction)
            try await pairs.note(turnAt: now, in: pair, since: now - terms.flappingWindow)
            try await pairs.note(closedFrom: closedFrom, in: pair, at: now)
        }
    }

    /// Checks whether an earlier attempt succeeded and its effect was recorded before its completion.
    /// - Returns: Whether it did. The completion has then been recorded.
    private func settleSeen(_ there: Seen) async throws -> Bool {
        guard pairSync.work.earlierAttempt != nil, let other = pair.ticket(side.other) else { return false }
        let (pair, terms, side, now, name) = (
            self.pair.id, self.terms, self.side, environment.now(), pairSync.name(of: self.pair)
        )
        return try await environment.database.transaction { transaction in
            guard try await EventRepository(transaction).changes(of: other, byRuleNamed: name)["state"] != nil else {
                return false
            }
            let pairs = TicketPairRepository(transaction)
            try await pairs.note(turnAt: now, in: pair, since: now - terms.flappingWindow)
            try await pairs.note(closedFrom: there.state.status.state == .closed ? side : nil, in: pair, at: now)
            try await progress.succeed(["ticket": there.summary], ticket: other, in: transaction)
            return true
        }
    }

    /// The change without a resolution if the tracker has none.
    private func possible(_ change: StatusChange, at other: Seen) async throws -> StatusChange {
        guard case .status(let status, .some) = change, try await !capabilities(at: other).contains(.resolution) else {
            return change
        }
        return .status(status, nil)
    }

    /// Pauses a flapping pair, comments on that, and schedules the next check for the end of the pause. The end is
    /// stored first, because a later attempt searches for the comment of an earlier one by its text.
    private func pause(_ other: Seen, until moment: Timestamp) async throws {
        let (pair, now) = (self.pair.id, environment.now())
        let said = action.body[Self.pauseMember]?.stringValue.flatMap { Timestamp($0) }
        let until: Timestamp
        if let said, said > now {
            until = said
        } else {
            until = moment
            try await keep(Self.pauseMember, moment.rfc3339)
        }
        guard try await capabilities(at: other).contains(.writeComments) else {
            try await environment.database.transaction { transaction in
                try await TicketPairRepository(transaction).pause(pair, until: until, at: now)
                try await progress.putOff(until: until, in: transaction)
            }
            throw DurableWriteOver()
        }
        let text = """
            This ticket and its counterpart were closed and opened \(terms.flappingLimit) times within \
            \(RuleDuration.text(terms.flappingWindow)). The gateway does not sync whether they are open until \(until.rfc3339).
            """
        let receipt = try await CommentService(environment.tickets).create(
            CommentDraft(body: text), channel: other.location.channel, key: other.location.key,
            after: pairSync.work.earlierAttempt,
            context: progress.context(named: pairSync.name(of: self.pair)))
        // The comment does not complete the action, which is performed again at the end of the pause.
        try await receipt.commit { _, transaction in
            try await TicketPairRepository(transaction).pause(pair, until: until, at: now)
            try await progress.putOff(until: until, in: transaction)
        }
        throw DurableWriteOver()
    }

    private static let pauseMember = "paused_until"

    /// Adds a member to the action's stored body before it is called.
    func keep(_ member: String, _ value: String) async throws {
        var members = action.body.objectValue ?? [:]
        members[member] = .string(value)
        try await progress.keep(RenderedAction(kind: action.kind, target: action.target, body: .object(members)))
    }

    // MARK: Labels, fields

    private func carryLabels() async throws {
        guard let here = try await seen(side), let there = try await seen(side.other) else {
            return try await skipMissing()
        }
        guard try await contentTransfer(of: here, at: there) != .refused else { return try await skipConfidential() }
        guard try await capabilities(at: there).contains(.ticketLabels) else {
            return try await progress.skip("the tracker has no labels")
        }
        let change = pairSync.work.run.document["changes"]?["labels"] ?? .null
        let source = pairSync.work.run.document["ticket"]?["tracker"]?.stringValue ?? ""
        let labels = PairLabels(
            before: change.names("from"), after: change.names("to"), at: TrackerKind(rawValue: source),
            rules: environment.labels)
        var patch = labels.patch(of: there.state.labels, at: there.record.tracker)
        let rules = try await environment.textRules(ofChannel: there.location.channel)
        let impossible = patch.addLabels.filter { !rules.accepts(label: $0) }
        patch.addLabels.removeAll { impossible.contains($0) }
        if patch.isEmpty, !impossible.isEmpty {
            return try await progress.skip("the other tracker can't have labels with these names")
        }
        try await update(there, patch)
    }

    private func carryFields() async throws {
        guard let here = try await seen(side), let there = try await seen(side.other) else {
            return try await skipMissing()
        }
        let contentTransfer = try await contentTransfer(of: here, at: there)
        guard contentTransfer != .refused else { return try await skipConfidential() }
        let changed = Set((pairSync.work.run.document["changes"]?.objectValue ?? [:]).keys)
        let possible = try await capabilities(at: there)
        var patch = TicketPatch()
        var cut: [String] = []
        for field in TicketFields.pair where changed.contains(field.name) && terms.names(field) {
            guard field.capability.map(possible.contains) ?? true,
                let news = try await news(of: field, from: here, at: there)
            else { continue }
            if try await isCut(field, of: there, at: here) { cut.append(field.name) } else { patch[field] = news }
        }
        // The counterpart has been made confidential, and nothing else needs to change.
        if patch.isEmpty, contentTransfer == .afterHiding { return }
        if patch.isEmpty, !cut.isEmpty {
            return try await progress.skip(
                "the other ticket's \(cut.joined(separator: " and ")) is longer than this tracker accepts, and is left unchanged"
            )
        }
        try await update(there, patch)
    }

    /// Whether the counterpart's text is too long for this ticket's tracker. Then this ticket's text was made from its
    /// beginning only and must not replace the whole.
    private func isCut(_ field: AnyTicketField, of there: Seen, at here: Seen) async throws -> Bool {
        guard let kind = TextKind(field), case .text(let text) = there.value(of: field) else { return false }
        let rules = try await environment.textRules(ofChannel: here.location.channel)
        return switch kind {
        case .title: rules.cuts(title: .foreign(text))
        case .body: rules.cuts(body: .foreign(text))
        }
    }

    /// The value that a field should get on the counterpart; nil if the two already match as far as either tracker can
    /// represent it. A title that was truncated there is not a change here.
    private func news(of field: AnyTicketField, from here: Seen, at there: Seen) async throws -> TicketValue? {
        let wanted = try await image(of: field, from: here, at: there)
        guard wanted != there.value(of: field),
            try await image(of: field, from: there, at: here) != here.value(of: field)
        else { return nil }
        return wanted
    }

    /// The value of a field as the other ticket's tracker represents it. Text that the other ticket already contains is
    /// kept in the form that it has there.
    private func image(of field: AnyTicketField, from here: Seen, at there: Seen) async throws -> TicketValue {
        let value = here.value(of: field)
        guard let kind = TextKind(field), case .text(let text) = value else { return value }
        let rules = try await environment.textRules(ofChannel: there.location.channel)
        let present = if case .text(let text) = there.value(of: field) { text } else { "" }
        let carried = CarriedText.foreign(text, inPlaceOf: present)
        return switch kind {
        case .title: .text(rules.carried(title: carried))
        case .body: .text(rules.carried(body: carried, source: here.source))
        }
    }

    /// A field whose text is adapted to the target tracker.
    private enum TextKind {
        case title
        case body

        init?(_ field: AnyTicketField) {
            switch field.name {
            case TicketFields.table.title.name: self = .title
            case TicketFields.table.body.name: self = .body
            default: return nil
            }
        }
    }

    private func update(_ other: Seen, _ patch: TicketPatch) async throws {
        guard !patch.isEmpty else {
            return try await progress.skip("the tickets are in sync, as far as the tracker supports it")
        }
        try await progress.commit(try await write(patch, to: other))
    }

    /// Changes a ticket in the name of the pair. The caller commits the change.
    func write(_ patch: TicketPatch, to other: Seen) async throws -> WriteReceipt<TicketRecord> {
        try await TicketService(environment.tickets).update(
            channel: other.location.channel, key: other.location.key, patch, precondition: .none,
            context: progress.context(named: pairSync.name(of: pair)))
    }

    // MARK: What there is

    func seen(_ side: TicketPair.Side) async throws -> Seen? {
        guard let id = pair.ticket(side),
            let record = try await TicketRepository(environment.database).record(
                id: id, for: progress.context().audience),
            let state = PairTicketState(record)
        else { return nil }
        return Seen(
            record: record, location: TicketLocation(channel: try record.channel, key: try record.key), state: state)
    }

    func capabilities(at other: Seen) async throws -> Set<Capability> {
        let context = progress.context()
        let channel = try await environment.tickets.channel(other.location.channel, context)
        return try await environment.tickets.calling(channel, context: context) { $0.capabilities }
    }

    func skipMissing() async throws {
        try await progress.skip("one of the tickets no longer exists, or the rule has no access to it")
    }
}

extension PairTerms {
    fileprivate func names(_ field: AnyTicketField) -> Bool {
        Field(rawValue: field.name).map(fields.contains) ?? false
    }
}

extension PairTicketState {
    fileprivate init?(_ record: TicketRecord) {
        guard let status = record.value(of: \.status), let updatedAt = record.value(of: \.updatedAt) else { return nil }
        self.init(
            status: status, resolution: record.value(of: \.resolution) ?? nil,
            labels: record.value(of: \.labels) ?? [], closedAt: record.value(of: \.closedAt) ?? nil,
            updatedAt: updatedAt)
    }
}
