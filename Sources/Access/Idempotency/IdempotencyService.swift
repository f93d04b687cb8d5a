import Crypto
package import HTTPKit
package import HTTPTypes
package import Logging
package import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit

/// Returns the stored first response when a call is repeated with the same key
/// (draft-ietf-httpapi-idempotency-key-header).
///
/// Responses are stored encrypted, because some contain a secret that is shown once. Responses that a retry may improve
/// (5xx, 408, 429) are not stored; errors longer than ``StoredResponse/maximumErrorBytes`` are stored in a shortened
/// form, and so are other long responses of a caller that has ``maximumLongBytes`` of them stored. A response is
/// returned again only to a caller that still has all the rights it was created with, and may currently see every
/// ticket, comment, run and delivery in it. Calls that write nothing store no responses
/// (`Route/takesIdempotencyKey`).
package struct IdempotencyService: Sendable {
    package struct Times: Sendable {
        /// How long a response is stored.
        package var memory: Duration
        /// How long a key stays locked without renewal: after a crash, the call can be repeated after this time.
        package var lease: Duration
        /// How often the lease is renewed while the call runs.
        package var renewal: Duration

        /// Defaults: 24 hours, as documented in the API; a lease that survives two lost renewals.
        package init(
            memory: Duration = .seconds(86_400), lease: Duration = .seconds(30), renewal: Duration = .seconds(10)
        ) {
            self.memory = memory
            self.lease = lease
            self.renewal = renewal
        }
    }

    private let database: PostgresClient
    private let vault: SecretVault
    private let times: Times
    private let maximumLongBytes: Int
    private let takeovers: TakeoverTracker
    private let clock: any WallClock
    private let identifiers: any IdentifierSource
    private let logger: Logger

    /// The total length of the long responses that are stored per caller: enough for thousands of ordinary tickets,
    /// and little enough that no caller can fill the disk with repeatable calls.
    package static let maximumLongBytes = 32 << 20

    /// - Parameter maximumLongBytes: The total length of the responses with bodies over 4 KiB that are stored in full
    ///   per caller; see ``StoredResponse/shortened``.
    package init(
        database: PostgresClient, vault: SecretVault, times: Times = Times(),
        maximumLongBytes: Int = IdempotencyService.maximumLongBytes, clock: any WallClock,
        identifiers: any IdentifierSource,
        logger: Logger
    ) {
        self.database = database
        self.vault = vault
        self.times = times
        self.maximumLongBytes = maximumLongBytes
        takeovers = TakeoverTracker(clock: clock, lease: times.lease)
        self.clock = clock
        self.identifiers = identifiers
        self.logger = logger
    }

    /// A call with an idempotency key.
    package struct Call: Sendable {
        /// The owner of the key, with its current rights.
        package var caller: Principal
        package var key: String
        /// The SHA-256 hash of the request, to detect that a key is reused for a different one.
        package var fingerprint: [UInt8]

        /// - Parameters:
        ///   - target: Path and query.
        ///   - contentType: The media type. It is part of the fingerprint because it decides how the body is parsed.
        ///   - actor: The value of `Ticket-Actor`; nil without the header.
        package init(
            caller: Principal, key: String, method: HTTPRequest.Method, target: String, contentType: String,
            body: [UInt8],
            actor: String? = nil
        ) {
            self.caller = caller
            self.key = key
            var hash = SHA256()
            hash.update(data: Array("\(method.rawValue)\n\(target)\n\(contentType)\n".utf8))
            hash.update(data: body)
            if let actor { hash.update(data: Array("\n\(actor)".utf8)) }
            fingerprint = Array(hash.finalize())
        }
    }

    package enum Outcome: Sendable {
        /// The call ran now.
        case answered(Response)
        /// The call ran before; this is the stored response.
        case replayed(Response)
    }

    /// Runs a call unless it ran before.
    /// - Parameter run: The call. It returns errors as responses and throws only if it is cancelled.
    /// - Throws: 409 while the call runs elsewhere, 422 if the key was used with a different request, 403 if the caller
    ///   has lost rights that it had for the first call, 404 if it may no longer see something in the stored response;
    ///   `PostgresError`.
    package func respond(to call: Call, _ run: @Sendable () async throws -> Response) async throws -> Outcome {
        let name = IdempotencyRepository.Name(principal: call.caller.key, key: call.key)
        let claim = IdempotencyRepository.Claim(name, fingerprint: call.fingerprint, owner: identifiers.next())
        guard try await take(claim) else { return .replayed(try await replay(claim, to: call.caller)) }
        let renewal = Task { await renew(claim) }
        defer { renewal.cancel() }
        do {
            let response = try await run()
            await finish(claim, StoredResponse(response, rights: CallerRights(of: call.caller)))
            return .answered(response)
        } catch {
            await free(claim)
            throw error
        }
    }

    /// Deletes stored responses older than `Times.memory`. Skipped right after the clock was set forward, because
    /// running calls would look expired.
    package func deleteExpired() async throws {
        guard let now = takeovers.moment() else { return }
        try await IdempotencyRepository(database).deleteExpired(before: now - times.memory)
    }

    private func take(_ claim: IdempotencyRepository.Claim) async throws -> Bool {
        let now = clock.now()
        return try await IdempotencyRepository(database).take(
            claim, now: now, leaseUntil: now + times.lease, expiredBefore: now - times.memory,
            takesOver: takeovers.moment() != nil)
    }

    private func replay(_ claim: IdempotencyRepository.Claim, to caller: Principal) async throws -> Response {
        guard let holder = try await IdempotencyRepository(database.reader).holder(of: claim.name) else {
            throw Failure.idempotencyInProgress
        }
        guard holder.fingerprint == claim.fingerprint else { throw Failure.idempotencyKeyReused }
        guard let sealed = holder.response else { throw Failure.idempotencyInProgress }
        let stored = try open(sealed, of: claim.name)
        if let refusal = stored.rights?.refusal(to: caller) { throw refusal }
        // The caller may have lost access to a ticket in the response, such as one that became confidential.
        if let hidden = try await stored.firstHidden(from: caller.audience, in: database.reader) {
            throw ServiceError.notFound(MissingObject(hidden.rawValue))
        }
        return stored.response
    }

    private func renew(_ claim: IdempotencyRepository.Claim) async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: times.renewal)
                try await IdempotencyRepository(database).renew(claim, until: clock.now() + times.lease)
            } catch is CancellationError {
                return
            } catch {
                logger.warning("the lease of an idempotency key was not renewed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Runs in its own task, so that a client that disconnects now does not leave the key locked.
    private func finish(_ claim: IdempotencyRepository.Claim, _ stored: StoredResponse) async {
        guard stored.response.isFinal, let bytes = stored.bytes else { return await free(claim) }
        await Task {
            do {
                let keys = IdempotencyRepository(database)
                if stored.isLong, try await !fits(bytes.count, of: claim.name.principal) {
                    let short = stored.shortened.bytes ?? []
                    return try await keys.finish(claim, response: seal(short, of: claim.name))
                }
                try await keys.finish(
                    claim, response: seal(bytes, of: claim.name), longBytes: stored.isLong ? bytes.count : nil)
            } catch {
                logger.error(
                    "the response to a request with an idempotency key was not stored", metadata: ["error": "\(error)"])
            }
        }.value
    }

    /// Whether a caller may store another long response in full.
    private func fits(_ bytes: Int, of principal: String) async throws -> Bool {
        let stored = try await IdempotencyRepository(database).longBytes(
            of: principal, since: clock.now() - times.memory)
        return stored + bytes <= maximumLongBytes
    }

    private func free(_ claim: IdempotencyRepository.Claim) async {
        await Task {
            do {
                try await IdempotencyRepository(database).free(claim)
            } catch {
                logger.warning(
                    "an idempotency key stays locked until its lease expires", metadata: ["error": "\(error)"])
            }
        }.value
    }
}

// MARK: Encryption

extension IdempotencyService {
    private func seal(_ bytes: [UInt8], of name: IdempotencyRepository.Name) throws -> [UInt8] {
        let sealed = try vault.seal(bytes, for: Self.row(name))
        return Array(sealed.keyID.utf8) + [0] + sealed.bytes
    }

    private func open(_ bytes: [UInt8], of name: IdempotencyRepository.Name) throws -> StoredResponse {
        guard let end = bytes.firstIndex(of: 0) else { throw SecretVault.Failure.notAuthentic }
        let sealed = SealedSecret(
            keyID: String(decoding: bytes[..<end], as: UTF8.self), bytes: Array(bytes[(end + 1)...]))
        guard let stored = StoredResponse(bytes: try vault.open(sealed, for: Self.row(name))) else {
            throw SecretVault.Failure.notAuthentic
        }
        return stored
    }

    private static func row(_ name: IdempotencyRepository.Name) -> String {
        "idempotency/\(name.principal)/\(name.key)"
    }
}

extension Response {
    /// Whether a retry would get the same response: false for failures of the gateway or a tracker, for rate limits and
    /// for timeouts.
    fileprivate var isFinal: Bool { failure?.requiresCallerChange ?? true }
}

extension Failure {
    static let idempotencyInProgress = Failure(
        .idempotencyInProgress, detail: "The first request with this Idempotency-Key is still running.", retryAfter: 1)
    /// The key was used with a different request.
    static let idempotencyKeyReused = Failure(
        .idempotencyKeyReused, detail: "This Idempotency-Key was already used with another method, path or body.",
        errors: [.init(pointer: "Idempotency-Key", detail: "was already used for another request")])
}
