import Crypto
package import Models
package import Primitives

/// Seals secrets with AES-256-GCM under the operator's keys. What is sealed for one row does not open as another row's:
/// the row is the associated data.
package struct SecretVault: Sendable, Redacted {
    /// A key of the operator.
    package struct Key: Sendable, Redacted {
        /// Its name, kept beside what it sealed.
        package let id: String
        let key: SymmetricKey

        /// Makes a key of 32 random bytes; nil for any other length.
        package init?(id: String, bytes: [UInt8]) {
            guard bytes.count == SecretVault.keyLength else { return nil }
            self.id = id
            key = SymmetricKey(data: bytes)
        }
    }

    /// Bytes of an AES-256 key.
    package static let keyLength = 32

    /// Why something does not open.
    package enum Failure: Error, Sendable, Equatable {
        /// The key that sealed it is not among the configured ones.
        case unknownKey(String)
        /// It was changed, or sealed for another row or with another key of that name.
        case notAuthentic
    }

    private let current: Key
    private let keys: [String: Key]

    /// Seals with `current`; opens with any key.
    package init(current: Key, former: [Key] = []) {
        self.current = current
        keys = Dictionary(([current] + former).map { ($0.id, $0) }) { first, _ in first }
    }

    /// Seals bytes for one row.
    /// - Parameter row: what they belong to, such as `connection/0191…`.
    package func seal(_ plaintext: [UInt8], for row: String) throws -> SealedSecret {
        let box = try AES.GCM.seal(plaintext, using: current.key, authenticating: Array(row.utf8))
        guard let combined = box.combined else { throw Failure.notAuthentic }
        return SealedSecret(keyID: current.id, bytes: Array(combined))
    }

    /// Opens what ``seal(_:for:)`` sealed for the same row.
    package func open(_ secret: SealedSecret, for row: String) throws(Failure) -> [UInt8] {
        guard let key = keys[secret.keyID] else { throw .unknownKey(secret.keyID) }
        do {
            return Array(
                try AES.GCM.open(
                    AES.GCM.SealedBox(combined: secret.bytes), using: key.key, authenticating: Array(row.utf8)))
        } catch {
            throw .notAuthentic
        }
    }

    /// Whether another key than the current one sealed it, so that it should be sealed anew.
    package func isOutdated(_ secret: SealedSecret) -> Bool { secret.keyID != current.id }
}
