import EventLoop
import Glibc
import Synchronization

/// Two connected sockets, which are closed on deinitialisation.
final class SocketPair: Sendable {
    let near: CInt
    let far: CInt
    private let isFarClosed = Atomic(false)

    init() throws {
        var descriptors: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &descriptors) == 0 else {
            throw SystemError("socketpair")
        }
        near = descriptors[0]
        far = descriptors[1]
    }

    deinit {
        close(near)
        closeFar()
    }

    func writeFar() {
        _ = write(far, "x", 1)
    }

    func closeFar() {
        if !isFarClosed.exchange(true, ordering: .relaxed) { close(far) }
    }
}
