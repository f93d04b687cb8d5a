import CLibCurl
import Foundation
package import HTTPKit
import Synchronization

/// Carries requests by libcurl: one thread with `curl_multi_poll` for all of them, connections kept open between them.
///
/// TLS is always verified, redirects are never followed here, no proxy is taken from the environment, and what the
/// server sends is bounded while it arrives, after decoding. Where an ``AddressGuard`` is given, each URL is checked
/// and pinned before its call.
package final class CurlTransport: HTTPTransport {
    private let mailbox: CurlMailbox
    private let addressGuard: AddressGuard?
    private let usesProxy: Bool
    private let nextID = Atomic<UInt64>(0)

    /// What a call gets when there is no thread to carry it.
    static let closed = TransportError(.cancelled, detail: "the transport is closed")

    /// `curl_global_init` may run once, before anything else of libcurl.
    private static let isInitialized: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    /// Starts the thread; it ends with the last reference to the transport.
    /// - Parameter guard: checks every destination; nil leaves them all open, which is right only for a program that
    ///   calls what its own user named, such as a command line client.
    /// - Throws: `TransportError` when libcurl cannot be set up.
    package init(_ configuration: CurlConfiguration = CurlConfiguration(), guard addressGuard: AddressGuard?)
        throws(TransportError)
    {
        guard Self.isInitialized, let multi = curl_multi_init() else {
            throw TransportError(.connect, detail: "libcurl cannot be set up")
        }
        let mailbox = CurlMailbox(waking: multi)
        self.mailbox = mailbox
        self.addressGuard = addressGuard
        usesProxy = configuration.proxy != nil
        // The thread takes the handle over; from here on only the mailbox's wake-up shares it.
        nonisolated(unsafe) let owned = multi
        let thread = Thread { CurlEngine(owned, mailbox, configuration).run() }
        thread.name = "curl"
        thread.start()
    }

    deinit { _ = mailbox.post(.stop) }

    /// Sends one request and waits for its response; cancelling the task aborts the transfer.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        guard let url = UpstreamURL(request.url) else {
            throw TransportError(.invalidURL, detail: "the URL is malformed, or its scheme is neither https nor http")
        }
        return try await send(request, to: await destination(url, request.timeout))
    }

    /// Sends one request whose response goes on for as long as both sides like, such as a stream of events; cancelling
    /// the task aborts it.
    /// - Parameters:
    ///   - request: What to send; its time-out and its longest body hold for an answer that is no success.
    ///   - silence: How long the server may send nothing.
    ///   - take: Takes each piece of a success's body, on the transport's thread, so that the server waits while it is
    ///     busy; false to leave.
    /// - Returns: The response, its body empty if it was a success, once it is over.
    package func stream(
        _ request: ClientRequest, silence: Duration, _ take: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> ClientResponse {
        guard let url = UpstreamURL(request.url) else {
            throw TransportError(.invalidURL, detail: "the URL is malformed, or its scheme is neither https nor http")
        }
        return try await send(
            request, to: await destination(url, request.timeout), stream: BodyStream(take: take, silence: silence))
    }

    private func destination(_ url: UpstreamURL, _ timeout: Duration) async throws -> Destination {
        let open = Destination(url: url, addresses: [], permits: { _ in true })
        guard let addressGuard else { return open }
        let cleared = try await addressGuard.clear(url, within: timeout)
        // A proxy resolves names by itself; here its own address would be judged instead of the server's.
        return usesProxy ? open : cleared
    }

    /// Sends to a destination that was cleared before.
    func send(_ request: ClientRequest, to destination: Destination, stream: BodyStream? = nil) async throws
        -> ClientResponse
    {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let order = CurlOrder(
                    id: id, request: request, destination: destination, continuation: continuation, stream: stream)
                if !mailbox.post(.start(order)) { continuation.resume(throwing: Self.closed) }
                // A cancellation before the order was posted found nothing to end.
                if Task.isCancelled { _ = mailbox.post(.cancel(id)) }
            }
        } onCancel: {
            _ = mailbox.post(.cancel(id))
        }
    }
}
