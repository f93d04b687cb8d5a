import EventLoop
import HTTPKit

/// Reads the body of a request from its connection, from whatever executor the handler is on.
final class ConnectionBodySource: RequestBody.Source {
    private let connection: HTTPConnection
    private let serial: Int

    init(connection: HTTPConnection, serial: Int) {
        self.connection = connection
        self.serial = serial
    }

    func next() async throws -> [UInt8]? {
        if connection.context.loop.isCurrent { return try await connection.nextPiece(serial: serial) }
        return try await withTaskExecutorPreference(connection.context.loop) {
            try await connection.nextPiece(serial: serial)
        }
    }
}
