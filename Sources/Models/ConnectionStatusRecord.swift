/// The status of a connection, and the evidence against it. Columns of the table `connection`.
package struct ConnectionStatusRecord: Sendable, Hashable {
    package var status: ConnectionStatus
    /// The reason for the status, human-readable.
    package var detail: String?
    /// The number of consecutive reports that contradict the status.
    package var contraryReports: Int

    package init(_ status: ConnectionStatus, detail: String? = nil, contraryReports: Int = 0) {
        self.status = status
        self.detail = detail
        self.contraryReports = contraryReports
    }
}
