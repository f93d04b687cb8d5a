/// How the gateway learned of a change.
package enum EventOrigin: String, Sendable, Hashable, CaseIterable {
    /// A tracker reported it.
    case webhook
    /// A sync found it.
    case poll
    /// A caller of the API made it.
    case api
    /// A rule made it.
    case rule
}
