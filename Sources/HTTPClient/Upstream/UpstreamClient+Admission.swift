import HTTPKit
import Primitives
import Synchronization

extension UpstreamClient {
    /// Waits until an attempt is allowed. Each allowed attempt must end with ``leave(_:after:with:)``.
    func enter(_ request: ClientRequest, isRepeat: Bool, deadline: Timestamp) async throws(TransportError)
        -> UpstreamState.Permit
    {
        try refuseIfOpen()
        if request.isWrite, let writeLane { try await turn(in: writeLane, deadline) }
        do throws(TransportError) {
            while true {
                try await waitForBudget(request, deadline)
                try await turn(in: slots, deadline)
                let now = clock.now()
                switch state.withLock({ $0.admit(request, isRepeat: isRepeat, at: now) }) {
                case .go(let permit): return permit
                case .wait: slots.release()
                case .refused(let retryAfter):
                    slots.release()
                    throw Self.open(retryAfter)
                }
            }
        } catch {
            if request.isWrite { writeLane?.release() }
            throw error
        }
    }

    /// Records the result of an attempt, and releases its slot.
    func leave(
        _ permit: UpstreamState.Permit, after request: ClientRequest,
        with result: Result<ClientResponse, TransportError>
    ) {
        let now = clock.now()
        let ending: UpstreamState.Ending =
            switch result {
            case .success(let response): .answered(status: response.status, observe(response, at: now))
            case .failure(let error): Self.ending(of: error)
            }
        state.withLock { $0.finish(permit, of: request, with: ending, at: now) }
        slots.release()
        if request.isWrite { writeLane?.release() }
    }

    private static func ending(of error: TransportError) -> UpstreamState.Ending {
        switch error.kind {
        case .nameResolution, .connect, .tls, .timeout, .connectionLost: .failed
        case .addressRefused, .invalidURL: .refused
        case .responseTooLarge, .circuitOpen, .throttled, .cancelled: .abandoned
        }
    }

    private func refuseIfOpen() throws(TransportError) {
        let now = clock.now()
        if case .refused(let retryAfter) = state.withLock({ $0.breaker.admission(at: now) }) {
            throw Self.open(retryAfter)
        }
    }

    private static func open(_ retryAfter: Duration) -> TransportError {
        TransportError(
            .circuitOpen(retryAfter: retryAfter),
            detail: "the server failed too often recently and is not called for a while")
    }

    /// Waits until the budget and the write spacing allow the call. Fails immediately if the wait would exceed the
    /// deadline.
    private func waitForBudget(_ request: ClientRequest, _ deadline: Timestamp) async throws(TransportError) {
        while true {
            let now = clock.now()
            let wait = state.withLock { $0.wait(for: request, at: now) }
            if wait <= .zero { return }
            guard now + wait <= deadline else {
                throw TransportError(.throttled(retryAfter: wait), detail: "the server's rate limit is used up")
            }
            do { try await sleep(wait) } catch { throw Self.cancelled }
        }
    }

    private func turn(in slots: CallSlots, _ deadline: Timestamp) async throws(TransportError) {
        let patience = max(.zero, deadline - clock.now())
        do {
            try await slots.acquire { [sleep] in try await sleep(patience) }
        } catch is CallSlots.TimedOut {
            throw TransportError(.throttled(retryAfter: Self.busyWait), detail: "too many calls are queued")
        } catch {
            throw Self.cancelled
        }
    }
}
