package import Primitives

/// A project as identified by a channel.
package struct ProjectReference: Sendable, Hashable {
    /// The channel's `path`: `owner/name`, or the id of a board.
    package var path: String
    /// The tracker's identifier; nil until it is known.
    package var remoteID: String?
    /// Maps the tracker's statuses, or `label:NAME`, to the gateway's statuses.
    package var statusMap: [String: TicketStatus]
    /// The channel's settings, valid according to the driver's declaration.
    package var settings: JSON

    package init(
        path: String, remoteID: String? = nil, statusMap: [String: TicketStatus] = [:], settings: JSON = [:]
    ) {
        self.path = path
        self.remoteID = remoteID
        self.statusMap = statusMap
        self.settings = settings
    }
}
