import CEpoll

/// The states of a descriptor that a watch waits for.
package struct Interest: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The descriptor is readable, or the peer has stopped sending.
    package static let read = Interest(rawValue: 1)
    /// The descriptor is writable.
    package static let write = Interest(rawValue: 2)
    /// Report each change once, instead of as long as the state lasts (EPOLLET). The handler must then read or write
    /// until EAGAIN.
    package static let edge = Interest(rawValue: 4)

    var mask: UInt32 {
        var mask: UInt32 = 0
        if contains(.read) { mask |= cepoll_in | cepoll_read_hang_up }
        if contains(.write) { mask |= cepoll_out }
        if contains(.edge) { mask |= cepoll_edge }
        return mask
    }
}
