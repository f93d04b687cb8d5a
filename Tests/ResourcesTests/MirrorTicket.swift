import Primitives
import TrackerKit

/// Tickets to be stored in the mirror directly, without an API call.
enum MirrorTicket {
    static func at(_ url: String) -> Ticket {
        Ticket(
            remoteID: "mirrored", key: "700", url: url, title: "Mirrored", status: .open,
            statusRaw: RawStatus(id: "open"),
            createdAt: Timestamp(seconds: 1_700_000_000), updatedAt: Timestamp(seconds: 1_700_000_000), remoteData: [:])
    }
}
