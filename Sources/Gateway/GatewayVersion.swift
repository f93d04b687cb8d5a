/// The version of the gateway.
package enum GatewayVersion {
    /// As in `openapi.yaml`; a test compares them.
    package static let current = "0.1.0"
}
