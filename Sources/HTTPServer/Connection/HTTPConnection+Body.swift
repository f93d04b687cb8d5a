import EventLoop
import HTTPKit

extension HTTPConnection {
    /// Creates the body of a request: complete if all of it has been received, otherwise one that is read from the
    /// connection.
    /// - Parameter client: The client's address.
    func makeBody(_ head: ParsedHead, of client: String) throws(MessageError) -> RequestBody {
        body.serial += 1
        body.isComplete = false
        body.failure = nil
        body.hasReader = false
        body.parsed = try parseBody()
        if body.isComplete {
            let bytes = body.parsed
            body.parsed = []
            return RequestBody(bytes)
        }
        body.awaitsContinue = head.expectsContinue && body.parsed.isEmpty
        countBody(of: client)
        body.pace = Pace(grace: limits.bodyGrace, bytesPerSecond: limits.bodyBytesPerSecond)
        return RequestBody(
            source: ConnectionBodySource(connection: self, serial: body.serial), declaredLength: head.declaredLength)
    }

    /// Registers a body that is not complete, with the bytes received so far. If there is no room, reading the body
    /// throws.
    private func countBody(of client: String) {
        let (serial, now) = (body.serial, MonotonicClock.now())
        let loop = context.loop
        body.memory = server.bodies.open(client, at: now) { [weak self] in
            guard let connection = self else { return }
            loop.submit { connection.evictBody(serial) }
        }
        guard let memory = body.memory,
            body.parsed.isEmpty || server.bodies.take(body.parsed.count, for: memory, at: now)
        else {
            return abandonBody()
        }
    }

    /// Called when the body is evicted in favour of others: its bytes are dropped, and its reader gets an error.
    private func evictBody(_ serial: Int) {
        guard serial == body.serial, body.memory != nil else { return }
        abandonBody()
        stopWaitingForInput()
    }

    private func abandonBody() {
        body.failure = .overloaded
        body.parsed = []
        body.awaitsContinue = false
        releaseBody()
    }

    /// Stops counting the body in ``BodyMemory``.
    private func releaseBody() {
        guard let memory = body.memory else { return }
        body.memory = nil
        server.bodies.close(memory)
    }

    /// Parses the received bytes of the body.
    private func parseBody() throws(MessageError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let event = try parse() {
            switch event {
            case .body(let range): bytes.append(contentsOf: input.bytes[range])
            case .end:
                body.isComplete = true
                return bytes
            case .head: break
            }
        }
        return bytes
    }

    /// The next piece of the body for its reader; nil at the end.
    nonisolated(nonsending) func nextPiece(
        serial: Int, isAuthenticated: Bool
    ) async throws(RequestBodyError) -> [UInt8]? {
        guard serial == body.serial, !body.isBeingRead else { throw .disconnected }
        body.isBeingRead = true
        defer { body.isBeingRead = false }
        admitBody(isAuthenticated: isAuthenticated)
        if !body.parsed.isEmpty {
            let first = body.parsed
            body.parsed = []
            return first
        }
        do {
            return try await readPiece()
        } catch {
            body.failure = error
            throw error
        }
    }

    /// Counts the body among those of authenticated or of other callers, when its reader begins.
    private func admitBody(isAuthenticated: Bool) {
        guard !body.hasReader else { return }
        body.hasReader = true
        guard let memory = body.memory else { return }
        if !server.bodies.admit(memory, isAuthenticated: isAuthenticated, at: MonotonicClock.now()) { abandonBody() }
    }

    private nonisolated(nonsending) func readPiece() async throws(RequestBodyError) -> [UInt8]? {
        while true {
            if let failure = body.failure { throw failure }
            if body.isComplete { return nil }
            let piece = try parsedPiece()
            if body.isComplete {
                releaseBody()
            } else if !piece.isEmpty, let memory = body.memory,
                !server.bodies.take(piece.count, for: memory, at: MonotonicClock.now())
            {
                abandonBody()
                throw .overloaded
            }
            if !piece.isEmpty { return piece }
            if !body.isComplete { try await awaitBody() }
        }
    }

    private func parsedPiece() throws(RequestBodyError) -> [UInt8] {
        do {
            return try parseBody()
        } catch {
            throw RequestBodyError(error)
        }
    }

    private nonisolated(nonsending) func awaitBody() async throws(RequestBodyError) {
        sendContinueIfAwaited()
        input.releaseIfEmpty(context)
        let deadline = body.pace?.wait(from: MonotonicClock.now()) ?? 0
        switch await moreInput(until: deadline) {
        case .bytes(let count): body.pace?.received(count, at: MonotonicClock.now())
        case .ended: throw .disconnected
        case .timedOut: throw body.failure ?? .timeout
        }
    }

    /// Sends the 100 response when the handler starts to read. If it responds without reading, the client does not have
    /// to send the body (RFC 9110, section 10.1.1).
    private func sendContinueIfAwaited() {
        guard body.awaitsContinue else { return }
        body.awaitsContinue = false
        write(ResponseSerializer.writeContinue)
    }

    /// Skips the part of the body that the handler did not read, as far as it has been received. The server does not
    /// wait for the rest, but closes the connection after the response.
    func skipBody() {
        body.serial += 1
        releaseBody()
        guard !body.isComplete, body.failure == nil else { return }
        _ = receive()
        do {
            _ = try parseBody()
        } catch {
            body.failure = RequestBodyError(error)
        }
    }
}

extension ParsedHead {
    /// The declared length in bytes; nil for a chunked body.
    fileprivate var declaredLength: Int? {
        switch framing {
        case .none: 0
        case .length(let length): length
        case .chunked: nil
        }
    }
}
