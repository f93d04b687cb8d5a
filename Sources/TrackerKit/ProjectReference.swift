/// A project as identified by a channel.
package struct ProjectReference: Sendable, Hashable {
    /// The channel's `path`: `owner/name`, or the id of a board.
    package var path: String
    /// The tracker's identifier; nil until it is known.
    package var remoteID: String?
    /// Maps the tracker's statuses, or `label:NAME`, to the gateway's statuses.
    package var statusMap: [String: TicketStatus]

    package init(path: String, remoteID: String? = nil, statusMap: [String: TicketStatus] = [:]) {
        self.path = path
        self.remoteID = remoteID
        self.statusMap = statusMap
    }
}
