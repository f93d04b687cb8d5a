/// A project as a channel names it.
public struct ProjectReference: Sendable, Hashable {
    /// `owner/name`, a board's id: the channel's `path`.
    public var path: String
    /// The tracker's identifier, once known.
    public var remoteID: String?
    /// The tracker's own status, or `label:NAME`, to the gateway's.
    public var statusMap: [String: TicketStatus]

    /// Makes a reference.
    public init(path: String, remoteID: String? = nil, statusMap: [String: TicketStatus] = [:]) {
        self.path = path
        self.remoteID = remoteID
        self.statusMap = statusMap
    }
}
