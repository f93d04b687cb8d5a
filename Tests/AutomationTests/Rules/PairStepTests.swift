import Automation
import Models
import Primitives
import Testing
import TrackerKit

@Suite struct PairStepTests {
    private static let now = Timestamp(seconds: 1_750_000_000)
    private static let day = Duration.seconds(86_400)

    private static func terms(_ members: [String: JSON] = [:]) throws -> PairTerms {
        let action: [String: JSON] = ["action": "keep_in_step", "channel": "ops", "create": ["title": "T"]]
        let read = try #require(RuleAction(stored: .object(action.merging(members) { $1 })))
        return try #require(PairTerms(read))
    }

    private static func pair() -> TicketPair {
        TicketPair(
            id: .init(bits: 1), ruleID: .init(bits: 2), channelID: .init(bits: 3), channel: "ops", fingerprint: "f",
            sourceID: .init(bits: 4), at: now - day)
    }

    private static func standing(
        _ status: TicketStatus, _ resolution: Resolution? = nil, labels: [String] = [], closedAt: Timestamp? = nil
    ) -> PairTicketState {
        PairTicketState(
            status: status, resolution: resolution, labels: labels, closedAt: closedAt, updatedAt: now - day * 90)
    }

    private static func step(
        _ side: TicketPair.Side, here: PairTicketState, there: PairTicketState, terms members: [String: JSON] = [:],
        change: (inout TicketPair) -> Void = { _ in }
    ) throws -> PairStep {
        var pair = pair()
        change(&pair)
        return PairStep(pair, try terms(members), from: side, here: here, there: there, at: now)
    }

    @Test func `a closed ticket closes the other one, with its reason`() throws {
        #expect(
            try Self.step(.target, here: Self.standing(.done), there: Self.standing(.open)) == .close(.done, .completed)
        )
        #expect(
            try Self.step(.target, here: Self.standing(.done, .unknown), there: Self.standing(.open))
                == .close(.done, .completed))
        #expect(
            try Self.step(.target, here: Self.standing(.ignored), there: Self.standing(.open))
                == .close(.ignored, .notPlanned))
        #expect(
            try Self.step(.target, here: Self.standing(.done, .duplicate), there: Self.standing(.open))
                == .close(.ignored, .duplicate))
        #expect(
            try Self.step(.target, here: Self.standing(.done, labels: ["WONTFIX"]), there: Self.standing(.open))
                == .close(.ignored, .notPlanned))
        #expect(
            try Self.step(
                .target, here: Self.standing(.done, labels: ["WONTFIX"]), there: Self.standing(.open),
                terms: ["wont_fix_labels": []])
                == .close(.done, .completed))
    }

    @Test func `a counterpart in the same state is left unchanged`() throws {
        for (here, there) in [(TicketStatus.open, TicketStatus.inProgress), (.done, .ignored)] {
            #expect(try Self.step(.source, here: Self.standing(here), there: Self.standing(there)).isNothing)
        }
    }

    @Test func `a regression reopens the counterpart within the window, and creates a new one later`() throws {
        let window: [String: JSON] = ["reopen_within": "7d"]
        let recent = Self.standing(.done, closedAt: Self.now - Self.day * 7)
        let old = Self.standing(.done, closedAt: Self.now - Self.day * 8)
        #expect(try Self.step(.source, here: Self.standing(.open), there: recent, terms: window) == .reopen)
        #expect(try Self.step(.source, here: Self.standing(.open), there: old, terms: window) == .replace)
        // The tracker does not report when the ticket was closed.
        #expect(
            try Self.step(.source, here: Self.standing(.open), there: Self.standing(.done), terms: window) == .replace)
        // Only the counterpart is ever replaced, never the ticket that the pair was created for.
        #expect(try Self.step(.target, here: Self.standing(.open), there: old, terms: window) == .reopen)
    }

    @Test func `a ticket closed as won't fix stays closed, unless that was decided where it is open again`() throws {
        let wontFix = Self.standing(.ignored, .notPlanned, closedAt: Self.now - Self.day)
        #expect(try Self.step(.source, here: Self.standing(.open), there: wontFix).isNothing)
        #expect(
            try Self.step(.source, here: Self.standing(.open), there: wontFix, change: { $0.closedFrom = .target })
                .isNothing)
        #expect(
            try Self.step(.source, here: Self.standing(.open), there: wontFix, change: { $0.closedFrom = .source })
                == .reopen)
        #expect(
            try Self.step(.target, here: Self.standing(.open), there: wontFix, change: { $0.closedFrom = .target })
                == .reopen)
    }

    @Test func `two that flap are left alone for a while`() throws {
        let flapping: [String: JSON] = ["flapping": ["limit": 2, "within": "1h"]]
        let turns = [Self.now - .seconds(3500), Self.now - .seconds(100)]
        let closed = Self.standing(.done), open = Self.standing(.open)
        #expect(
            try Self.step(.source, here: closed, there: open, terms: flapping, change: { $0.turns = turns })
                == .pause(until: Self.now + .seconds(3600)))
        #expect(
            try Self.step(
                .source, here: closed, there: open, terms: flapping,
                change: { $0.turns = [Self.now - .seconds(3600), turns[1]] })
                == .close(.done, .completed))
        #expect(
            try Self.step(
                .source, here: closed, there: open, terms: flapping, change: { $0.pausedUntil = Self.now + .seconds(1) }
            ).isNothing)
        #expect(
            try Self.step(.source, here: closed, there: open, terms: flapping, change: { $0.pausedUntil = Self.now })
                == .close(.done, .completed))
    }

    @Test func `changes are synced only in the configured direction`() throws {
        let closed = Self.standing(.done), open = Self.standing(.open)
        #expect(try Self.step(.source, here: closed, there: open, terms: ["direction": "from_linked"]).isNothing)
        #expect(
            try Self.step(.target, here: closed, there: open, terms: ["direction": "from_linked"])
                == .close(.done, .completed))
        #expect(
            try Self.step(.source, here: closed, there: open, terms: ["direction": "to_linked"])
                == .close(.done, .completed))
    }

    @Test func `only events that ask for something are a pair's business`() throws {
        let terms = try Self.terms(["fields": ["labels", "title"], "direction": "to_linked"])
        #expect(terms.concern(.ticketLabeled, changes: ["labels"], on: .source))
        #expect(!terms.concern(.ticketLabeled, changes: ["labels"], on: .target))
        #expect(terms.concern(.ticketUpdated, changes: ["title"], on: .source))
        #expect(!terms.concern(.ticketUpdated, changes: ["body"], on: .source))
        #expect(!terms.concern(.ticketClosed, changes: ["state"], on: .source))
        for type in [EventType.commentCreated, .commentUpdated, .commentDeleted] {
            #expect(!terms.concern(type, changes: [], on: .source))
            #expect(try Self.terms(["fields": ["comments"]]).concern(type, changes: [], on: .target))
        }
        #expect(!terms.concern(.ticketDeleted, changes: [], on: .source))
    }
}

extension PairStep {
    fileprivate var isNothing: Bool { if case .nothing = self { true } else { false } }
}
