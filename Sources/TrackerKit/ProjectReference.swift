/// A project as a channel names it.
package struct ProjectReference: Sendable, Hashable {
    /// `owner/name`, a board's id: the channel's `path`.
    package var path: String
    /// The tracker's identifier, once known.
    package var remoteID: String?
    /// The tracker's own status, or `label:NAME`, to the gateway's.
    package var statusMap: [String: TicketStatus]

    /// Makes a reference.
    package init(path: String, remoteID: String? = nil, statusMap: [String: TicketStatus] = [:]) {
        self.path = path
        self.remoteID = remoteID
        self.statusMap = statusMap
    }
}
