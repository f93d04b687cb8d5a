import CLibCurl
import HTTPKit
import HTTPTypes

/// One exchange under way. Lives on the transport's thread; while libcurl may call back, ``attach()``'s reference keeps
/// it alive.
final class CurlTransfer {
    /// What is being done.
    let order: CurlOrder
    /// The handle that does it.
    let handle: CurlHandle
    /// The response's header so far.
    var head = ResponseHead()
    /// The response's body so far, decoded.
    var body: [UInt8] = []
    /// Why a callback stopped the transfer.
    var failure: TransportError.Kind?
    /// Whether a connection stood, so that the request may have been written.
    private(set) var hasBegun = false
    /// Whether nothing more of the body was wanted: by a stream's reader, or by a request that takes the beginning
    /// alone.
    private(set) var wasLeft = false
    /// Whether the header was too large, so that not all of it was read.
    private(set) var isHeadCut = false
    private let maximumHeaderBytes: Int
    private var supplied = 0
    private var lists: [CurlList] = []

    /// Prepares `handle` for `order`.
    init(_ order: CurlOrder, on handle: CurlHandle, configuration: CurlConfiguration) {
        self.order = order
        self.handle = handle
        maximumHeaderBytes = configuration.maximumHeaderBytes
        lists = handle.configure(for: order, configuration)
    }

    /// Hands a reference to this transfer to libcurl; each call is paid back by one to ``detach()``.
    func attach() {
        let context = Unmanaged.passRetained(self).toOpaque()
        _ = tgw_set_body_callback(handle.easy, bodyArrived, context)
        _ = tgw_set_header_callback(handle.easy, headerArrived, context)
        _ = tgw_set_upload_callback(handle.easy, bodyWanted, context)
        _ = tgw_set_seek_callback(handle.easy, bodyWantedAgain, context)
        _ = tgw_set_ready_callback(handle.easy, connectionReady, context)
    }

    /// Takes the reference back; after this no callback comes, since the handle has left the multi handle and is reset.
    func detach() {
        handle.reset()
        Unmanaged.passUnretained(self).release()
    }

    /// Takes a piece of the body; false when there is too much.
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

    /// Takes a header line; false when there is too much.
    fileprivate func receiveHeader(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !line.isEmpty else { return true }
        let hasEnded = head.isComplete
        guard head.take(line, maximum: maximumHeaderBytes) else {
            isHeadCut = true
            failure = .responseTooLarge
            return false
        }
        guard !hasEnded, head.isComplete, announcesTooMuch else { return true }
        failure = .responseTooLarge
        return false
    }

    /// Whether the header announces a longer body than the request allows. libcurl's own limit (`CURLOPT_MAXFILESIZE`)
    /// ends the transfer at the field itself, and what comes behind it, such as `Link`, would not be read.
    private var announcesTooMuch: Bool {
        guard order.request.method != .head, !order.request.cutsResponse, order.stream == nil,
            (200..<300).contains(handle.number(CURLINFO_RESPONSE_CODE)) || handle.number(CURLINFO_RESPONSE_CODE) >= 400,
            let length = head.fields[.contentLength].flatMap({ Int64($0) })
        else { return false }
        return length > Int64(order.request.maximumResponseBytes)
    }

    /// Writes the next piece of the request's body to `buffer`; answers its length, 0 at the end.
    fileprivate func supply(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let body = order.request.body else { return 0 }
        let count = min(buffer.count, body.count - supplied)
        _ = buffer.update(fromContentsOf: body[supplied..<supplied + count])
        supplied += count
        return count
    }

    /// The last check before the first byte is written, on new and on reused connections alike.
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

/// libcurl sends a request again by itself when a reused connection closes without an answer. For a body that it
/// already began to write that would make a write twice; so the body cannot be had again, and the error comes up to the
/// caller.
private let bodyWantedAgain: tgw_seek_callback = { _, _, _ in CURL_SEEKFUNC_FAIL }

private let connectionReady: tgw_ready_callback = { context, remote, _, _, _ in
    let address = remote.flatMap { IPAddress(String(cString: $0)) }
    return transfer(context)?.connectionIsReady(at: address) == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
