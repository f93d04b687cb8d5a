package enum GatewayVersion {
    /// The same version as in `openapi.yaml`, which a test verifies.
    package static let current = "0.1.0"
}
