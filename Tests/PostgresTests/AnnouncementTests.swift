import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct AnnouncementTests {
    @Test func `listeners receive a transaction's notifications after its commit`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            try await client.run("CREATE TABLE news (id integer)")
            var stream = client.notifications(on: "job").makeAsyncIterator()
            #expect(await stream.next() == .reconnected)
            try await client.transaction { transaction in
                try await transaction.run("INSERT INTO news VALUES (1)")
                transaction.announce(on: "job")
                transaction.announce(on: "job")
            }
            #expect(await stream.next() == .message(""))
            #expect(try await client.run("SELECT FROM news").count == 1)
            try await client.run("SELECT pg_notify('job', 'end')")
            #expect(await stream.next() == .message("end"))
        }
    }

    @Test func `a rolled-back transaction sends no notifications`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            var stream = client.notifications(on: "job").makeAsyncIterator()
            #expect(await stream.next() == .reconnected)
            await #expect(throws: CancellationError.self) {
                try await client.transaction { transaction in
                    try await transaction.run("SELECT 1")
                    transaction.announce(on: "job")
                    throw CancellationError()
                }
            }
            try await client.run("SELECT pg_notify('job', 'end')")
            #expect(await stream.next() == .message("end"))
        }
    }

    @Test func `a client writing alongside another notifies immediately, and no notification is lost`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            var channels: [AsyncStream<Notification>.Iterator] = []
            for number in 0..<20 {
                var stream = client.notifications(on: "channel \(number)").makeAsyncIterator()
                #expect(await stream.next() == .reconnected)
                channels.append(stream)
            }
            let beside = client.beside(poolSize: 1)
            await withTaskGroup { group in
                for number in 0..<20 { group.addTask { beside.announce(on: "channel \(number)") } }
            }
            for number in channels.indices {
                var stream = channels[number]
                #expect(await stream.next() == .message(""))
            }
        }
    }
}
