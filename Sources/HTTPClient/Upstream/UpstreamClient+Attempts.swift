import HTTPKit
import Primitives
import Synchronization

extension UpstreamClient {
    /// Makes a call, and makes it again where that is safe and there is hope and time.
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

    /// Whether a call that ended so, and is made again, may have been carried out all the same.
    private static func mayHaveBeenProcessed(_ result: Result<ClientResponse, TransportError>) -> Bool {
        switch result {
        case .failure(let error): error.requestMayHaveBeenProcessed
        case .success(let response): response.status >= 500
        }
    }

    /// What a caller who gave up before anything was sent gets.
    static let cancelled = TransportError(.cancelled, detail: "the call was cancelled")

    /// What a call gets that found no turn in time.
    static let busyWait = Duration.seconds(1)

    private func outcome(of result: Result<ClientResponse, TransportError>) -> RetryDecision.Outcome {
        switch result {
        case .failure(let error): return .failure(error)
        case .success(let response):
            let now = clock.now()
            // Behind 5xx the call may have been carried out, whatever else the answer says.
            let isThrottled = (400..<500).contains(response.status) && observe(response, at: now).throttledUntil != nil
            return .response(
                status: response.status, retryAfter: RetryAfter.read(response, at: now), isThrottled: isThrottled)
        }
    }

    /// One attempt: waits for a turn, sends, and takes in what the answer tells.
    private func once(_ request: ClientRequest, attempt: Int, deadline: Timestamp) async -> Result<
        ClientResponse, TransportError
    > {
        do throws(TransportError) {
            let permit = try await enter(request, isRepeat: attempt > 1, deadline: deadline)
            let start = ContinuousClock.now
            let result = await exchange(request)
            leave(permit, request, result)
            tell(request, result, attempt: attempt, duration: ContinuousClock.now - start)
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

    /// What a response tells of the budget; 429 always says stop, even where the tracker's own rules see nothing in it.
    func observe(_ response: ClientResponse, at now: Timestamp) -> RateObservation {
        var observation = policy.observe(response, now)
        // A window or a wait of more than a day is misread or broken, and would stop the connection for good.
        observation.resetsAt = observation.resetsAt.map { min($0, now + RetryAfter.longest) }
        observation.throttledUntil = observation.throttledUntil.map { min($0, now + RetryAfter.longest) }
        if response.status == 429, observation.throttledUntil == nil, let wait = RetryAfter.read(response, at: now) {
            observation.throttledUntil = now + wait
        }
        return observation
    }

    private func tell(
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
