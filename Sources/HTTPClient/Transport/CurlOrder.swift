import HTTPKit

/// A request for the transport's thread.
struct CurlOrder: Sendable {
    /// The id of the transfer, used to cancel it.
    let id: UInt64
    let request: ClientRequest
    /// The parsed and checked destination.
    let destination: Destination
    /// Resumed exactly once, with the response or an error.
    let continuation: CheckedContinuation<ClientResponse, any Error>
    /// Receives the body of a 2xx response in pieces; nil to collect it in the response.
    var stream: BodyStream?
}

/// The receiver of a body that is read in pieces.
struct BodyStream: Sendable {
    /// Receives a piece, on the transport's thread; returns false to end the transfer.
    let take: @Sendable ([UInt8]) -> Bool
    /// The maximum time during which the server may send nothing.
    let silence: Duration
}

/// The destination of a request.
struct Destination: Sendable {
    /// The URL to call.
    let url: UpstreamURL
    /// The allowed addresses to which the host name was resolved; if empty, libcurl resolves it.
    let addresses: [IPAddress]
    /// Whether a connection to an address may be used; checked again when it has been established.
    let permits: @Sendable (IPAddress) -> Bool
    /// What the operator can do about a refusal, for its message; empty if unknown.
    var remedy = ""

    /// An entry for `CURLOPT_RESOLVE`, which makes libcurl connect to the addresses that were checked; nil if there is
    /// nothing to pin.
    var pin: String? {
        guard !addresses.isEmpty, url.address == nil else { return nil }
        return "\(url.host):\(url.port):" + addresses.map(\.bracketed).joined(separator: ",")
    }
}

extension IPAddress {
    /// The form used in URLs, with brackets around IPv6 addresses.
    fileprivate var bracketed: String {
        if case .v6 = self { "[\(self)]" } else { "\(self)" }
    }
}
