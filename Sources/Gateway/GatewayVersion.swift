/// The version of the gateway.
public enum GatewayVersion {
    /// As in `openapi.yaml`; a test compares them.
    public static let current = "0.1.0"
}
