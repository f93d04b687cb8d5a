import HTTPClient
extension AddressPolicy {
    /// Public addresses over HTTPS only.
    static let publicOnly = AddressPolicy()
}
