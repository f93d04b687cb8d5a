package import Postgres
package import Primitives

/// Queries on the table `idempotency_key`: the calls in progress, and the responses of finished ones.
package struct IdempotencyRepository: Sendable {
    /// An idempotency key together with its caller, because each caller has its own keys.
    package struct Name: Sendable, Hashable {
        package var principal: String
        /// The value of `Idempotency-Key`.
        package var key: String

        package init(principal: String, key: String) {
            self.principal = principal
            self.key = key
        }
    }

    /// The call that holds a key.
    package struct Holder: Sendable {
        /// The hash of the call's method, path and body.
        package var fingerprint: [UInt8]
        /// The encrypted response; nil while the call is running.
        package var response: [UInt8]?
    }

    /// A call that requests or holds a key.
    package struct Claim: Sendable {
        package var name: Name
        /// The hash of the call's method, path and body.
        package var fingerprint: [UInt8]
        /// Distinguishes this call from others with the same key.
        package var owner: Identifier<Holder>

        package init(_ name: Name, fingerprint: [UInt8], owner: Identifier<Holder>) {
            self.name = name
            self.fingerprint = fingerprint
            self.owner = owner
        }
    }

    private let executor: any SQLExecutor

    /// - Parameter executor: A client or a transaction.
    package init(_ executor: any SQLExecutor) {
        self.executor = executor
    }

    /// Claims the key if it is free, if its response has expired, or if the lease of a running call has expired and the
    /// call has the same fingerprint or started before `expiredBefore`.
    /// - Parameter takesOver: Whether expired leases may be taken over.
    /// - Returns: Whether the key was claimed.
    package func take(
        _ claim: Claim, now: Timestamp, leaseUntil: Timestamp, expiredBefore: Timestamp, takesOver: Bool = true
    ) async throws -> Bool {
        let rows = try await executor.run(
            """
            INSERT INTO idempotency_key AS held (principal, key, fingerprint, lease_owner, lease_until, created_at)
            VALUES (\(claim.name.principal), \(claim.name.key), \(claim.fingerprint), \(claim.owner), \(leaseUntil), \(now))
            ON CONFLICT (principal, key) DO UPDATE SET fingerprint = excluded.fingerprint, lease_owner = excluded.lease_owner,
                lease_until = excluded.lease_until, response = NULL, long_bytes = NULL, created_at = excluded.created_at
            WHERE (held.response IS NOT NULL AND held.created_at < \(expiredBefore))
                OR (held.response IS NULL AND \(takesOver) AND held.lease_until < \(now)
                    AND (held.fingerprint = excluded.fingerprint OR held.created_at < \(expiredBefore)))
            RETURNING key
            """)
        return !rows.isEmpty
    }

    /// The call that holds the key, or nil.
    package func holder(of name: Name) async throws -> Holder? {
        let rows = try await executor.run(
            "SELECT fingerprint, response FROM idempotency_key WHERE principal = \(name.principal) AND key = \(name.key)"
        )
        return try rows.first.map {
            Holder(fingerprint: try $0.decode("fingerprint"), response: try $0.decode("response"))
        }
    }

    /// Renews the lease of a running call.
    package func renew(_ claim: Claim, until moment: Timestamp) async throws {
        try await executor.run("UPDATE idempotency_key SET lease_until = \(moment) WHERE \(fragment: Self.held(claim))")
    }

    /// Stores the encrypted response of the finished call.
    /// - Parameter longBytes: Its length, if it counts towards ``longBytes(of:since:)``.
    package func finish(_ claim: Claim, response: [UInt8], longBytes: Int? = nil) async throws {
        try await executor.run(
            """
            UPDATE idempotency_key SET response = \(response), long_bytes = \(longBytes), lease_owner = NULL,
                lease_until = NULL
            WHERE \(fragment: Self.held(claim))
            """)
    }

    /// The length of all long responses stored for a caller, without expired ones.
    /// - Parameter moment: When the oldest response was created that has not expired.
    package func longBytes(of principal: String, since moment: Timestamp) async throws -> Int {
        let rows = try await executor.run(
            """
            SELECT coalesce(sum(long_bytes), 0)::bigint AS bytes FROM idempotency_key
            WHERE principal = \(principal) AND long_bytes IS NOT NULL AND created_at >= \(moment)
            """)
        return try rows[0].decode("bytes")
    }

    /// Releases the key, because the call failed in a way that a retry may fix.
    package func free(_ claim: Claim) async throws {
        try await executor.run("DELETE FROM idempotency_key WHERE \(fragment: Self.held(claim))")
    }

    /// Deletes the keys created before a time, whose responses have expired.
    /// - Returns: The number of deleted keys.
    @discardableResult
    package func deleteExpired(before moment: Timestamp) async throws -> Int {
        try await executor.run("DELETE FROM idempotency_key WHERE created_at < \(moment)").affected
    }

    private static func held(_ claim: Claim) -> SQL {
        "principal = \(claim.name.principal) AND key = \(claim.name.key) AND lease_owner = \(claim.owner)"
    }
}
