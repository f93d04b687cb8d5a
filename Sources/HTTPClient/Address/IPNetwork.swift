/// A block of addresses in CIDR notation (RFC 4632).
package struct IPNetwork: Sendable, Hashable {
    /// Its first address.
    package let base: IPAddress
    /// How many leading bits its addresses share: 0–32 or 0–128.
    package let prefix: Int

    /// Reads `10.0.0.0/8`, `fd00::/8`, or a single address. `nil` where the address is not canonical, the prefix is too
    /// long, or a bit after the prefix is set (`10.1.2.3/8` is more likely a slip than a meaning).
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

    /// Whether `address` lies in the block; never across families.
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
    /// `10.0.0.0/8`.
    package var description: String { "\(base)/\(prefix)" }
}
