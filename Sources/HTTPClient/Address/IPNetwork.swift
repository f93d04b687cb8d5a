/// A block of addresses in CIDR notation (RFC 4632).
package struct IPNetwork: Sendable, Hashable {
    /// The first address.
    package let base: IPAddress
    /// The number of leading bits that all addresses share: 0–32 or 0–128.
    package let prefix: Int

    /// Parses `10.0.0.0/8`, `fd00::/8`, or a single address. nil if the address is not canonical, the prefix is too
    /// long, or a bit after the prefix is set (`10.1.2.3/8` is probably a mistake).
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(String(first)) else { return nil }
        var prefix = base.width
        if parts.count == 2 {
            guard (1...3).contains(parts[1].count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let given = Int(parts[1]), given <= base.width
            else { return nil }
            prefix = given
        }
        self.base = base
        self.prefix = prefix
        guard base.bits & Self.hostMask(base.width, prefix) == 0 else { return nil }
    }

    /// Whether `address` is in the block; false if it belongs to the other address family.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.width == base.width else { return false }
        return (address.bits ^ base.bits) & ~Self.hostMask(base.width, prefix) == 0
    }

    private static func hostMask(_ width: Int, _ prefix: Int) -> UInt128 {
        let free = width - prefix
        return free == 128 ? .max : (UInt128(1) << UInt128(free)) - 1
    }
}

extension IPNetwork: CustomStringConvertible {
    /// CIDR notation, such as `10.0.0.0/8`.
    package var description: String { "\(base)/\(prefix)" }
}
