/// Names of fields, headers and parameters that suggest a credential.
package enum CredentialName {
    /// Parts of such names. Case, `-`, `_` and spaces are ignored.
    private static let words = [
        "secret", "token", "password", "passwd", "passphrase", "authorization", "credential", "apikey", "privatekey",
        "signature", "cookie", "session", "jwt", "bearer", "dsn",
    ].map { Array($0.utf8) }
    /// For each byte, whether one of the words begins with it: this alone rules out most bytes.
    private static let isFirst: [Bool] = (0...UInt8.max).map { byte in words.contains { $0[0] == folded(byte) } }

    package static func isLike(_ name: String) -> Bool { isLike(Array(name.utf8)[...]) }

    /// The same for the bytes of a name.
    static func isLike(_ name: ArraySlice<UInt8>) -> Bool {
        name.indices.contains { start in
            isFirst[Int(name[start])] && words.contains { begins($0, at: start, in: name) }
        }
    }

    private static func begins(_ word: [UInt8], at start: Int, in name: ArraySlice<UInt8>) -> Bool {
        guard folded(name[start]) == word[0] else { return false }
        var index = start
        for byte in word {
            while index < name.endIndex, isSeparator(name[index]) { index += 1 }
            guard index < name.endIndex, folded(name[index]) == byte else { return false }
            index += 1
        }
        return true
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: " ")
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
