import Primitives

/// One form in which a tracker may repeat a secret: as it is, in Base64 together with the text around it (as
/// `user:token` in `Authorization: Basic`), or as hexadecimal digits.
///
/// Each form is found in upper and lower case, and with characters written as `%2F`, `%252f`, `\/`, `\u002f`, `&#47;`
/// or `&#x2f;`. Bytes are compared, not characters: a combining accent after a secret makes its last letter a different
/// character, but hides nothing of the secret.
struct SecretEcho: Sendable {
    /// The number of bytes at the beginning of a longer form that are enough to recognise it: no word of a message
    /// begins with them by chance.
    static let distinctiveBytes = 12
    /// The minimum length of a secret that is also searched for in encoded form: shorter ones would be found by chance.
    private static let shortestEncoded = 8

    private let bytes: [UInt8]
    private let needed: Int
    private let isBase64: Bool

    private init(_ form: some Sequence<UInt8>, isBase64: Bool = false) {
        self.isBase64 = isBase64
        let all = Array(form)
        let folds = all.count >= Self.distinctiveBytes
        bytes = all.map { folds ? Self.folded($0) : $0 }
        // A secret of twice that length is recognised by its beginning, because the text may have been truncated.
        needed = all.count >= 2 * Self.distinctiveBytes ? Self.distinctiveBytes : all.count
    }

    /// All forms of a secret.
    static func forms(of secret: String) -> [SecretEcho] {
        let own = Array(secret.utf8)
        guard own.count >= shortestEncoded else { return own.isEmpty ? [] : [SecretEcho(own)] }
        return [SecretEcho(own), SecretEcho(Hexadecimal.text(own).utf8)] + (0..<3).map { base64(own, behind: $0) }
    }

    /// The characters of a Base64 text that depend on the secret alone.
    /// - Parameter count: The number of bytes before the secret, modulo 3.
    private static func base64(_ secret: [UInt8], behind count: Int) -> SecretEcho {
        let encoded = Array(Base64.encoded(Array(repeating: 0, count: count) + secret).utf8)
        let first = (8 * count + 5) / 6, end = 8 * (count + secret.count) / 6
        return SecretEcho(encoded[first..<end], isBase64: true)
    }

    /// The number of bytes, from an index on, that are this form or enough of its beginning to recognise it; nil for
    /// none.
    func length(in text: [UInt8], at start: Int) -> Int? {
        var matched = 0, index = start
        while matched < bytes.count, index < text.count {
            if isEqual(text[index], bytes[matched]) {
                index += 1
            } else if let (byte, length) = EscapedByte.read(text, at: index), isEqual(byte, bytes[matched]) {
                index += length
            } else {
                break
            }
            matched += 1
        }
        guard matched >= needed else { return nil }
        if isBase64 {
            while index < text.count, Self.endsBase64(text[index]) { index += 1 }
        }
        return index - start
    }

    private func isEqual(_ byte: UInt8, _ wanted: UInt8) -> Bool {
        if byte == wanted { return true }
        guard bytes.count >= Self.distinctiveBytes else { return false }
        if isBase64, byte == UInt8(ascii: "-") { return wanted == UInt8(ascii: "+") }
        if isBase64, byte == UInt8(ascii: "_") { return wanted == UInt8(ascii: "/") }
        return Self.folded(byte) == wanted
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// The characters that may follow in the same Base64 text: the last ones contain bits of the secret.
    private static func endsBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+/-_=".utf8.contains(byte)
        }
    }
}

/// A byte that a text writes in encoded form.
private enum EscapedByte {
    /// How often a percent sign may itself be percent-encoded: proxies and trackers each do it once.
    private static let maximumRounds = 3

    /// The decoded byte at an index, and the length of its encoded form in bytes; nil if it is not encoded.
    static func read(_ text: [UInt8], at index: Int) -> (byte: UInt8, length: Int)? {
        switch text[index] {
        case UInt8(ascii: "%"): percent(text, at: index)
        case UInt8(ascii: "\\"): backslash(text, at: index)
        case UInt8(ascii: "&"): entity(text, at: index)
        default: nil
        }
    }

    /// `%2F`, `%252F`.
    private static func percent(_ text: [UInt8], at start: Int) -> (UInt8, Int)? {
        var index = start + 1
        for _ in 0..<maximumRounds {
            guard let byte = hex(text, at: index, count: 2) else { return nil }
            index += 2
            // A decoded percent sign that is followed by two digits is decoded again.
            guard byte == 0x25, hex(text, at: index, count: 2) != nil else { return (UInt8(byte), index - start) }
        }
        return nil
    }

    /// `\/`, `\u002F`.
    private static func backslash(_ text: [UInt8], at start: Int) -> (UInt8, Int)? {
        guard start + 1 < text.count else { return nil }
        guard text[start + 1] == UInt8(ascii: "u") else { return (text[start + 1], 2) }
        return hex(text, at: start + 2, count: 4).flatMap { $0 < 0x80 ? (UInt8($0), 6) : nil }
    }

    /// `&#47;`, `&#x2F;`, `&amp;`.
    private static func entity(_ text: [UInt8], at start: Int) -> (UInt8, Int)? {
        guard let end = text[start...].prefix(7).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: text[(start + 1)..<end], as: UTF8.self).lowercased()
        var byte = named[name]
        if name.hasPrefix("#x") {
            byte = UInt8(name.dropFirst(2), radix: 16)
        } else if name.hasPrefix("#") {
            byte = UInt8(name.dropFirst())
        }
        return byte.map { ($0, end - start + 1) }
    }

    private static let named: [String: UInt8] = ["amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22]

    private static func hex(_ text: [UInt8], at index: Int, count: Int) -> Int? {
        guard index + count <= text.count else { return nil }
        return Int(String(decoding: text[index..<(index + count)], as: UTF8.self), radix: 16)
    }
}
