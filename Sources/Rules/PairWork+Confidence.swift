import Automation
import Models
import Primitives
import ServiceKit
import Tickets
import TrackerKit

/// Pairs of which one ticket is confidential. Whether a ticket is open goes to the other one all the same: it says
/// nothing of the content.
extension PairWork {
    /// Whether what a ticket says may be written to its counterpart.
    enum Telling: Sendable, Hashable {
        /// Both can be read by the same people, or the rule's author accepts that they can't.
        case allowed
        /// The counterpart was public until now.
        case afterHiding
        /// The counterpart is public.
        case refused
    }

    /// Decides, and makes a public copy of a confidential ticket confidential first. The event's own ticket becomes
    /// confidential only when the counterpart does: one that was created confidential is the author's choice.
    func telling(of here: Seen, at there: Seen) async throws -> Telling {
        guard here.isConfidential, !there.isConfidential else { return .allowed }
        if side == .source || becameConfidential, try await keeper.holdsConfidential(there.place.channel) {
            try await hide(there)
            return .afterHiding
        }
        return terms.confidence == .copy ? .allowed : .refused
    }

    func skipConfidential() async throws { try await progress.skip(PairKeeper.confidential) }

    private var becameConfidential: Bool {
        keeper.work.run.document["changes"]?[PairTerms.confidentialField]?["to"] == true
    }

    private func hide(_ other: Seen) async throws {
        var patch = TicketPatch()
        patch.confidential = .set(true)
        _ = try await TicketService(environment.tickets).update(
            channel: other.place.channel, key: other.place.key, patch, precondition: .none,
            context: progress.plainContext(named: keeper.name(of: pair)))
    }
}
