package import ServiceKit
package import TrackerKit

/// The kinds of trackers that this gateway supports.
package struct TrackerRegistry: Sendable {
    private let drivers: [TrackerKind: any TrackerDriver]
    /// How the trackers compare label names.
    package let labelRules: LabelRules
    /// Every kind of credentials that a tracker takes, once. Its fields are the same at each tracker.
    package let credentialKinds: [CredentialKind]

    /// - Parameter drivers: One for each kind.
    /// - Throws: `DuplicateRegistration` if two drivers have the same kind.
    package init(_ drivers: [any TrackerDriver]) throws(DuplicateRegistration) {
        self.drivers = try Dictionary(drivers, of: "a driver", named: { $0.rawValue }, by: { $0.kind })
        var names: Set<String> = []
        credentialKinds = drivers.flatMap(\.declaration.credentials).filter { names.insert($0.name).inserted }
        labelRules = LabelRules(ignoringCaseAt: Set(drivers.filter(\.labelNamesIgnoreCase).map(\.kind)))
    }

    package subscript(kind: TrackerKind) -> (any TrackerDriver)? { drivers[kind] }

    /// Every kind, sorted by name.
    package var kinds: [TrackerKind] { drivers.keys.sorted() }

    /// The capabilities of the adapter for a kind; empty for an unknown kind.
    package func capabilities(of kind: TrackerKind) -> [Capability] { (drivers[kind]?.capabilities ?? []).sorted() }

    /// The capabilities of each adapter, sorted by name.
    package var capabilitiesByKind: [TrackerKind: [Capability]] { drivers.mapValues { $0.capabilities.sorted() } }

    /// How trackers of a kind store texts; for an unknown kind, only the API's own limits apply.
    package func textRules(of kind: TrackerKind) -> TextRules { drivers[kind]?.textRules ?? .standard }

    /// How the tracker of a kind at an address stores texts.
    /// - Parameter page: The URL of a page at the tracker.
    func textRules(of kind: TrackerKind, baseURL: String?, page: String?) -> TextRules {
        drivers[kind]?.textRules(baseURL: baseURL, page: page) ?? .standard
    }
}
