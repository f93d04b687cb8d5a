package import TrackerKit

/// The kinds of trackers that this gateway speaks.
package struct TrackerRegistry: Sendable {
    private let drivers: [TrackerKind: any TrackerDriver]
    /// How the trackers compare names of labels.
    package let labelRules: LabelRules

    /// Holds one driver of each kind.
    package init(_ drivers: [any TrackerDriver]) {
        self.drivers = Dictionary(drivers.map { ($0.kind, $0) }) { first, _ in first }
        labelRules = LabelRules(ignoringCaseAt: Set(drivers.filter(\.labelNamesIgnoreCase).map(\.kind)))
    }

    /// The driver of that kind, or nil.
    package subscript(kind: TrackerKind) -> (any TrackerDriver)? { drivers[kind] }

    /// Every kind, by name.
    package var kinds: [TrackerKind] { drivers.keys.sorted() }

    /// What the adapter of that kind can do; nothing for an unknown kind.
    package func capabilities(of kind: TrackerKind) -> [Capability] { (drivers[kind]?.capabilities ?? []).sorted() }

    /// What trackers of that kind do with texts; nothing beyond the API's limits for an unknown kind.
    package func textRules(of kind: TrackerKind) -> TextRules { drivers[kind]?.textRules ?? .standard }

    /// What the tracker of that kind at an address does with texts.
    func textRules(of kind: TrackerKind, baseURL: String?) -> TextRules {
        drivers[kind]?.textRules(baseURL: baseURL) ?? .standard
    }
}
