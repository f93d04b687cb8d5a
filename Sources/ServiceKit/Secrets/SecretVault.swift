import Crypto
package import Models
import Primitives

/// Encrypts secrets with AES-256-GCM under the operator's encryption keys. The row is the associated data, so a secret
/// encrypted for one row cannot be decrypted as that of another.
package struct SecretVault: Sendable, Redacted {
    /// An encryption key of the operator.
    package struct Key: Sendable, Redacted {
        /// The key's name, stored with everything encrypted with it.
        package let id: String
        let key: SymmetricKey

        /// Returns nil unless there are exactly 32 bytes.
        package init?(id: String, bytes: [UInt8]) {
            guard bytes.count == SecretVault.keyLength else { return nil }
            self.id = id
            key = SymmetricKey(data: bytes)
        }
    }

    /// The length of an AES-256 key in bytes.
    package static let keyLength = 32

    /// The reason why a secret cannot be decrypted.
    package enum Failure: Error, Sendable, Equatable {
        /// The key with this name is not configured.
        case unknownKey(String)
        /// The data was modified, or encrypted for another row or with another key of the same name.
        case notAuthentic
    }

    private let current: Key
    private let keys: [String: Key]

    /// Encrypts with `current`; decrypts with any of the keys.
    package init(current: Key, former: [Key] = []) {
        self.current = current
        keys = Dictionary(([current] + former).map { ($0.id, $0) }) { first, _ in first }
    }

    /// Whether a key with this name is configured, whatever its value.
    package func hasKey(named name: String) -> Bool { keys[name] != nil }

    /// Encrypts bytes for one row.
    /// - Parameter row: The row that they belong to, such as `connection/0191…`.
    package func seal(_ plaintext: [UInt8], for row: String) throws -> SealedSecret {
        let box = try AES.GCM.seal(plaintext, using: current.key, authenticating: Array(row.utf8))
        guard let combined = box.combined else { throw Failure.notAuthentic }
        return SealedSecret(keyID: current.id, bytes: Array(combined))
    }

    /// Decrypts the result of ``seal(_:for:)`` for the same row.
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
}
