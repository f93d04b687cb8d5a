/// Checks whether the gateway may call an address, by the operator's network policy.
package protocol AddressChecking: Sendable {
    /// Why the URL may not be called, or nil when it may. Names are resolved.
    func objection(to url: String) async -> String?
}
