package import HTTPKit

extension TransportError.Kind {
    /// The reason in words for people. Contains no address.
    package var explanation: String {
        switch self {
        case .nameResolution: "the host's name has no address"
        case .connect: "connecting failed"
        case .tls: "the TLS handshake failed"
        case .timeout: "the call timed out"
        case .connectionLost: "the connection was lost"
        case .responseTooLarge: "the response was too large"
        case .addressRefused: "the gateway's settings forbid calling the address"
        case .circuitOpen: "calls are paused for a while, after consecutive failures"
        case .throttled: "calls are paused for a while, because the rate limit is used up"
        case .cancelled: "the call was cancelled"
        case .invalidURL: "the URL can't be called"
        }
    }
}

extension TransportError {
    /// The reason with its details, for the operator. Transports include no path, query or header in it.
    package var statusDetail: String {
        switch kind {
        case .circuitOpen, .throttled, .cancelled: kind.explanation
        case .addressRefused, .invalidURL: detail.isEmpty ? kind.explanation : detail
        default: detail.isEmpty ? kind.explanation : "\(kind.explanation): \(detail)"
        }
    }
}
