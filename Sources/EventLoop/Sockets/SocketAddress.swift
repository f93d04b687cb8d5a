import CEpoll
import Glibc

/// The address of a socket: an IPv4 or IPv6 address and a port.
package struct SocketAddress: Sendable, CustomStringConvertible {
    var storage: sockaddr_storage
    var length: socklen_t

    init(storage: sockaddr_storage, length: socklen_t) {
        self.storage = storage
        self.length = length
    }

    /// Resolves a host to its first address, for listening. Blocks while a name is resolved.
    /// - Throws: `SystemError` of `getaddrinfo` if the host has no address.
    package static func resolve(host: String, port: Int) throws(SystemError) -> SocketAddress {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else {
            throw SystemError("getaddrinfo", code: EADDRNOTAVAIL)
        }
        defer { freeaddrinfo(found) }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(
                from: UnsafeRawBufferPointer(start: found.pointee.ai_addr, count: Int(found.pointee.ai_addrlen)))
        }
        return SocketAddress(storage: storage, length: found.pointee.ai_addrlen)
    }

    /// The address that a socket is bound to.
    static func local(of descriptor: CInt) throws(SystemError) -> SocketAddress {
        var address = SocketAddress(storage: sockaddr_storage(), length: socklen_t(MemoryLayout<sockaddr_storage>.size))
        let status = address.withMutablePointer { getsockname(descriptor, $0, $1) }
        if status < 0 { throw SystemError("getsockname") }
        return address
    }

    var family: CInt { CInt(storage.ss_family) }

    /// The numeric address without the port, such as `127.0.0.1` or `::1`; an IPv4-mapped IPv6 address is formatted as
    /// IPv4.
    package var host: String {
        let text = numericName(NI_NUMERICHOST)
        return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst("::ffff:".count)) : text
    }

    package var port: Int {
        withUnsafeBytes(of: storage) { bytes in
            // Both families store the port in network byte order after the two bytes of the family.
            Int(bytes[2]) << 8 | Int(bytes[3])
        }
    }

    /// The address and port, such as `127.0.0.1:3000` or `[::1]:3000`.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private func numericName(_ flags: CInt) -> String {
        var copy = self
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
            let status = copy.withMutablePointer { address, length in
                getnameinfo(address, length.pointee, buffer.baseAddress, socklen_t(buffer.count), nil, 0, flags)
            }
            return status == 0 ? String(cString: buffer.baseAddress!) : "unknown"
        }
    }

    mutating func withMutablePointer<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
    }
}
