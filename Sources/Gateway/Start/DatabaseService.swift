import Postgres
import ServiceLifecycle

/// Keeps the connections to the database from the start until everything that uses them has stopped.
struct DatabaseService: Service {
    let database: PostgresClient

    func run() async throws {
        database.start()
        try? await gracefulShutdown()
        await database.shutdown()
    }
}
