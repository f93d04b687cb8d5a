import Glibc

/// A file opened for reading: a regular file, or a pipe such as `/dev/stdin` or that of `<(…)`, whose size is not known
/// in advance.
struct OpenFile: ~Copyable {
    /// The maximum size of a file that a command reads, in bytes. The gateway accepts far smaller bodies; the limit
    /// stops reading devices that never end.
    static let maximumBytes = 64 << 20
    private static let chunk = 65_536

    private let descriptor: Int32
    /// Makes an error of a reason such as `cannot be read: Permission denied`.
    private let fault: (String) -> ClientFailure

    init(_ path: String, fault: @escaping (String) -> ClientFailure) throws {
        self.fault = fault
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("cannot be read: \(Self.error)") }
    }

    deinit { close(descriptor) }

    /// The file's type and permissions (`st_mode`).
    func mode() throws -> mode_t {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault("cannot be read: \(Self.error)") }
        return status.st_mode
    }

    /// Reads up to the end.
    /// - Throws: the fault if the file is longer than `maximum` bytes.
    func bytes(upTo maximum: Int = maximumBytes) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault("cannot be read: \(Self.error)") }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= maximum else { throw fault("is longer than \(maximum) bytes") }
        }
    }

    private static var error: String { String(cString: strerror(errno)) }
}
