/// How the calls of a connection go, and what speaks against it. Columns of the table `connection`.
public struct ConnectionStanding: Sendable, Hashable {
    /// How they go.
    public var status: ConnectionStatus
    /// Why, for people.
    public var detail: String?
    /// How many reports in a row have said otherwise.
    public var contraryReports: Int

    /// Makes a standing.
    public init(_ status: ConnectionStatus, detail: String? = nil, contraryReports: Int = 0) {
        self.status = status
        self.detail = detail
        self.contraryReports = contraryReports
    }
}
