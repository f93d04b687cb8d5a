import Testing

@testable import Postgres

@Suite struct PoolStateTests {
    final class Connection {}

    private var pool = PoolState<Connection, String>(limit: 2)

    @Test mutating func `connections are opened as they are wanted, up to the limit`() {
        check(pool.shouldOpen(), false)
        for name in ["a", "b", "c"] { _ = pool.wait(name) }
        check(pool.shouldOpen(), true)
        check(pool.shouldOpen(), true)
        check(pool.shouldOpen(), false)
    }

    @Test mutating func `waiting callers are served in turn`() {
        for name in ["a", "b"] { _ = pool.wait(name) }
        _ = pool.shouldOpen()
        let connection = Connection()
        check(pool.opened(connection), "a")
        check(pool.release(connection), "b")
        check(pool.release(connection), nil)
        #expect(pool.idleCount == 1)
        check(pool.take { _ in false } === connection, true)
        check(pool.take { _ in true } == nil, true)
    }

    @Test mutating func `a task that starts to wait gets connections that were returned in the meantime`() {
        let connection = opened()
        check(pool.take { _ in true } == nil, true)
        check(pool.release(connection), nil)
        guard case .served(let served) = pool.wait("a") else { return check("queued", "served") }
        check(served === connection, true)
        #expect(pool.waiting == 0 && pool.leased == 1)
        check(pool.release(served), nil)
    }

    @Test mutating func `nobody overtakes a waiting caller`() {
        let connection = opened()
        _ = pool.wait("a")
        check(pool.release(connection), "a")
        check(pool.take { _ in true } == nil, true)
    }

    @Test mutating func `a preferred connection is used before the last used`() {
        let (first, second) = (opened(), opened())
        _ = pool.release(first)
        _ = pool.release(second)
        check(pool.take { $0 === first } === first, true)
        check(pool.take { $0 === first } === second, true)
    }

    @Test mutating func `a waiter that gave up is not served`() {
        guard case .queued(let id) = pool.wait("a") else { return check("served", "queued") }
        check(pool.withdraw(id), "a")
        check(pool.withdraw(id), nil)
        _ = pool.wait("b")
        _ = pool.shouldOpen()
        #expect(pool.opened(Connection()) == "b")
    }

    @Test mutating func `a broken or unopened connection makes room for another`() {
        let connection = opened()
        _ = pool.release(connection)
        pool.dropIdle(connection)
        #expect(pool.total == 0)
        _ = pool.wait("a")
        check(pool.shouldOpen(), true)
        pool.openingFailed()
        check(pool.shouldOpen(), true)
    }

    private mutating func opened() -> Connection {
        let connection = Connection()
        _ = pool.wait("opener")
        _ = pool.shouldOpen()
        _ = pool.opened(connection)
        return connection
    }
}
