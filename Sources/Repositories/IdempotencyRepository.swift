package import Postgres
package import Primitives

/// The table `idempotency_key`: which calls run, and what the finished ones answered.
package struct IdempotencyRepository: Sendable {
    /// Names a key: keys belong to the caller that sent them.
    package struct Name: Sendable, Hashable {
        /// The caller.
        package var principal: String
        /// What it sent.
        package var key: String

        /// Makes a name.
        package init(principal: String, key: String) {
            self.principal = principal
            self.key = key
        }
    }

    /// A call that has the key already.
    package struct Holder: Sendable {
        /// What the call's method, path and body hash to.
        package var fingerprint: [UInt8]
        /// Its sealed answer; nil while it runs.
        package var response: [UInt8]?
    }

    /// A call that wants the key, or has it.
    package struct Claim: Sendable {
        /// The key.
        package var name: Name
        /// What the call's method, path and body hash to.
        package var fingerprint: [UInt8]
        /// Tells this call from others of the same key.
        package var owner: Identifier<Holder>

        /// Makes a claim.
        package init(_ name: Name, fingerprint: [UInt8], owner: Identifier<Holder>) {
            self.name = name
            self.fingerprint = fingerprint
            self.owner = owner
        }
    }

    private let executor: any SQLExecutor

    /// A repository on a client or a transaction.
    package init(_ executor: any SQLExecutor) {
        self.executor = executor
    }

    /// Takes the key if it is free, if its answer has expired, or if it was left behind by a call of the same payload
    /// whose lease is over.
    /// - Parameter takesOver: Whether leases that look expired count as over.
    /// - Returns: Whether it is taken now.
    package func take(
        _ claim: Claim, now: Timestamp, leaseUntil: Timestamp, expiredBefore: Timestamp, takesOver: Bool = true
    ) async throws -> Bool {
        let rows = try await executor.run(
            """
            INSERT INTO idempotency_key AS held (principal, key, fingerprint, lease_owner, lease_until, created_at)
            VALUES (\(claim.name.principal), \(claim.name.key), \(claim.fingerprint), \(claim.owner), \(leaseUntil), \(now))
            ON CONFLICT (principal, key) DO UPDATE SET fingerprint = excluded.fingerprint, lease_owner = excluded.lease_owner,
                lease_until = excluded.lease_until, response = NULL, created_at = excluded.created_at
            WHERE (held.response IS NOT NULL AND held.created_at < \(expiredBefore))
                OR (held.response IS NULL AND \(takesOver) AND held.lease_until < \(now)
                    AND (held.fingerprint = excluded.fingerprint OR held.created_at < \(expiredBefore)))
            RETURNING key
            """)
        return !rows.isEmpty
    }

    /// The call that has the key; nil when none has it any more.
    package func holder(of name: Name) async throws -> Holder? {
        let rows = try await executor.run(
            "SELECT fingerprint, response FROM idempotency_key WHERE principal = \(name.principal) AND key = \(name.key)"
        )
        return try rows.first.map {
            Holder(fingerprint: try $0.decode("fingerprint"), response: try $0.decode("response"))
        }
    }

    /// Lengthens the lease of a call that runs.
    package func renew(_ claim: Claim, until moment: Timestamp) async throws {
        try await executor.run("UPDATE idempotency_key SET lease_until = \(moment) WHERE \(fragment: Self.held(claim))")
    }

    /// Keeps the sealed answer of the call that ran.
    package func finish(_ claim: Claim, response: [UInt8]) async throws {
        try await executor.run(
            """
            UPDATE idempotency_key SET response = \(response), lease_owner = NULL, lease_until = NULL
            WHERE \(fragment: Self.held(claim))
            """)
    }

    /// Frees the key: the call failed in a way that a repeat may mend.
    package func free(_ claim: Claim) async throws {
        try await executor.run("DELETE FROM idempotency_key WHERE \(fragment: Self.held(claim))")
    }

    /// Forgets the answers that are too old to be given again.
    /// - Returns: How many they were.
    @discardableResult
    package func deleteExpired(before moment: Timestamp) async throws -> Int {
        try await executor.run("DELETE FROM idempotency_key WHERE created_at < \(moment)").affected
    }

    private static func held(_ claim: Claim) -> SQL {
        "principal = \(claim.name.principal) AND key = \(claim.name.key) AND lease_owner = \(claim.owner)"
    }
}
