/// Checks whether the gateway may call an address, by the operator's network policy.
package protocol AddressChecking: Sendable {
    /// The reason why the URL may not be called, or nil if it may. Resolves host names.
    func objection(to url: String) async -> String?
}
