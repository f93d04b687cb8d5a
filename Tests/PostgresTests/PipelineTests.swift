import Testing

@testable import Postgres

/// Tests the state machine with scripted server responses.
@Suite struct PipelineTests {
    final class Caller: PipelineToken {
        let name: String
        var isCancelled = false
        init(_ name: String) { self.name = name }
    }

    private var pipeline = Pipeline<Caller, String>(statements: 2, batchLimit: 10, batchesInFlightLimit: 1)

    @Test mutating func `pending statements share one Sync, and each new text is prepared once`() {
        submit("a", "SELECT 1")
        submit("b", "SELECT 1")
        submit("c", "SELECT 2")
        #expect(flush() == ["prepare s1", "execute s1", "execute s1", "prepare s2", "execute s2", "sync"])
        #expect(answer(.done(""), .done("A"), .done("B"), .done(""), .done("C"), .synced) == ["a=A", "b=B", "c=C"])
        #expect(pipeline.isIdle)
        submit("d", "SELECT 2")
        #expect(flush() == ["execute s2", "sync"])
    }

    @Test mutating func `while a batch is written the next one is collected`() {
        submit("a", "SELECT 1")
        _ = flush()
        submit("b", "SELECT 1")
        submit("c", "SELECT 1")
        #expect(flush().isEmpty)
        _ = answer(.done(""), .done("A"), .synced)
        #expect(flush() == ["execute s1", "execute s1", "sync"])
    }

