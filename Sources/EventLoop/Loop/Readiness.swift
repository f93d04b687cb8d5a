import CEpoll

/// The states of a descriptor that an event reports.
package struct Readiness: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The descriptor is readable; set at the end of the stream and on errors too.
    package static let read = Readiness(rawValue: 1)
    /// The descriptor is writable; set on errors too.
    package static let write = Readiness(rawValue: 2)
    /// The peer has stopped sending (EPOLLRDHUP).
    package static let readHangUp = Readiness(rawValue: 4)
    /// The connection is closed in both directions, or broken (EPOLLHUP, EPOLLERR).
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
