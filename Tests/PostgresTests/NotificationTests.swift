import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct NotificationTests {
    @Test func `a listener of a channel gets its notifications, and no others`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            var first = client.notifications(on: "Job ready").makeAsyncIterator()
            var second = client.notifications(on: "Job ready").makeAsyncIterator()
            var other = client.notifications(on: "other").makeAsyncIterator()
            #expect(await first.next() == .reconnected)
            #expect(await second.next() == .reconnected)
            #expect(await other.next() == .reconnected)
            try await client.run("SELECT pg_notify('Job ready', \("42"))")
            try await client.run("SELECT pg_notify('other', \("43"))")
            #expect(await first.next() == .message("42"))
            #expect(await second.next() == .message("42"))
            #expect(await other.next() == .message("43"))
        }
    }

    @Test func `listening continues after a lost connection, which is reported`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            var stream = client.notifications(on: "job").makeAsyncIterator()
            #expect(await stream.next() == .reconnected)
            try await client.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            #expect(await stream.next() == .reconnected)
            try await client.run("SELECT pg_notify('job', 'again')")
            #expect(await stream.next() == .message("again"))
        }
    }

    @Test func `a stream that is dropped ends its channel at the server`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            do {
                var stream = client.notifications(on: "job").makeAsyncIterator()
                #expect(await stream.next() == .reconnected)
            }
            try await until {
                let sql: SQL =
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = 'UNLISTEN \"job\"'"
                return try await client.run(sql).count == 1
            }
        }
    }

    @Test func `streams end when the client is shut down`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            var stream = client.notifications(on: "job").makeAsyncIterator()
            #expect(await stream.next() == .reconnected)
            await client.shutdown()
            #expect(await stream.next() == nil)
            var late = client.notifications(on: "job").makeAsyncIterator()
            #expect(await late.next() == nil)
        }
    }
}
