/// The state of one pipelined connection, without its I/O: what waits, what is under way, which statements are
/// prepared.
///
/// Statements that wait when `flush` is called go out together, ended by one Sync: one implicit transaction for the
/// server, so the first error aborts those behind it. Repeatable ones are sent again; each round settles at least the
/// one that failed, so that it ends.
///
/// `Token` is who waits, `Payload` what the server returned.
struct Pipeline<Token: PipelineToken, Payload> {
    typealias Query = PipelineQuery<Token>

    /// Somebody's statement is settled.
    struct Completion {
        let token: Token
        let result: Result<Payload, PostgresError>
    }

    /// A command that was sent and not answered.
    enum Pending {
        case prepare(name: String, segments: [String])
        case execute(Query, name: String?)
        case deallocate
        case sync
    }

    /// How often a statement is sent again for its own sake.
    static var maximumRepetitions: Int { 1 }

    private let batchLimit: Int
    private let batchesInFlightLimit: Int
    var cache: StatementCache
    var waiting: [Query] = []
    var pending = Queue<Pending>()
    private(set) var batchesInFlight = 0
    /// The first error since the last sync: what the aborted ones died of.
    private var batchFailure: ServerError?
    /// The error of the preparation just before the execution that comes next.
    private var preparationFailure: ServerError?
    private var swept: [Query] = []
    /// The single write that is done but for its commit, which the server makes at the Sync. It may have announced the
    /// statement before that: it empties its buffer on an immediate shutdown.
    private var uncommitted: (query: Query, payload: Payload)?
    /// Cancellation requests sent that have hit nobody yet; they may hit a bystander.
    var strayCancellations = 0

    /// - Parameters:
    ///   - batchLimit: the most statements under one Sync.
    ///   - batchesInFlightLimit: the most Syncs that are not answered; what comes meanwhile gathers for the next batch.
    init(statements: Int, batchLimit: Int, batchesInFlightLimit: Int) {
        cache = StatementCache(capacity: statements)
        self.batchLimit = batchLimit
        self.batchesInFlightLimit = batchesInFlightLimit
    }

    /// Whether nothing is under way.
    var isIdle: Bool { pending.isEmpty }

    /// Whether everything since the last Sync is answered, and its own answer comes next.
    var isAtSync: Bool {
        if case .sync? = pending.first { true } else { false }
    }

    /// Queues a statement for the next flush.
    mutating func submit(_ query: Query) {
        waiting.append(query)
    }

    /// Sends what waits, as far as the limits allow, each batch ended by a Sync.
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

    /// A single write ends its batch: it is its Sync that commits it.
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

    /// Takes the answer to the oldest command; returns whom it settles. nil also for an answer that nothing asked for.
    mutating func receive(_ event: PipelineEvent<Payload>) -> Completion? {
        guard let command = pending.popFirst() else { return nil }
        if case .failed(let error) = event, batchFailure == nil { batchFailure = error }
        switch command {
        case .prepare(let name, let segments): return prepareAnswered(event, name, segments)
        case .execute(let query, let name): return executeAnswered(event, query, name)
        case .deallocate: return nil
        case .sync: return synced(event)
        }
    }

    private mutating func prepareAnswered(_ event: PipelineEvent<Payload>, _ name: String, _ segments: [String])
        -> Completion?
    {
        if case .done = event { return nil }
        cache.forget(segments, name: name)
        if case .failed(let error) = event { preparationFailure = error }
        return nil
    }

    private mutating func executeAnswered(_ event: PipelineEvent<Payload>, _ query: Query, _ name: String?)
        -> Completion?
    {
        defer { preparationFailure = nil }
        switch event {
        case .done(let payload) where query.policy == .once:
            uncommitted = (query, payload)
            return nil
        case .done(let payload): return Completion(token: query.token, result: .success(payload))
        case .failed(let error): return executeFailed(error, query, name)
        case .aborted, .synced:
            if let error = preparationFailure { return failure(query, error) }
            if query.policy == .repeatable, !query.token.isCancelled {
                swept.append(query)
                return nil
            }
            return batchFailure.map { failure(query, $0) } ?? lost(query, reason: "the server skipped the statement")
        }
    }

    private mutating func executeFailed(_ error: ServerError, _ query: Query, _ name: String?) -> Completion? {
        if error.asksForPreparation, let name { cache.forget(query.sql.segments, name: name) }
        guard mayRepeat(query, after: error) else { return failure(query, error) }
        var again = query
        again.repetitions += 1
        swept.append(again)
        return nil
    }

    /// A cancellation may hit the statement after the one that it was meant for: that one is a bystander and is run
    /// again.
    private mutating func mayRepeat(_ query: Query, after error: ServerError) -> Bool {
        let isBystander = error.sqlState == .queryCanceled && strayCancellations > 0
        if isBystander { strayCancellations -= 1 }
        guard !query.token.isCancelled, query.repetitions < Self.maximumRepetitions else { return false }
        return isBystander ? query.policy == .repeatable : error.asksForPreparation && query.policy != .inTransaction
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
    /// The connection is gone: reads wait for the next one, if they were not repeated before; whatever else was under
    /// way is settled as lost. What was not sent goes on waiting.
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

    /// Gives up everything that is not sent, as when the server stays away.
    mutating func failWaiting(_ error: PostgresError) -> [Completion] {
        defer { waiting.removeAll() }
        return waiting.map { Completion(token: $0.token, result: .failure(error)) }
    }

    /// Takes a statement out before it is sent; false when it is not among the waiting.
    mutating func withdraw(_ token: Token) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.token === token }) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Whether the server works on this one's statement now, as far as one can tell from here: it is the oldest without
    /// an answer.
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
