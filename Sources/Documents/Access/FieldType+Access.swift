package import Models
package import Primitives

extension FieldType where Value == Set<Scope> {
    /// At least one scope, without duplicates.
    package static var scopes: FieldType<Set<Scope>> {
        FieldType<[Scope]>.array(of: .enumeration(Scope.self), count: 1...Scope.allCases.count).map(Set.init)
    }
}

extension FieldType where Value == Set<String> {
    /// The maximum number of channels that a caller can be restricted to.
    private static let maximumChannels = 200

    /// Channel slugs without duplicates.
    package static var channelBounds: Self {
        FieldType<[String]>.array(of: .slug, count: 0...maximumChannels).map(Set.init)
    }
}
