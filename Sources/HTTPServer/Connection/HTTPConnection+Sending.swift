import HTTPKit
import HTTPTypes

extension HTTPConnection {
    /// The result of sending a response.
    struct Sent {
        /// The number of body bytes.
        var bytes: Int
        /// Whether the body is incomplete.
        var wasCutOff: Bool
        /// Whether the connection can serve another request.
        var goesOn: Bool
    }

    /// Sends a response. Returns when it is in the output buffer and there is room for the next one.
    nonisolated(nonsending) func send(_ response: Response, to request: Request, _ head: ParsedHead) async -> Sent {
        let framing = framing(of: response, head)
        let goesOn = canGoOn(head) && framing != .close
        let additions = ResponseSerializer.Additions(
            dateLine: context.dateLine(at: request.receivedAt), requestID: request.id,
            connection: connectionOption(response, head, goesOn: goesOn))
        let whole = wholeBody(of: response, framing, head)
        write { output in
            ResponseSerializer.writeHead(response, framing: framing, additions: additions, to: &output)
            if let whole { output.append(contentsOf: whole) }
        }
        if case .stream(let body) = response.body, framing == .chunked || framing == .close {
            return await live(response.isLive) { await stream(body, framing, goesOn: goesOn) }
        }
        await waitForRoom()
        return Sent(bytes: whole?.count ?? 0, wasCutOff: isBroken, goesOn: goesOn && !isBroken)
    }

    /// Whether another request can follow (RFC 9112, section 9.6): neither side closes the connection, and the body has
    /// been read to its end.
    private func canGoOn(_ head: ParsedHead) -> Bool {
        head.isPersistent && body.isComplete && body.failure == nil && !isBroken && !server.isDraining
    }

    /// The value of `Connection`; nil if the default applies. It must contain `upgrade` if the `Upgrade` field is sent
    /// (RFC 9110, section 7.8).
    private func connectionOption(_ response: Response, _ head: ParsedHead, goesOn: Bool) -> StaticString? {
        if response.status == .switchingProtocols || response.status == .upgradeRequired {
            return goesOn ? "upgrade" : "upgrade, close"
        }
        return goesOn ? (head.head.minorVersion == 0 ? "keep-alive" : nil) : "close"
    }

    /// Responses with status 1xx, 204 and 304, and responses to HEAD, have no body (RFC 9112, section 6.3).
    private func framing(of response: Response, _ head: ParsedHead) -> ResponseFraming {
        switch response.status.code {
        case ..<200, 204, 304: return .none
        default: break
        }
        if let length = response.body.length { return .length(length) }
        if head.head.method == .head { return .none }
        return head.head.minorVersion == 0 ? .close : .chunked
    }

    private func wholeBody(of response: Response, _ framing: ResponseFraming, _ head: ParsedHead) -> [UInt8]? {
        guard case .length = framing, head.head.method != .head, case .bytes(let bytes) = response.body else {
            return nil
        }
        return bytes
    }

    /// Runs the handler's stream. If it fails, the connection is reset without the last chunk, so that the client can
    /// detect it.
    private nonisolated(nonsending) func stream(
        _ body: @Sendable (ResponseWriter) async throws -> Void, _ framing: ResponseFraming, goesOn: Bool
    ) async -> Sent {
        let sink = StreamSink(connection: self, isChunked: framing == .chunked)
        isStreaming = true
        defer { isStreaming = false }
        do {
            try await body(ResponseWriter(sink: sink))
            sink.finish(isWhole: true)
            await waitForRoom()
            return Sent(bytes: sink.count, wasCutOff: isBroken, goesOn: goesOn && !isBroken)
        } catch {
            sink.finish(isWhole: false)
            reset()
            return Sent(bytes: sink.count, wasCutOff: true, goesOn: false)
        }
    }
}
