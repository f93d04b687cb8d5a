import Models
import Primitives

extension FieldType where Value == Set<Scope> {
    /// Scopes: at least one, none twice.
    static var scopes: Self {
        FieldType<[Scope]>.array(of: .enumeration(Scope.self), count: 1...Scope.allCases.count).map(Set.init)
    }
}

extension FieldType where Value == Set<String> {
    /// How many channels a caller can be bound to.
    private static let maximumChannels = 200

    /// The slugs of channels, none twice.
    static var channelBounds: Self {
        FieldType<[String]>.array(of: .slug, count: 0...maximumChannels).map(Set.init)
    }
}
