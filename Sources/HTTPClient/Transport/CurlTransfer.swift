import CLibCurl
import HTTPKit
import HTTPTypes

/// A request and its response in progress. It lives on the transport's thread; ``attach()`` retains it as long as
/// libcurl may call back.
final class CurlTransfer {
    let order: CurlOrder
    let handle: CurlHandle
    /// The response's header so far.
    var head = ResponseHead()
    /// The response's decoded body so far.
    var body: [UInt8] = []
    /// The reason why a callback stopped the transfer.
    var failure: TransportError.Kind?
    /// Whether a connection was established, so that the request may have been written.
    private(set) var hasBegun = false
    /// Whether the rest of the body was declined, by a stream's reader or because the request truncates the response.
    private(set) var wasLeft = false
    /// Whether the header was too large, so that it was not read completely.
    private(set) var isHeadCut = false
    /// When a stream is aborted unless the header of a 2xx response has arrived; nil for a stream that has begun, and
    /// for other transfers, whose duration libcurl limits.
    private(set) var deadline: ContinuousClock.Instant?
    private let maximumHeaderBytes: Int
    private var supplied = 0
    private var lists: [CurlList] = []

    init(_ order: CurlOrder, on handle: CurlHandle, configuration: CurlConfiguration) {
        self.order = order
        self.handle = handle
        maximumHeaderBytes = configuration.maximumHeaderBytes
        deadline = order.stream.map { _ in ContinuousClock.now + order.request.timeout }
        lists = handle.configure(for: order, configuration)
    }

    /// Passes a retained reference to this transfer to libcurl. Must be balanced by ``detach()``.
    func attach() {
        let context = Unmanaged.passRetained(self).toOpaque()
        _ = tgw_set_body_callback(handle.easy, bodyArrived, context)
        _ = tgw_set_header_callback(handle.easy, headerArrived, context)
        _ = tgw_set_upload_callback(handle.easy, bodyWanted, context)
        _ = tgw_set_seek_callback(handle.easy, bodyWantedAgain, context)
        _ = tgw_set_ready_callback(handle.easy, connectionReady, context)
    }

    /// Releases the reference. No callback follows, because the handle has been removed from the multi handle and is
    /// reset.
    func detach() {
        handle.reset()
        Unmanaged.passUnretained(self).release()
    }

    /// Receives a piece of the body; returns false to end the transfer.
    fileprivate func receive(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if let stream = order.stream, (200..<300).contains(handle.number(CURLINFO_RESPONSE_CODE)) {
            wasLeft = !stream.take(Array(bytes))
            return !wasLeft
        }
        let room = order.request.maximumResponseBytes - body.count
        guard bytes.count > room else {
            body.append(contentsOf: bytes)
            return true
        }
        if order.request.cutsResponse {
            body.append(contentsOf: bytes.prefix(room))
            wasLeft = true
        } else {
            failure = .responseTooLarge
        }
        return false
    }

    /// Receives a header line; returns false to end the transfer.
    fileprivate func receiveHeader(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !line.isEmpty else { return true }
        let hasEnded = head.isComplete
        guard head.take(line, maximum: maximumHeaderBytes) else {
            isHeadCut = true
            failure = .responseTooLarge
            return false
        }
        if head.isComplete, (200..<300).contains(handle.number(CURLINFO_RESPONSE_CODE)) { deadline = nil }
        guard !hasEnded, head.isComplete, announcesTooMuch else { return true }
        failure = .responseTooLarge
        return false
    }

    /// Whether the header announces a longer body than the request allows. libcurl's own limit (`CURLOPT_MAXFILESIZE`)
    /// would end the transfer at `Content-Length`, before later fields such as `Link` are read.
    private var announcesTooMuch: Bool {
        guard order.request.method != .head, !order.request.cutsResponse, order.stream == nil,
            (200..<300).contains(handle.number(CURLINFO_RESPONSE_CODE)) || handle.number(CURLINFO_RESPONSE_CODE) >= 400,
            let length = head.fields[.contentLength].flatMap({ Int64($0) })
        else { return false }
        return length > Int64(order.request.maximumResponseBytes)
    }

    /// Writes the next piece of the request's body to `buffer`, and returns its length; 0 at the end.
    fileprivate func supply(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let body = order.request.body else { return 0 }
        let count = min(buffer.count, body.count - supplied)
        _ = buffer.update(fromContentsOf: body[supplied..<supplied + count])
        supplied += count
        return count
    }

    /// The last check before the first byte is written, on new and reused connections.
    fileprivate func connectionIsReady(at address: IPAddress?) -> Bool {
        guard let address, order.destination.permits(address) else {
            failure = .addressRefused
            return false
        }
        hasBegun = true
        return true
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func buffer(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(
        start: bytes.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self) }, count: count)
}

private let bodyArrived: tgw_receive_callback = { bytes, size, count, context in
    transfer(context)?.receive(UnsafeBufferPointer(buffer(bytes, size * count))) == true ? size * count : 0
}

private let headerArrived: tgw_receive_callback = { bytes, size, count, context in
    transfer(context)?.receiveHeader(UnsafeBufferPointer(buffer(bytes, size * count))) == true ? size * count : 0
}

private let bodyWanted: tgw_supply_callback = { bytes, size, count, context in
    transfer(context)?.supply(buffer(bytes, size * count)) ?? 0
}

/// libcurl automatically repeats a request if a reused connection is closed without a response. If part of the body has
/// been written, this could perform a write twice. So rewinding the body fails, and the error is reported to the
/// caller.
private let bodyWantedAgain: tgw_seek_callback = { _, _, _ in CURL_SEEKFUNC_FAIL }

private let connectionReady: tgw_ready_callback = { context, remote, _, _, _ in
    let address = remote.flatMap { IPAddress(String(cString: $0)) }
    return transfer(context)?.connectionIsReady(at: address) == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
