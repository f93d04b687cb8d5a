import HTTPKit
import Primitives
import Synchronization

extension UpstreamClient {
    /// Makes a call, and retries it if that is safe, promising and possible before the deadline.
    func attempt(_ request: ClientRequest) async throws -> ClientResponse {
        let deadline = clock.now() + request.patience
        var attempt = 1
        var followsLostReply = false
        while true {
            let result = await once(request, attempt: attempt, deadline: deadline)
            let decision = RetryDecision.decide(
                after: outcome(of: result), attempt: attempt, request: request, policy: policy.retry,
                patience: deadline - clock.now(),
                random: random)
            guard case .again(let wait) = decision else {
                var response = try result.get()
                response.followsLostReply = followsLostReply
                return response
            }
            followsLostReply = followsLostReply || Self.mayHaveBeenProcessed(result)
            do { try await sleep(wait) } catch { throw Self.cancelled }
            attempt += 1
        }
    }

    /// Whether a failed attempt that is retried may have succeeded at the server.
    private static func mayHaveBeenProcessed(_ result: Result<ClientResponse, TransportError>) -> Bool {
        switch result {
        case .failure(let error): error.requestMayHaveBeenProcessed
        case .success(let response): response.status >= 500
        }
    }

    /// The error if the caller cancelled before anything was sent.
    static let cancelled = TransportError(.cancelled, detail: "the call was cancelled")

    /// The `retryAfter` of a call that got no slot in time.
    static let busyWait = Duration.seconds(1)

    private func outcome(of result: Result<ClientResponse, TransportError>) -> RetryDecision.Outcome {
        switch result {
        case .failure(let error): return .failure(error)
        case .success(let response):
            let now = clock.now()
            // After a 5xx, the call may have been processed, whatever the rest of the response indicates.
            let isThrottled = (400..<500).contains(response.status) && observe(response, at: now).throttledUntil != nil
            return .response(
                status: response.status, retryAfter: RetryAfter.read(response, at: now), isThrottled: isThrottled)
        }
    }

    /// Makes one attempt: waits for permission, sends the request, and records the result.
    private func once(_ request: ClientRequest, attempt: Int, deadline: Timestamp) async -> Result<
        ClientResponse, TransportError
    > {
        do throws(TransportError) {
            let permit = try await enter(request, isRepeat: attempt > 1, deadline: deadline)
            let start = ContinuousClock.now
            let result = await exchange(request)
            leave(permit, after: request, with: result)
            report(request, result, attempt: attempt, duration: ContinuousClock.now - start)
            return result
        } catch {
            state.withLock { $0.calls.refused += error.kind == .cancelled ? 0 : 1 }
            var refusal = error
            refusal.followsAnAttempt = attempt > 1
            return .failure(refusal)
        }
    }

    private func exchange(_ request: ClientRequest) async -> Result<ClientResponse, TransportError> {
        do {
            return .success(try await transport.sendFollowing(request))
        } catch let error as TransportError {
            return .failure(error)
        } catch is CancellationError {
            return .failure(TransportError(.cancelled, requestMayHaveBeenProcessed: true))
        } catch {
            return .failure(
                TransportError(.connectionLost, detail: "the transport failed", requestMayHaveBeenProcessed: true))
        }
    }

    /// The state of the budget according to a response. A 429 with `Retry-After` always counts as throttled, even if
    /// the tracker's policy does not recognise it.
    func observe(_ response: ClientResponse, at now: Timestamp) -> RateObservation {
        var observation = policy.observe(response, now)
        // A window or delay of more than a day is misinterpreted or broken, and would block the connection
        // indefinitely.
        observation.resetsAt = observation.resetsAt.map { min($0, now + RetryAfter.longest) }
        observation.throttledUntil = observation.throttledUntil.map { min($0, now + RetryAfter.longest) }
        if response.status == 429, observation.throttledUntil == nil, let wait = RetryAfter.read(response, at: now) {
            observation.throttledUntil = now + wait
        }
        return observation
    }

    private func report(
        _ request: ClientRequest, _ result: Result<ClientResponse, TransportError>, attempt: Int, duration: Duration
    ) {
        guard let observer else { return }
        var call = UpstreamCall(
            method: request.method, redactedURL: request.redactedURL, duration: duration, attempt: attempt)
        switch result {
        case .success(let response): call.status = response.status
        case .failure(let error): call.error = error
        }
        observer.callFinished(call)
    }
}
