import Automation
import Models
import Primitives
import ServiceKit
import Tickets
import TrackerKit

/// Pairs in which one ticket is confidential. Open and closed are carried to the counterpart anyway, since they reveal
/// nothing about the content.
extension PairWork {
    /// Whether a ticket's content may be written to its counterpart.
    enum ContentTransfer: Sendable, Hashable {
        /// The counterpart is confidential too, the ticket is not, or the rule's author accepts the disclosure.
        case allowed
        /// The counterpart was public and has just been made confidential.
        case afterHiding
        /// The counterpart is public.
        case refused
    }

    /// Decides whether content may be carried, and first makes the public copy of a confidential ticket confidential.
    /// The source ticket is only made confidential if its counterpart has become so: a counterpart that was created
    /// confidential was the author's choice.
    func contentTransfer(of here: Seen, at there: Seen) async throws -> ContentTransfer {
        guard here.isConfidential, !there.isConfidential else { return .allowed }
        if side == .source || becameConfidential, try await pairSync.supportsConfidential(there.location.channel) {
            try await hide(there)
            return .afterHiding
        }
        return terms.confidence == .copy ? .allowed : .refused
    }

    func skipConfidential() async throws { try await progress.skip(PairSync.confidential) }

    private var becameConfidential: Bool {
        pairSync.work.run.document["changes"]?[PairTerms.confidentialField]?["to"] == true
    }

    private func hide(_ other: Seen) async throws {
        var patch = TicketPatch()
        patch.confidential = .set(true)
        // The action goes on after this, so its completion is not part of it.
        _ = try await write(patch, to: other).commit()
    }
}
