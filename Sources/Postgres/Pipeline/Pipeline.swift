/// The state machine of a pipelined connection, without I/O: waiting statements, commands in flight, and prepared
/// statements.
///
/// Statements waiting when `flush` is called are sent together, followed by one Sync. The server treats them as one
/// implicit transaction, so the first error aborts all that follow it. Aborted repeatable statements are sent again;
/// since every round completes at least the failed one, this terminates.
///
/// `Token` identifies the waiting task; `Payload` is the server's result.
struct Pipeline<Token: PipelineToken, Payload> {
    typealias Query = PipelineQuery<Token>

    /// The result of a completed statement.
    struct Completion {
        let token: Token
        let result: Result<Payload, PostgresError>
    }

    /// A command that was sent and whose response is outstanding.
    enum Pending {
        case prepare(name: String, segments: [String])
        case execute(Query, name: String?)
        case deallocate
        case sync
    }

    /// How often a statement is repeated for reasons of its own. Being aborted by another's error is not limited.
    static var maximumRepetitions: Int { 1 }

    private let batchLimit: Int
    private let batchesInFlightLimit: Int
    var cache: StatementCache
    var waiting: [Query] = []
    var pending = Queue<Pending>()
    private(set) var batchesInFlight = 0
    /// The first error since the last Sync, which aborted the statements after it.
    private var batchFailure: ServerError?
    /// The error of the PREPARE directly before the next execution.
    private var preparationFailure: ServerError?
    private var swept: [Query] = []
    /// The single write that has succeeded except for its commit, which the server performs at the Sync. The server may
    /// report the statement before that, since it flushes its buffer on an immediate shutdown.
    private var uncommitted: (query: Query, payload: Payload)?
    /// Cancellation requests sent that have not cancelled a statement yet. They may cancel an unrelated one.
    var strayCancellations = 0

    /// - Parameters:
    ///   - batchLimit: the maximum number of statements under one Sync.
    ///   - batchesInFlightLimit: the maximum number of Syncs in flight; statements that arrive meanwhile accumulate.
    init(statements: Int, batchLimit: Int, batchesInFlightLimit: Int) {
        cache = StatementCache(capacity: statements)
        self.batchLimit = batchLimit
        self.batchesInFlightLimit = batchesInFlightLimit
    }

    /// Whether nothing is in flight.
    var isIdle: Bool { pending.isEmpty }

    /// Whether every command since the last Sync has been answered, so that the next response belongs to the Sync.
    var isAtSync: Bool {
        if case .sync? = pending.first { true } else { false }
    }

    /// Enqueues a statement for the next flush.
    mutating func submit(_ query: Query) {
        waiting.append(query)
    }

    /// Sends waiting statements as far as the limits allow, each batch followed by a Sync.
    mutating func flush(_ send: (PipelineCommand) -> Void) {
        while !waiting.isEmpty, batchesInFlight < batchesInFlightLimit {
            let batch = nextBatch()
            waiting.removeFirst(batch.count)
            for query in batch { start(query, send) }
            pending.append(.sync)
            batchesInFlight += 1
            send(.sync)
        }
    }

    /// A single write ends its batch, because its Sync commits it.
    private func nextBatch() -> ArraySlice<Query> {
        let batch = waiting.prefix(batchLimit)
        return batch.firstIndex { $0.policy == .once }.map { batch[...$0] } ?? batch
    }

    private mutating func start(_ query: Query, _ send: (PipelineCommand) -> Void) {
        guard query.isPrepared else {
            pending.append(.execute(query, name: nil))
            return send(.direct(query.sql))
        }
        let name = prepared(query.sql, send)
        pending.append(.execute(query, name: name))
        send(.execute(name: name, parameters: query.sql.parameters))
    }

    private mutating func prepared(_ sql: SQL, _ send: (PipelineCommand) -> Void) -> String {
        switch cache.lookup(sql.segments) {
        case .prepared(let name): return name
        case .missing(let name, let evicted):
            if let evicted {
                pending.append(.deallocate)
                send(.direct(SQL(unsafeSQL: "DEALLOCATE \(evicted)")))
            }
            pending.append(.prepare(name: name, segments: sql.segments))
            send(.prepare(name: name, text: sql.text))
            return name
        }
    }

    /// Processes the response to the oldest command and returns the statement that it completes, if any. Also nil for a
    /// response without a command.
    mutating func receive(_ event: PipelineEvent<Payload>) -> Completion? {
        guard let command = pending.popFirst() else { return nil }
        if case .failed(let error) = event, batchFailure == nil { batchFailure = error }
        switch command {
        case .prepare(let name, let segments): return prepareAnswered(event, name: name, segments: segments)
        case .execute(let query, let name): return executeAnswered(event, query: query, name: name)
        case .deallocate: return nil
        case .sync: return synced(event)
        }
    }

