/// Where a change came from.
package enum EventOrigin: String, Sendable, Hashable, CaseIterable {
    /// A tracker told of it.
    case webhook
    /// The gateway found it when it read the tracker.
    case poll
    /// A caller of the API made it.
    case api
    /// A rule made it.
    case rule
}
