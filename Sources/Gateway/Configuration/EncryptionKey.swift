import Foundation
package import Primitives

/// An AES-256-GCM key. Its name is stored with everything it encrypts.
package struct EncryptionKey: Sendable, Equatable, CustomStringConvertible {
    /// The length of an AES-256 key, in bytes.
    package static let length = 32
    /// In characters, which are ASCII.
    static let maximumNameLength = 32

    /// Consists of letters, digits, `-` and `_`.
    package let id: String
    /// `length` bytes.
    package let bytes: Secret<[UInt8]>

    /// Only the name, so that logs never contain the key.
    package var description: String { "key \(id)" }

    /// Parses `name:base64`. nil if the name or the key's length is invalid.
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
    /// At least one key, with distinct names. The first key encrypts; all of them decrypt.
    static var encryptionKeys: Self {
        let expected = "comma-separated name:key pairs, each key \(EncryptionKey.length) random bytes in base64"
        let list = Self.list(expected, of: EncryptionKey.init)
        var syntax = Self(expected: expected) { text in
            guard let keys = list.parse(text), !keys.isEmpty, Set(keys.map(\.id)).count == keys.count else {
                return nil
            }
            return keys
        }
        syntax.remedy = "generate one with `echo main:$(openssl rand -base64 \(EncryptionKey.length))`"
        syntax.hint = { $0.contains(":") ? nil : "the name is missing: write main: in front of the key" }
        return syntax
    }
}
