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

    /// What is wrong with a list of keys, without any part of it.
    static func fault(in list: String) -> String? {
        let entries = list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        for (index, entry) in entries.enumerated() where EncryptionKey(entry) == nil {
            let place = entries.count == 1 ? "the key" : "key \(index + 1)"
            guard let colon = entry.firstIndex(of: ":") else {
                return "the name of \(place) is missing: write main: in front of it"
            }
            guard isName(entry[..<colon]) else {
                return "the name of \(place) may have up to \(maximumNameLength) letters, digits, - and _"
            }
            guard let bytes = Data(base64Encoded: String(entry[entry.index(after: colon)...])) else {
                return "\(place) is not base64"
            }
            return "\(place) is too \(bytes.count < length ? "short" : "long")"
        }
        return entries.isEmpty ? nil : "two keys have the same name"
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
        syntax.hint = { EncryptionKey.fault(in: $0) }
        return syntax
    }
}