    @Test mutating func `statements lost with an error are sent again in order`() {
        for name in ["a", "b", "c", "d"] { submit(name, "SELECT 1") }
        _ = flush()
        #expect(
            answer(.done(""), .done("A"), .failed(error("22012")), .aborted, .aborted, .synced) == ["a=A", "b!22012"])
        submit("e", "SELECT 1")
        #expect(flush() == ["execute s1", "execute s1", "execute s1", "sync"])
        #expect(answer(.done("C"), .done("D"), .done("E"), .synced) == ["c=C", "d=D", "e=E"])
    }

    @Test mutating func `a statement that can't be prepared fails, and those after it are sent again`() {
        submit("a", "SELEC 1")
        submit("b", "SELECT 1")
        submit("c", "SELEC 1")
        _ = flush()
        #expect(answer(.failed(error("42601")), .aborted, .aborted, .aborted, .aborted, .synced) == ["a!42601"])
        #expect(flush() == ["prepare s3", "execute s3", "prepare s4", "execute s4", "sync"])
        #expect(answer(.done(""), .done("B"), .failed(error("42601")), .aborted, .synced) == ["b=B", "c!42601"])
    }

    @Test mutating func `a stale plan is prepared again once`() {
        submit("a", "SELECT *", policy: .once)
        _ = flush()
        _ = answer(.done(""), .done("A"), .synced)
        submit("b", "SELECT *", policy: .once)
        _ = flush()
        #expect(answer(.failed(staleplan), .synced).isEmpty)
        #expect(flush() == ["prepare s2", "execute s2", "sync"])
        #expect(answer(.done(""), .failed(staleplan), .synced) == ["b!0A000"])
    }

    @Test mutating func `a statement of a transaction is never sent again alone`() {
        submit("begin", "BEGIN", policy: .inTransaction)
        submit("a", "SELECT *", policy: .inTransaction)
        _ = flush()
        #expect(answer(.done(""), .failed(error("57P05")), .aborted, .aborted, .synced) == ["begin!57P05", "a!57P05"])
        submit("b", "SELECT *", policy: .inTransaction)
        _ = flush()
        #expect(answer(.done(""), .failed(staleplan), .synced) == ["b!0A000"])
    }

    @Test mutating func `a full cache evicts the oldest statement`() {
        for (name, text) in [("a", "SELECT 1"), ("b", "SELECT 2"), ("c", "SELECT 1"), ("d", "SELECT 3")] {
            submit(name, text)
        }
        let sent = flush()
        #expect(sent.suffix(4) == ["direct DEALLOCATE s2", "prepare s3", "execute s3", "sync"])
    }

    @Test mutating func `a lost connection loses writes too, and reads only the second time`() {
        submit("read", "SELECT 1")
        submit("write", "INSERT", policy: .once)
        _ = flush()
        submit("unsent", "INSERT", policy: .once)
        #expect(deliver(pipeline.connectionLost(reason: "gone")) == ["write?gone"])
        #expect(flush() == ["prepare s3", "execute s3", "prepare s4", "execute s4", "sync"])
        #expect(deliver(pipeline.connectionLost(reason: "again")).sorted() == ["read?again", "unsent?again"])
        #expect(flush().isEmpty)
    }

    @Test mutating func `a single write is committed only when its Sync is answered`() {
        submit("a", "INSERT", policy: .once)
        submit("b", "INSERT", policy: .once)
        #expect(flush() == ["prepare s1", "execute s1", "sync"])
        #expect(answer(.done(""), .done("A")).isEmpty)
        #expect(answer(.synced) == ["a=A"])
        #expect(flush() == ["execute s1", "sync"])
        #expect(answer(.done("B"), .failed(error("23503"))) == ["b!23503"])
    }

    @Test mutating func `a server's shutdown message about a write before its commit is not trusted`() {
        submit("a", "INSERT", policy: .once)
        _ = flush()
        #expect(answer(.done(""), .done("A")).isEmpty)
        #expect(deliver(pipeline.connectionLost(reason: "gone")) == ["a?gone"])
        #expect(flush().isEmpty)
    }

    @Test mutating func `a statement cancelled by mistake is run again`() {
        let slow = submit("slow", "SELECT slow")
        submit("quick", "SELECT 1")
        _ = flush()
        #expect(pipeline.isExecuting(slow))
        slow.isCancelled = true
        pipeline.strayCancellations = 1
        #expect(answer(.done(""), .done("S"), .done(""), .failed(error("57014")), .synced) == ["slow=S"])
        #expect(flush() == ["execute s2", "sync"])
        #expect(answer(.failed(error("57014")), .synced) == ["quick!57014"])
    }

    @Test mutating func `a waiting statement can be withdrawn`() {
        let caller = submit("a", "SELECT 1")
        check(pipeline.withdraw(caller), true)
        check(pipeline.withdraw(caller), false)
        #expect(flush().isEmpty)
    }

    // MARK: The script

    private var staleplan: ServerError {
        ServerError(sqlState: .featureNotSupported, message: "", routine: "RevalidateCachedQuery")
    }

    private func error(_ state: String) -> ServerError { ServerError(sqlState: SQLState(rawValue: state), message: "") }

    @discardableResult
    private mutating func submit(_ name: String, _ sql: String, policy: PipelineQuery<Caller>.Policy = .repeatable)
        -> Caller
    {
        let caller = Caller(name)
        pipeline.submit(PipelineQuery(token: caller, sql: SQL(unsafeSQL: sql), policy: policy))
        return caller
    }

    private mutating func flush() -> [String] {
        var sent: [String] = []
        pipeline.flush { command in
            switch command {
            case .prepare(let name, _): sent.append("prepare \(name)")
            case .execute(let name, _): sent.append("execute \(name)")
            case .direct(let sql): sent.append("direct \(sql)")
            case .sync: sent.append("sync")
            }
        }
        return sent
    }

    private mutating func answer(_ events: PipelineEvent<String>...) -> [String] {
        deliver(events.compactMap { pipeline.receive($0) })
    }

    private func deliver(_ completions: [Pipeline<Caller, String>.Completion]) -> [String] {
        completions.map { completion in
            switch completion.result {
            case .success(let text): "\(completion.token.name)=\(text)"
            case .failure(let error):
                if case .connectionLost(let reason) = error.kind {
                    "\(completion.token.name)?\(reason)"
                } else {
                    "\(completion.token.name)!\(error.sqlState?.rawValue ?? "?")"
                }
            }
        }
    }
}
