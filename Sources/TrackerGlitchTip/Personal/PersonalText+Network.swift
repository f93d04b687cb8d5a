import Glibc

/// IP addresses.
extension PersonalText {
    /// How to interpret a value in the form of an IPv4 address.
    enum Version4Meaning: Sendable {
        case address
        /// A product with its version (`Chrome 1.2.3.4`): it is an address only if the text contains nothing else.
        case program
        /// A version number.
        case version
    }

    /// Whether the text is or contains an IP address.
    mutating func holdsNetworkAddress(_ meaning: Version4Meaning) -> Bool {
        let hosts = networkAddresses()
        if hosts.contains(where: { !$0.isVersion4 }) { return true }
        guard meaning != .version, !hosts.isEmpty else { return false }
        if isNothing(but: hosts) { return true }
        return meaning == .address && hosts.contains { !$0.isRound }
    }

    /// Whether the text is an IP address or a list of them, and nothing else. A URL is not, since its host is a
    /// server's.
    mutating func isNetworkAddresses() -> Bool {
        guard scheme(in: all) == nil else { return false }
        let hosts = networkAddresses()
        return !hosts.isEmpty && isNothing(but: hosts)
    }

    private struct Host {
        var range: Range<Int>
        var isVersion4: Bool
        /// Such as `120.0.0.0`: browsers report such versions, and no computer has such an address.
        var isRound = false
    }

    /// The distinct addresses that are not part of a name or version.
    private mutating func networkAddresses() -> [Host] {
        var hosts: [Host] = [], index = 0, isPath = false
        while index < count {
            guard let byte = byte(at: index) else { break }
            if index == 0 || self.byte(at: index - 1) == UInt8(ascii: " ") { isPath = byte == UInt8(ascii: "/") }
            if isScheme(at: index, in: all) { isPath = true }
            guard Self.isHexadecimal(byte) || byte == UInt8(ascii: ":") else {
                index += 1
                continue
            }
            let end = first(in: index..<count) {
                !Self.isHexadecimal($0) && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ".")
            }
            // A single colon at either end is a separator: `peer:203.0.113.9`, `203.0.113.9:https`.
            let isAfterColon = byte == UInt8(ascii: ":") && self.byte(at: index + 1) != UInt8(ascii: ":")
            let isBeforeColon =
                self.byte(at: end - 1) == UInt8(ascii: ":") && self.byte(at: end - 2) != UInt8(ascii: ":")
            if isAfterColon || isBorder(before: index, isPath), isBeforeColon || isBorder(behind: end) {
                let start = isAfterColon ? index + 1 : index
                hosts += self.hosts(in: start..<max(isBeforeColon ? end - 1 : end, start))
            }
            // The colon of `://` can also be the end of such a run.
            if end + 1 < count, self.byte(at: end - 1) == UInt8(ascii: ":"), self.byte(at: end) == UInt8(ascii: "/"),
                self.byte(at: end + 1) == UInt8(ascii: "/")
            {
                isPath = true
            }
            index = end
        }
        return hosts
    }

    /// Whether an address can start here. After a letter, digit or hyphen it would be part of a name, and after a name
    /// with a slash it would be a version: `Chrome/1.2.3.4`.
    private mutating func isBorder(before index: Int, _ isPath: Bool) -> Bool {
        guard let byte = byte(at: index - 1) else { return true }
        if byte == UInt8(ascii: "/") {
            return isPath || !(self.byte(at: index - 2).map(Self.isWord) ?? false)
        }
        if byte == UInt8(ascii: "-") { return self.byte(at: index - 2).map(Self.isDigit) ?? false }
        return !Self.isWord(byte) && !Self.nameSigns.contains(byte)
    }

    private mutating func isBorder(behind end: Int) -> Bool {
        guard let byte = byte(at: end) else { return true }
        if byte == UInt8(ascii: "-") { return self.byte(at: end + 1).map(Self.isDigit) ?? false }
        return !Self.isWord(byte) && !Self.nameSigns.contains(byte)
    }

    private static let nameSigns = Set("_@+".utf8)

    /// The addresses in a run of digits, dots and colons: one IPv6 address ([RFC
    /// 4291](https://www.rfc-editor.org/rfc/rfc4291#section-2.2)), or IPv4 addresses, possibly with ports.
    private mutating func hosts(in run: Range<Int>) -> [Host] {
        var trimmed = run
        while !trimmed.isEmpty, byte(at: trimmed.upperBound - 1) == UInt8(ascii: ".") {
            trimmed = trimmed.lowerBound..<trimmed.upperBound - 1
        }
        if isVersion6(trimmed) { return [Host(range: run, isVersion4: false)] }
        return parts(of: trimmed) { $0 == UInt8(ascii: ":") }.compactMap { part in
            version4(part).map { Host(range: part, isVersion4: true, isRound: $0[2] == 0 && $0[3] == 0) }
        }
    }

    /// The four numbers of an IPv4 address.
    private mutating func version4(_ range: Range<Int>) -> [Int]? {
        var host = range
        while !host.isEmpty, byte(at: host.upperBound - 1) == UInt8(ascii: ".") {
            host = host.lowerBound..<host.upperBound - 1
        }
        guard (7...15).contains(host.count) else { return nil }
        var numbers = [0], digits = 0
        for index in host {
            guard let byte = byte(at: index) else { return nil }
            if byte == UInt8(ascii: "."), digits > 0 {
                numbers.append(0)
                digits = 0
            } else if Self.isDigit(byte), digits < 3 {
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 0x30)
                digits += 1
            } else {
                return nil
            }
        }
        return numbers.count == 4 && digits > 0 && numbers.allSatisfy { $0 < 256 } ? numbers : nil
    }

    /// A run without digits is more likely to be a name in a program (`a::b`).
    private mutating func isVersion6(_ range: Range<Int>) -> Bool {
        guard (3...Self.maximumVersion6).contains(range.count) else { return false }
        let text = lowercased(range)
        guard text.utf8.contains(where: Self.isDigit), text.utf8.filter({ $0 == UInt8(ascii: ":") }).count >= 2 else {
            return false
        }
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    /// The maximum length of an IPv6 address (`INET6_ADDRSTRLEN` without the terminator).
    private static let maximumVersion6 = 45

    /// Whether the text contains only addresses, with their ports, masks, zones and schemes, and separators.
    private mutating func isNothing(but hosts: [Host]) -> Bool {
        var words = parts(of: all) { Self.listSigns.contains($0) }[...]
        for host in hosts {
            if let word = words.first, word.upperBound <= host.range.lowerBound { return false }
            while let word = words.first, word.lowerBound < host.range.upperBound { words = words.dropFirst() }
        }
        return words.isEmpty
    }

    private static let listSigns = Set(" ,;=\"'()<>|".utf8)

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return isDigit(byte) || (lower >= 0x61 && lower <= 0x66)
    }
}