    private mutating func prepareAnswered(_ event: PipelineEvent<Payload>, name: String, segments: [String])
        -> Completion?
    {
        if case .done = event { return nil }
        cache.forget(segments, name: name)
        if case .failed(let error) = event { preparationFailure = error }
        return nil
    }

    private mutating func executeAnswered(_ event: PipelineEvent<Payload>, query: Query, name: String?)
        -> Completion?
    {
        defer { preparationFailure = nil }
        switch event {
        case .done(let payload) where query.policy == .once:
            uncommitted = (query, payload)
            return nil
        case .done(let payload): return Completion(token: query.token, result: .success(payload))
        case .failed(let error): return executeFailed(error, query: query, name: name)
        case .aborted, .synced:
            if let error = preparationFailure { return failure(query, error) }
            if query.policy == .repeatable, !query.token.isCancelled {
                swept.append(query)
                return nil
            }
            return batchFailure.map { failure(query, $0) } ?? lost(query, reason: "the server skipped the statement")
        }
    }

    private mutating func executeFailed(_ error: ServerError, query: Query, name: String?) -> Completion? {
        if error.requiresPreparation, let name { cache.forget(query.sql.segments, name: name) }
        guard mayRepeat(query, after: error) else { return failure(query, error) }
        var again = query
        again.repetitions += 1
        swept.append(again)
        return nil
    }

    /// A cancellation may hit the statement after the intended one. That statement is repeated.
    private mutating func mayRepeat(_ query: Query, after error: ServerError) -> Bool {
        let isStrayCancellation = error.sqlState == .queryCanceled && strayCancellations > 0
        if isStrayCancellation { strayCancellations -= 1 }
        guard !query.token.isCancelled, query.repetitions < Self.maximumRepetitions else { return false }
        return isStrayCancellation
            ? query.policy == .repeatable : error.requiresPreparation && query.policy != .inTransaction
    }

    private mutating func synced(_ event: PipelineEvent<Payload>) -> Completion? {
        defer { uncommitted = nil }
        batchesInFlight -= 1
        batchFailure = nil
        preparationFailure = nil
        if !swept.isEmpty {
            waiting.insert(contentsOf: swept, at: 0)
            swept.removeAll()
        }
        return uncommitted.map { write in
            if case .failed(let error) = event { return failure(write.query, error) }
            return Completion(token: write.query.token, result: .success(write.payload))
        }
    }

    private func failure(_ query: Query, _ error: ServerError) -> Completion {
        Completion(token: query.token, result: .failure(PostgresError(.server(error))))
    }

    private func lost(_ query: Query, reason: String) -> Completion {
        Completion(token: query.token, result: .failure(PostgresError(.connectionLost(reason: reason))))
    }
}

extension Pipeline {
    /// Handles the loss of the connection: reads that were not repeated before are enqueued again, and other statements
    /// in flight fail as lost. Statements that were not sent keep waiting.
    mutating func connectionLost(reason: String) -> [Completion] {
        var completions = uncommitted.map { [lost($0.query, reason: reason)] } ?? []
        var kept = swept
        while let command = pending.popFirst() {
            guard case .execute(var query, _) = command else { continue }
            if query.policy == .repeatable, query.repetitions < Self.maximumRepetitions {
                query.repetitions += 1
                kept.append(query)
            } else {
                completions.append(lost(query, reason: reason))
            }
        }
        reset()
        waiting.insert(contentsOf: kept, at: 0)
        return completions
    }

    /// Fails all statements that were not sent, for example when the server remains unavailable.
    mutating func failWaiting(_ error: PostgresError) -> [Completion] {
        defer { waiting.removeAll() }
        return waiting.map { Completion(token: $0.token, result: .failure(error)) }
    }

    /// Removes a statement that was not sent. false if it is not waiting.
    mutating func withdraw(_ token: Token) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.token === token }) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Whether the server is presumably executing this statement: it is the oldest without a response.
    func isExecuting(_ token: Token) -> Bool {
        for command in pending {
            if case .execute(let query, _) = command { return query.token === token }
        }
        return false
    }

    private mutating func reset() {
        cache.reset()
        swept.removeAll()
        uncommitted = nil
        batchesInFlight = 0
        batchFailure = nil
        preparationFailure = nil
        strayCancellations = 0
    }
}
