import Access
import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import Synchronization
import TestSupport
import Testing

struct IdempotencyServiceTests {
    private static let caller = Principal(
        kind: .token, id: "1", name: "t", scopes: [.ticketsRead, .ticketsWrite], channels: ["a", "b"])
    private let call = IdempotencyService.Call(
        caller: Self.caller, key: "k", method: .post, target: "/things", contentType: "application/json", body: [1])
    private let clock = ManualClock()

    private func service(
        _ database: PostgresClient, maximumLongBytes: Int = IdempotencyService.maximumLongBytes
    ) throws -> IdempotencyService {
        let key = try #require(SecretVault.Key(id: "k", bytes: Array(repeating: 1, count: SecretVault.keyLength)))
        return IdempotencyService(
            database: database, vault: SecretVault(current: key), maximumLongBytes: maximumLongBytes, clock: clock,
            identifiers: UUIDv7Source(), logger: TestServer.silentLogger
        )
    }

    /// A process that claimed the key and was killed.
    private func leaveBehind(_ database: PostgresClient) async throws {
        let claim = IdempotencyRepository.Claim(
            .init(principal: call.caller.key, key: call.key), fingerprint: call.fingerprint,
            owner: UUIDv7Source().next())
        let now = clock.now()
        #expect(
            try await IdempotencyRepository(database).take(
                claim, now: now, leaseUntil: now + .seconds(30), expiredBefore: now - .seconds(9)))
    }

    /// A response that is known to show no ticket.
    private static func showingNothing(_ response: Response) -> Response {
        var response = response
        response.mentions = []
        return response
    }

    private func isAnswered(_ outcome: IdempotencyService.Outcome) -> Bool {
        if case .answered = outcome { true } else { false }
    }

    @Test func `a key left by a killed process is free when its lease expires`() async throws {
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            try await leaveBehind(database)
            let refused = await #expect(throws: Failure.self) { try await service.respond(to: call) { .noContent } }
            #expect(refused?.code == .idempotencyInProgress)
            clock.advance(by: .seconds(31))
            #expect(isAnswered(try await service.respond(to: call) { .noContent }))
            #expect(!isAnswered(try await service.respond(to: call) { .noContent }))
        }
    }

    @Test func `a call that runs is not run twice because the clock was set forward`() async throws {
        for step in [Duration.seconds(3_600), .seconds(172_800)] {
            try await TestDatabase.withDatabase { database in
                let service = try service(database)
                let outcome = try await service.respond(to: call) {
                    clock.step(by: step)
                    try await service.deleteExpired()
                    let refused = await #expect(throws: Failure.self) {
                        try await service.respond(to: call) {
                            Issue.record("it runs twice")
                            return .noContent
                        }
                    }
                    #expect(refused?.code == .idempotencyInProgress)
                    return .noContent
                }
                #expect(isAnswered(outcome))
            }
        }
    }

    @Test func `such a key is still not free for another payload`() async throws {
        try await TestDatabase.withDatabase { database in
            try await leaveBehind(database)
            clock.advance(by: .seconds(31))
            let other = IdempotencyService.Call(
                caller: call.caller, key: call.key, method: .post, target: "/things", contentType: "application/json",
                body: [2])
            let service = try service(database)
            let refused = await #expect(throws: Failure.self) { try await service.respond(to: other) { .noContent } }
            #expect(refused?.code == .idempotencyKeyReused)
        }
    }

    @Test(arguments: [
        Failure.Code.internalError, .overloaded, .trackerError, .trackerForbidden, .rateLimited, .bodyTimeout,
    ])
    func `a response that a retry may improve is not stored`(code: Failure.Code) async throws {
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            _ = try await service.respond(to: call) {
                Problem(code).response(requestID: "r", timestamp: Timestamp(seconds: 0))
            }
            #expect(isAnswered(try await service.respond(to: call) { .noContent }))
        }
    }

    @Test func `a call that throws releases the key`() async throws {
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            await #expect(throws: CancellationError.self) {
                try await service.respond(to: call) { throw CancellationError() }
            }
            #expect(isAnswered(try await service.respond(to: call) { .noContent }))
        }
    }

    @Test func `status, fields and body round-trip, and are encrypted at rest`() async throws {
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            let body = Array("{\"secret\":\"canary\"}".utf8)
            _ = try await service.respond(to: call) {
                Self.showingNothing(
                    Response(status: .created, headers: [.location: "/things/1"], body: .bytes(body)))
            }
            guard case .replayed(let response) = try await service.respond(to: call, { .noContent }) else {
                Issue.record("it ran again")
                return
            }
            #expect(response.status == .created)
            #expect(response.headers[.location] == "/things/1")
            #expect(try await response.body.collect() == body)
            let stored: [UInt8] = try await database.run("SELECT response FROM idempotency_key")[0].decode("response")
            #expect(!String(decoding: stored, as: UTF8.self).contains("canary"))
        }
    }

    @Test func `responses are deleted after a day`() async throws {
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            _ = try await service.respond(to: call) { .noContent }
            clock.advance(by: .seconds(86_401))
            try await service.deleteExpired()
            #expect(try await database.run("SELECT 1 FROM idempotency_key").isEmpty)
        }
    }

    @Test func `a long error is stored in at most 4 KiB, and identifies the same problem`() async throws {
        let errors = (0..<100).map { FieldError(pointer: "/field\($0)", detail: String(repeating: "x", count: 200)) }
        let downstream = Failure.Upstream(tracker: "github", message: String(repeating: "y", count: 9_000))
        let problem = Problem(Failure(.invalidRequest, detail: "d", errors: errors, upstream: downstream), headers: [:])
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            _ = try await service.respond(to: call) {
                problem.response(requestID: "r", timestamp: Timestamp(seconds: 0))
            }
            guard case .replayed(let response) = try await service.respond(to: call, { .noContent }),
                case .bytes(let body) = response.body
            else {
                Issue.record("it was not given again")
                return
            }
            let json = try JSON(parsing: body)
            #expect(response.status == .unprocessableContent)
            #expect(body.count <= 4_096)
            #expect(json["code"] == "invalid_request")
            #expect(json["request_id"] == "r")
            #expect(json["downstream"] == nil)
            let kept = try #require(json["errors"]?.arrayValue)
            #expect(kept.count > 10)
            #expect(kept.map { $0["pointer"] } == kept.indices.map { .string("/field\($0)") })
            let stored = try await database.run("SELECT length(response) AS bytes FROM idempotency_key")
            #expect(try stored[0].decode("bytes", as: Int.self) < 5_000)
        }
    }

    @Test func `a caller's long responses are stored in full up to a total, and shortened beyond it`() async throws {
        try await TestDatabase.withDatabase { database in
            let service = try service(database, maximumLongBytes: 15_000)
            func send(_ number: Int, caller: String = "1", body length: Int = 6_000) async throws -> Response {
                let call = IdempotencyService.Call(
                    caller: Principal(kind: .token, id: caller, name: "t", scopes: [.ticketsRead]), key: "k\(number)",
                    method: .post, target: "/things", contentType: "application/json", body: [])
                let text = String(repeating: "x", count: length)
                let body: JSON = ["id": JSON(number), "key": "K", "body": .string(text), "none": .null]
                let outcome = try await service.respond(to: call) {
                    Self.showingNothing(
                        Response(
                            status: .created, headers: [.location: "/things/\(number)"], body: .bytes(body.serialized())
                        ))
                }
                return switch outcome {
                case .answered(let response), .replayed(let response): response
                }
            }
            for number in 1...3 { _ = try await send(number) }
            _ = try await send(4, body: 3_000)
            _ = try await send(5, caller: "2")
            func repeated(_ number: Int, caller: String = "1", body length: Int = 6_000) async throws -> JSON {
                let response = try await send(number, caller: caller, body: length)
                #expect(response.status == .created && response.headers[.location] == "/things/\(number)")
                return try JSON(parsing: try await response.body.collect())
            }
            for number in 1...2 { #expect(try await repeated(number)["body"]?.stringValue?.count == 6_000) }
            #expect(try await repeated(3) == ["id": 3, "key": "K", "none": .null])
            #expect(try await repeated(4, body: 3_000)["body"]?.stringValue?.count == 3_000)
            #expect(try await repeated(5, caller: "2")["body"]?.stringValue?.count == 6_000)
            // Expired responses no longer count.
            clock.advance(by: .seconds(86_401))
            _ = try await send(6)
            #expect(try await repeated(6)["body"]?.stringValue?.count == 6_000)
        }
    }

    private static let laterRights: [(scopes: Set<Scope>, channels: Set<String>?, code: String?)] = [
        ([.ticketsWrite], ["a", "b"], "missing_scope"), ([.ticketsRead, .ticketsWrite], ["a"], "forbidden"),
        ([.ticketsRead, .ticketsWrite], ["a", "b", "c"], nil), ([.admin], nil, nil),
    ]

    @Test(arguments: laterRights)
    func `a response is repeated to callers who still have the rights of the first request`(
        rights: (scopes: Set<Scope>, channels: Set<String>?, code: String?)
    ) async throws {
        let (scopes, channels, code) = rights
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            _ = try await service.respond(to: call) { Self.showingNothing(.json(Array("{}".utf8))) }
            var later = call
            later.caller = Principal(kind: .token, id: "1", name: "t", scopes: scopes, channels: channels)
            let repeated = later
            do {
                let outcome = try await service.respond(to: repeated) { .noContent }
                #expect(code == nil)
                #expect(!isAnswered(outcome))
            } catch let failure as Failure {
                #expect(failure.code.rawValue == code)
            }
        }
    }

    @Test func `a response that does not say what it shows is repeated only to callers who may see everything`()
        async throws
    {
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            for (scopes, isRepeated) in [([.ticketsRead], false), ([.ticketsRead, .ticketsConfidential], true)]
                as [([Scope], Bool)]
            {
                let call = IdempotencyService.Call(
                    caller: Principal(kind: .token, id: "\(isRepeated)", name: "t", scopes: Set(scopes)), key: "k",
                    method: .post, target: "/things", contentType: "application/json", body: [])
                _ = try await service.respond(to: call) { Response.json(Array("{}".utf8)) }
                if isRepeated {
                    #expect(!isAnswered(try await service.respond(to: call) { .noContent }))
                } else {
                    await #expect(throws: ServiceError.self) { try await service.respond(to: call) { .noContent } }
                }
            }
        }
    }

    @Test func `a response with a mention that this version does not know is repeated to nobody who may see less`()
        async throws
    {
        try await TestDatabase.withDatabase { database in
            let service = try service(database)
            _ = try await service.respond(to: call) {
                var response = Response.json(Array("{}".utf8))
                response.mentions = [Mention(type: "galaxy", name: ["1"])]
                return response
            }
            await #expect(throws: ServiceError.self) { try await service.respond(to: call) { .noContent } }
        }
    }
}
