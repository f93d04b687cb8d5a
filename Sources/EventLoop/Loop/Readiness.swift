import CEpoll

/// What a descriptor is ready for.
public struct Readiness: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8

    /// Makes a set from bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There is something to read (the end of the stream, or an error, count as such).
    public static let read = Readiness(rawValue: 1)
    /// There is room to write (an error counts as such).
    public static let write = Readiness(rawValue: 2)
    /// The other side has stopped sending (EPOLLRDHUP).
    public static let readHangUp = Readiness(rawValue: 4)
    /// The connection is gone in both directions, or broken (EPOLLHUP, EPOLLERR).
    public static let hangUp = Readiness(rawValue: 8)

    init(mask: UInt32) {
        var set: Readiness = []
        if mask & cepoll_in != 0 { set.insert(.read) }
        if mask & cepoll_out != 0 { set.insert(.write) }
        if mask & cepoll_read_hang_up != 0 { set.formUnion([.read, .readHangUp]) }
        if mask & (cepoll_hang_up | cepoll_error) != 0 { set.formUnion([.read, .write, .hangUp]) }
        self = set
    }
}
