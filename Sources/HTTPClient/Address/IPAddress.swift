import Glibc

/// An IPv4 or IPv6 address.
package enum IPAddress: Sendable, Hashable {
    /// Four bytes, most significant first.
    case v4(UInt32)
    /// Sixteen bytes, most significant first, without a zone.
    case v6(UInt128)

    /// Parses the canonical forms only: four decimal numbers without leading zeros, or RFC 4291, section 2.2, without
    /// zone and brackets. nil for anything else (`127.1`, `0x7f.1`, `017.0.0.1`, `2130706433`).
    package init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self = .v6(withUnsafeBytes(of: six) { bytes in bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } })
    }

    /// Converts a socket address of `getaddrinfo`; nil for other address families.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let four = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            self = .v4(UInt32(bigEndian: four.sin_addr.s_addr))
        case AF_INET6:
            let six = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
            self = .v6(
                withUnsafeBytes(of: six.sin6_addr) { bytes in bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } })
        default:
            return nil
        }
    }

    /// The address as a number; an IPv4 address occupies the lowest 32 bits.
    var bits: UInt128 {
        switch self {
        case .v4(let value): UInt128(value)
        case .v6(let value): value
        }
    }

    /// The length in bits: 32 or 128.
    var width: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text, such as `192.0.2.1` or `2001:db8::1`.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch self {
        case .v4(let value):
            var address = in_addr(s_addr: value.bigEndian)
            inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
        case .v6(let value):
            var address = value.bigEndian
            inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
