import EventLoop
import HTTPKit

extension Connection {
    /// Makes the body of a request: whole if all of it is here already, else one that is read from the connection.
    func makeBody(_ head: ParsedHead) throws(MessageError) -> RequestBody {
        body.serial += 1
        body.isComplete = false
        body.failure = nil
        body.parsed = try parseBody()
        if body.isComplete {
            let bytes = body.parsed
            body.parsed = []
            return RequestBody(bytes)
        }
        body.awaitsContinue = head.expectsContinue && body.parsed.isEmpty
        body.pace = Pace(grace: limits.bodyGrace, bytesPerSecond: limits.bodyBytesPerSecond)
        return RequestBody(source: BodyReader(connection: self, serial: body.serial), declaredLength: head.declaredLength)
    }

    /// The pieces of the body that are here.
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
    nonisolated(nonsending) func nextPiece(serial: Int) async throws(RequestBodyError) -> [UInt8]? {
        guard serial == body.serial, !body.isBeingRead else { throw .disconnected }
        body.isBeingRead = true
        defer { body.isBeingRead = false }
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

    private nonisolated(nonsending) func readPiece() async throws(RequestBodyError) -> [UInt8]? {
        while true {
            if let failure = body.failure { throw failure }
            if body.isComplete { return nil }
            let piece = try parsedPiece()
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
        let deadline = body.pace?.wait(from: MonotonicClock.now()) ?? 0
        switch await moreInput(until: deadline) {
        case .bytes(let count): body.pace?.received(count, at: MonotonicClock.now())
        case .ended: throw .disconnected
        case .timedOut: throw .timeout
        }
    }

    /// Asks for the body once the handler wants it; if it answers without, the client need not send it (RFC 9110, section 10.1.1).
    private func sendContinueIfAwaited() {
        guard body.awaitsContinue else { return }
        body.awaitsContinue = false
        write(ResponseSerializer.writeContinue)
    }

    /// Passes over what is left of a body that the handler did not read, as far as it is here. What is not here is not waited for:
    /// the connection then ends after the response.
    func skipBody() {
        body.serial += 1
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
    /// The length that the client declared; nil when the body is chunked.
    fileprivate var declaredLength: Int? {
        switch framing {
        case .none: 0
        case .length(let length): length
        case .chunked: nil
        }
    }
}
