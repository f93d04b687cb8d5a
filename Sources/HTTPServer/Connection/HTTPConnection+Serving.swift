import EventLoop
import HTTPKit
import HTTPTypes
import Primitives

extension HTTPConnection {
    /// Serves one request.
    /// - Returns: Whether the connection can serve another.
    nonisolated(nonsending) func serveNext() async -> Bool {
        do {
            guard let head = try await nextHead() else { return false }
            let client = server.clientAddress?(HeaderFields(head: head.head), peer) ?? peer
            return await serve(head, body: try makeBody(head, of: client), from: client)
        } catch {
            await refuse(error)
            return false
        }
    }

    /// The head of the next request; nil if there is none, because the client has stopped sending or has been idle for
    /// too long.
    private nonisolated(nonsending) func nextHead() async throws(MessageError) -> ParsedHead? {
        isWaitingForRequest = true
        defer { isWaitingForRequest = false }
        var startedAt: UInt64 = parser.isBetweenRequests && input.isEmpty ? 0 : context.loop.now
        while true {
            if case .head(let head) = try parse() { return head }
            if startedAt == 0, !parser.isBetweenRequests { startedAt = context.loop.now }
            input.releaseIfEmpty(context)
            switch await moreInput(until: headDeadline(startedAt)) {
            case .bytes: continue
            case .ended: return nil
            case .timedOut:
                if parser.isBetweenRequests { return nil }
                throw .headerTimeout
            }
        }
    }

    /// The deadline for more bytes of a head. The header timeout counts from the first byte of the head, however
    /// steadily bytes arrive; before that, the connection is idle.
    private func headDeadline(_ startedAt: UInt64) -> UInt64 {
        if startedAt != 0 { return startedAt &+ limits.headerTimeout.nanoseconds }
        let wait = server.isDraining ? limits.drainIdleGrace : limits.idleTimeout
        return context.loop.now &+ wait.nanoseconds
    }

    private nonisolated(nonsending) func serve(_ head: ParsedHead, body: RequestBody, from client: String) async -> Bool
    {
        requests += 1
        let startedAt = context.loop.now
        let now = server.clock.now()
        let request = Request(
            head: head.head, body: body, id: requestID(head.head, now), peerAddress: client, receivedAt: now)
        let response = await answer(request)
        skipBody()
        let outcome = await sendOrUpgrade(response, to: request, head)
        server.requestWasAnswered()
        server.observer?.requestFinished(
            FinishedRequest(
                request: request, status: response.status, route: response.route, caller: response.caller,
                responseBytes: outcome.bytes,
                duration: .nanoseconds(Int64(MonotonicClock.now() - startedAt)), wasCutOff: outcome.wasCutOff,
                wasLive: response.isLive))
        return outcome.goesOn
    }

    /// Calls the handler. If reading the body failed, a success or redirect is replaced by the body's error.
    private nonisolated(nonsending) func answer(_ request: Request) async -> Response {
        guard server.admitRequest() else {
            return server.response(to: .overloaded, of: request)
        }
        let response = await server.handler(request)
        server.handlerDidReturn()
        guard let failure = body.failure, response.status.code < 400 else { return response }
        return server.response(to: failure.problem, of: request)
    }

    /// Responds to a message that is rejected before a handler is called. The connection ends after that.
    private nonisolated(nonsending) func refuse(_ error: MessageError) async {
        let now = server.clock.now()
        let id = context.newRequestID(at: now)
        server.observer?.protocolError(ProtocolError(peer: peer, error: error, id: id))
        let response = error.problem.response(requestID: id, timestamp: now)
        guard case .bytes(let bytes) = response.body else { return }
        let additions = ResponseSerializer.Additions(
            dateLine: context.dateLine(at: now), requestID: id, connection: "close")
        write { output in
            ResponseSerializer.writeHead(response, framing: .length(bytes.count), additions: additions, to: &output)
            output.append(contentsOf: bytes)
        }
    }

    // MARK: Request ids

    /// The maximum length of a request id from a client.
    private static let maximumRequestIDBytes = 128

    /// The client's request id if its octets and length are acceptable, otherwise a new one.
    private func requestID(_ head: RequestHead, _ now: Timestamp) -> String {
        let given = HeaderFields(head: head).withFirstValue(.requestID) { value -> String? in
            guard let value, !value.isEmpty, value.count <= Self.maximumRequestIDBytes else { return nil }
            guard value.allSatisfy({ OctetSet.requestID.contains($0) }) else { return nil }
            return String(decoding: value, as: UTF8.self)
        }
        return given ?? context.newRequestID(at: now)
    }
}

extension Problem {
    /// The number of seconds after which a client may retry.
    private static let overloadRetryAfter = "1"

    /// 503: too many requests are being handled.
    static let overloaded = Problem(
        .overloaded, detail: "Too many requests are being handled; try again soon.",
        headers: [.retryAfter: overloadRetryAfter])
}
