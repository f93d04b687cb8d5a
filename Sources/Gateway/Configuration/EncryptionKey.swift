import Foundation
package import Primitives

/// A key of AES-256-GCM, under the name that is stored beside what it encrypted.
package struct EncryptionKey: Sendable, Equatable, CustomStringConvertible {
    /// The key's length that AES-256 asks for, in bytes.
    package static let length = 32
    /// How long a name may be, in letters.
    static let maximumNameLength = 32

    /// The name: letters, digits, `-` and `_`.
    package let id: String
    /// The key, `length` bytes.
    package let bytes: Secret<[UInt8]>

    /// The name alone.
    package var description: String { "key \(id)" }

    /// Reads `name:base64`; nil when the name or the key's length is wrong.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isName(parts[0]), let key = Data(base64Encoded: String(parts[1])),
            key.count == Self.length
        else { return nil }
        id = String(parts[0])
        bytes = Secret([UInt8](key))
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...maximumNameLength).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "-_".unicodeScalars.contains($0))
            }
    }
}

extension SettingSyntax where Value == [EncryptionKey] {
    /// At least one key, no name twice; the first one encrypts, all of them decrypt.
    static var encryptionKeys: Self {
        let expected = "comma-separated name:key pairs, each key \(EncryptionKey.length) random bytes in base64"
        let list = Self.list(expected, of: EncryptionKey.init)
        return Self(expected: expected) { text in
            guard let keys = list.parse(text), !keys.isEmpty, Set(keys.map(\.id)).count == keys.count else {
                return nil
            }
            return keys
        }
    }
}
