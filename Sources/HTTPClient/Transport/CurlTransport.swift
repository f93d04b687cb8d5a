import CLibCurl
import Foundation
package import HTTPKit
import Synchronization

/// A transport on libcurl, with one thread (`curl_multi_poll`) for all requests, and persistent connections.
///
/// TLS certificates are always verified, redirects are not followed, proxies from the environment are ignored, and the
/// size of a response is limited while it is received, after decoding. With an ``AddressGuard``, each URL is checked
/// and pinned before it is called.
package final class CurlTransport: HTTPTransport {
    private let mailbox: CurlMailbox
    private let addressGuard: AddressGuard?
    private let usesProxy: Bool
    private let nextID = Atomic<UInt64>(0)

    /// The error of calls after the thread has ended.
    static let closed = TransportError(.cancelled, detail: "the transport is closed")

    /// `curl_global_init` must be called once, before other functions of libcurl.
    private static let isInitialized: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    /// Starts the thread, which ends with ``shutdown()`` or with the last reference to the transport.
    /// - Parameter guard: Checks all destinations. nil allows all of them, which is acceptable only for a program that
    ///   calls URLs of its own user, such as a command line client.
    /// - Throws: `TransportError` if libcurl can't be initialised.
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
        // The thread takes ownership of the handle; from here on, only the mailbox's wake-up shares it.
        nonisolated(unsafe) let owned = multi
        let thread = Thread {
            // The name that tools such as `top -H` show.
            Thread.current.name = "curl"
            CurlEngine(owned, mailbox: mailbox, configuration: configuration).run()
        }
        thread.start()
    }

    deinit { _ = mailbox.post(.stop) }

    /// Ends the thread, and returns when all sockets are closed. Running transfers are aborted, and further requests
    /// fail. May be called more than once.
    package func shutdown() async {
        _ = mailbox.post(.stop)
        await mailbox.waitForRelease()
    }

    /// Sends a request, and waits for its response. Cancelling the task aborts the transfer.
    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        guard let url = UpstreamURL(request.url) else {
            throw TransportError(.invalidURL, detail: "the URL is malformed, or its scheme is neither https nor http")
        }
        return try await send(request, to: await destination(url, request.timeout))
    }

    /// Sends a request whose response may last indefinitely, such as a stream of events. Cancelling the task aborts the
    /// transfer.
    /// - Parameters:
    ///   - request: The request. Its timeout applies to the name lookup, and again to all but the body of a 2xx
    ///     response: the header must arrive within it, and a response with another status must end within it. Its
    ///     maximum response length applies only to responses other than 2xx.
    ///   - silence: The maximum time during which the server may send nothing.
    ///   - take: Receives each piece of a 2xx response's body, on the transport's thread, so that the server has to
    ///     wait while it is busy; returns false to end the transfer.
    /// - Returns: The response, once it has ended. The body of a 2xx response is empty.
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
        // The proxy resolves the name. The check when the connection is established would see the proxy's address
        // instead of the server's.
        return usesProxy ? open : cleared
    }

    /// Sends a request to a destination that has been checked.
    func send(_ request: ClientRequest, to destination: Destination, stream: BodyStream? = nil) async throws
        -> ClientResponse
    {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let order = CurlOrder(
                    id: id, request: request, destination: destination, continuation: continuation, stream: stream)
                if !mailbox.post(.start(order)) { continuation.resume(throwing: Self.closed) }
                // A cancellation before the order was posted had no effect.
                if Task.isCancelled { _ = mailbox.post(.cancel(id)) }
            }
        } onCancel: {
            _ = mailbox.post(.cancel(id))
        }
    }
}
