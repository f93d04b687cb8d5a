import Postgres
import ServiceLifecycle

/// Keeps the database connections open until every service that uses them has stopped.
struct DatabaseService: Service {
    let database: PostgresClient

    func run() async throws {
        database.start()
        try? await gracefulShutdown()
        await database.shutdown()
    }
}
