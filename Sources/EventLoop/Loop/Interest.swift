import CEpoll

/// What a watch waits for.
package struct Interest: OptionSet, Sendable, Hashable {
    /// The bits.
    package let rawValue: UInt8

    /// Makes a set from bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The descriptor can be read, or the other side has stopped sending.
    package static let read = Interest(rawValue: 1)
    /// The descriptor can be written.
    package static let write = Interest(rawValue: 2)
    /// Tell each change once, not as long as the state lasts (EPOLLET): then read or write until EAGAIN.
    package static let edge = Interest(rawValue: 4)

    var mask: UInt32 {
        var mask: UInt32 = 0
        if contains(.read) { mask |= cepoll_in | cepoll_read_hang_up }
        if contains(.write) { mask |= cepoll_out }
        if contains(.edge) { mask |= cepoll_edge }
        return mask
    }
}
