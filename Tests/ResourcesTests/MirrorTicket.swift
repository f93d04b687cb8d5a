import Primitives
import TrackerKit

/// Tickets that come into the mirror past any call.
enum MirrorTicket {
    static func at(_ url: String) -> RemoteTicket {
        RemoteTicket(
            remoteID: "mirrored", key: "700", url: url, title: "Mirrored", status: .open,
            statusRaw: RawStatus(id: "open"),
            createdAt: Timestamp(seconds: 1_700_000_000), updatedAt: Timestamp(seconds: 1_700_000_000), remoteData: [:])
    }
}
