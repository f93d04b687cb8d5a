import HTTPKit

/// A request on its way to the transport's thread.
struct CurlOrder: Sendable {
    /// Names the transfer towards the thread.
    let id: UInt64
    /// What to send.
    let request: ClientRequest
    /// Where to, taken apart and cleared.
    let destination: Destination
    /// Gets the response or the error, exactly once.
    let continuation: CheckedContinuation<ClientResponse, any Error>
    /// Takes the body of a success as it comes; nil when the response is to have it.
    var stream: BodyStream?
}

/// How a body is taken as it comes.
struct BodyStream: Sendable {
    /// Takes a piece, on the transport's thread; false when nothing more is wanted.
    let take: @Sendable ([UInt8]) -> Bool
    /// How long the server may be silent.
    let silence: Duration
}

/// Where a request goes.
struct Destination: Sendable {
    /// The URL as it will be called.
    let url: UpstreamURL
    /// The addresses that the name was resolved to and that were found to be allowed; empty: libcurl resolves by
    /// itself.
    let addresses: [IPAddress]
    /// Whether a connection to an address may carry the request; asked again once the connection stands.
    let permits: @Sendable (IPAddress) -> Bool

    /// An entry for `CURLOPT_RESOLVE`, so that the addresses that were checked are those that are called; nil: nothing
    /// to pin.
    var pin: String? {
        guard !addresses.isEmpty, url.address == nil else { return nil }
        return "\(url.host):\(url.port):" + addresses.map(\.bracketed).joined(separator: ",")
    }
}

extension IPAddress {
    /// As it stands in a URL.
    fileprivate var bracketed: String {
        if case .v6 = self { "[\(self)]" } else { "\(self)" }
    }
}
