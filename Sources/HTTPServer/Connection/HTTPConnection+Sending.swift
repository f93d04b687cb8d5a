import HTTPKit
import HTTPTypes

extension HTTPConnection {
    /// How sending a response ended.
    struct Sent {
        /// Bytes of the body.
        var bytes: Int
        /// Whether the body is not whole.
        var wasCutOff: Bool
        /// Whether the connection can carry another request.
        var goesOn: Bool
    }

    /// Sends a response; returns when it is handed over, or there is room for the next one.
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

    /// Whether another request can follow (RFC 9112, section 9.6): both sides want it, and the body was read to its
    /// end.
    private func canGoOn(_ head: ParsedHead) -> Bool {
        head.isPersistent && body.isComplete && body.failure == nil && !isBroken && !server.isDraining
    }

    /// What has to be said of the connection; whoever sends `Upgrade` says so there (RFC 9110, section 7.8).
    private func connectionOption(_ response: Response, _ head: ParsedHead, goesOn: Bool) -> StaticString? {
        if response.status == .switchingProtocols || response.status == .upgradeRequired {
            return goesOn ? "upgrade" : "upgrade, close"
        }
        return goesOn ? (head.head.minorVersion == 0 ? "keep-alive" : nil) : "close"
    }

    /// 1xx, 204 and 304 have no body, nor has any answer to HEAD (RFC 9112, section 6.3).
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

    /// Lets the handler write its stream. If it fails, the connection is cut without the last chunk, so that the client
    /// can tell.
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
