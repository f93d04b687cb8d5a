import CEpoll

/// What a descriptor is ready for.
package struct Readiness: OptionSet, Sendable, Hashable {
    /// The bits.
    package let rawValue: UInt8

    /// Makes a set from bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There is something to read (the end of the stream, or an error, count as such).
    package static let read = Readiness(rawValue: 1)
    /// There is room to write (an error counts as such).
    package static let write = Readiness(rawValue: 2)
    /// The other side has stopped sending (EPOLLRDHUP).
    package static let readHangUp = Readiness(rawValue: 4)
    /// The connection is gone in both directions, or broken (EPOLLHUP, EPOLLERR).
    package static let hangUp = Readiness(rawValue: 8)

    init(mask: UInt32) {
        var set: Readiness = []
        if mask & cepoll_in != 0 { set.insert(.read) }
        if mask & cepoll_out != 0 { set.insert(.write) }
        if mask & cepoll_read_hang_up != 0 { set.formUnion([.read, .readHangUp]) }
        if mask & (cepoll_hang_up | cepoll_error) != 0 { set.formUnion([.read, .write, .hangUp]) }
        self = set
    }
}
