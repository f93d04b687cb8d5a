/// How the calls of a connection go, and what speaks against it. Columns of the table `connection`.
package struct ConnectionStanding: Sendable, Hashable {
    /// How they go.
    package var status: ConnectionStatus
    /// Why, for people.
    package var detail: String?
    /// How many reports in a row have said otherwise.
    package var contraryReports: Int

    /// Makes a standing.
    package init(_ status: ConnectionStatus, detail: String? = nil, contraryReports: Int = 0) {
        self.status = status
        self.detail = detail
        self.contraryReports = contraryReports
    }
}
