/// A permission of a caller. ``admin`` includes every other scope; no other scope includes another.
package enum Scope: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Read tickets and the objects that belong to them.
    case ticketsRead = "tickets:read"
    /// Write tickets and the objects that belong to them.
    case ticketsWrite = "tickets:write"
    /// See confidential tickets.
    case ticketsConfidential = "tickets:confidential"
    /// Administer connections and channels.
    case channelsAdmin = "channels:admin"
    /// Administer templates and rules.
    case rulesAdmin = "rules:admin"
    /// Read alerts through the Alerts API.
    case alertsRead = "alerts:read"
    /// Post alerts through the Alerts API.
    case alertsWrite = "alerts:write"
    /// Administer flavors and tokens of alerts.
    case alertsAdmin = "alerts:admin"
    /// Everything, including clients, tokens and the audit log.
    case admin

    /// In the order of the OpenAPI document.
    package static func < (left: Self, right: Self) -> Bool { left.bit < right.bit }

    /// One bit per scope.
    var bit: UInt16 {
        switch self {
        case .ticketsRead: 1
        case .ticketsWrite: 1 << 1
        case .ticketsConfidential: 1 << 2
        case .channelsAdmin: 1 << 3
        case .rulesAdmin: 1 << 4
        case .alertsRead: 1 << 5
        case .alertsWrite: 1 << 6
        case .alertsAdmin: 1 << 7
        case .admin: 1 << 8
        }
    }
}
