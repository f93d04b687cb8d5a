import EventLoop
import HTTPKit

/// The source of a request's body on its connection. It can be read from any executor.
final class ConnectionBodySource: RequestBody.Source {
    private let connection: HTTPConnection
    private let serial: Int

    init(connection: HTTPConnection, serial: Int) {
        self.connection = connection
        self.serial = serial
    }

    func next() async throws -> [UInt8]? { try await next(isAuthenticated: false) }

    func next(isAuthenticated: Bool) async throws -> [UInt8]? {
        if connection.context.loop.isCurrent {
            return try await connection.nextPiece(serial: serial, isAuthenticated: isAuthenticated)
        }
        return try await withTaskExecutorPreference(connection.context.loop) {
            try await connection.nextPiece(serial: serial, isAuthenticated: isAuthenticated)
        }
    }
}
