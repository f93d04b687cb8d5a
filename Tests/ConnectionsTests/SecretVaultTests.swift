import Connections
import Models
import Primitives
import ServiceKit
import Testing
import TrackerKit

@Suite struct SecretVaultTests {
    private func key(_ id: String, _ byte: UInt8) throws -> SecretVault.Key {
        try #require(SecretVault.Key(id: id, bytes: Array(repeating: byte, count: SecretVault.keyLength)))
    }

    @Test func `a value encrypted for one row can be decrypted only for that row`() throws {
        let vault = SecretVault(current: try key("a", 1))
        let sealed = try vault.seal(Array("secret".utf8), for: "connection/1")
        #expect(try vault.open(sealed, for: "connection/1") == Array("secret".utf8))
        #expect(throws: SecretVault.Failure.notAuthentic) { try vault.open(sealed, for: "connection/2") }
    }

    @Test func `every changed bit is noticed`() throws {
        let vault = SecretVault(current: try key("a", 1))
        let sealed = try vault.seal(Array("secret".utf8), for: "row")
        for bit in 0..<sealed.bytes.count * 8 {
            var changed = sealed
            changed.bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: SecretVault.Failure.notAuthentic) { try vault.open(changed, for: "row") }
        }
    }

    @Test func `a former key opens, the current one seals, an unknown one is named`() throws {
        let old = SecretVault(current: try key("old", 1))
        let sealed = try old.seal([1, 2, 3], for: "row")
        let rotated = SecretVault(current: try key("new", 2), former: [try key("old", 1)])
        #expect(try rotated.open(sealed, for: "row") == [1, 2, 3])
        #expect(sealed.keyID == "old")
        #expect(try rotated.seal([1], for: "row").keyID == "new")
        #expect(throws: SecretVault.Failure.unknownKey("old")) {
            try SecretVault(current: try key("new", 2)).open(sealed, for: "row")
        }
    }

    @Test func `a key of another length is refused`() {
        #expect(SecretVault.Key(id: "a", bytes: Array(repeating: 0, count: 31)) == nil)
    }

    @Test func `a connection keeps its signing key when its credentials are replaced`() throws {
        let vault = SecretVault(current: try key("a", 1))
        var connection = Connection(
            id: Identifier(bits: 1), slug: "a", title: "a", tracker: TrackerKind(rawValue: "glitchtip"), baseURL: nil,
            at: Timestamp(seconds: 0))
        #expect(try vault.signingKey(of: connection) == nil)
        connection.credentials = try vault.reseal(.token("first"), of: connection)
        let made = try #require(try vault.signingKey(of: connection))
        #expect(made.count >= 40 && made != "first")
        connection.credentials = try vault.reseal(.token("second"), of: connection)
        #expect(try vault.signingKey(of: connection) == made)
        #expect(try vault.credentials(of: connection) == .token("second"))
        // As earlier versions encrypted it: they signed with the token.
        connection.credentials = try vault.seal(
            Array(#"{"type":"token","token":"old"}"#.utf8), for: "connection/\(connection.id)")
        #expect(try vault.signingKey(of: connection) == nil)
        connection.credentials = try vault.reseal(.token("new"), of: connection)
        #expect(try vault.signingKey(of: connection) == "old")
        #expect(try vault.credentials(of: connection) == .token("new"))
    }

    /// The JSON that versions without declared credentials encrypted, and the values that they read.
    private static let stored: [(json: String, credentials: TrackerCredentials)] = [
        (#"{"type":"token","token":"t","signing_key":"s"}"#, .token("t")),
        (
            #"{"type":"key_and_token","key":"k","token":"t","secret":null,"signing_key":"s"}"#,
            TrackerCredentials(kind: "key_and_token", ["key": "k", "token": "t"])
        ),
        (
            #"{"type":"key_and_token","key":"k","token":"t","secret":"c","signing_key":"s"}"#,
            TrackerCredentials(kind: "key_and_token", ["key": "k", "token": "t", "secret": "c"])
        ),
        (
            #"{"type":"github_app","app_id":"1","private_key":"p","installation_id":"2","signing_key":"s"}"#,
            TrackerCredentials(kind: "github_app", ["app_id": "1", "private_key": "p", "installation_id": "2"])
        ),
    ]

    @Test func `credentials that earlier versions encrypted can be read, and the new form by them`() throws {
        let vault = SecretVault(current: try key("a", 1))
        var connection = Connection(
            id: Identifier(bits: 1), slug: "a", title: "a", tracker: TrackerKind(rawValue: "trello"), baseURL: nil,
            at: Timestamp(seconds: 0))
        let row = "connection/\(connection.id)"
        for (json, credentials) in Self.stored {
            connection.credentials = try vault.seal(Array(json.utf8), for: row)
            #expect(try vault.credentials(of: connection) == credentials)
            let sealed = try #require(try vault.seal(credentials, of: connection.id, signingKey: "s"))
            let written = try JSON(parsing: try vault.open(sealed, for: row))
            let expected = try JSON(parsing: Array(json.replacing(#""secret":null,"#, with: "").utf8))
            #expect(written == expected)
        }
        connection.credentials = try vault.seal(Array(#"{"token":"t"}"#.utf8), for: row)
        #expect(throws: SecretVault.Failure.notAuthentic) { try vault.credentials(of: connection) }
    }

    @Test func `credentials round-trip, and show no secret when printed`() throws {
        let vault = SecretVault(current: try key("a", 1))
        var connection = Connection(
            id: Identifier(bits: 1), slug: "a", title: "a", tracker: TrackerKind(rawValue: "github"), baseURL: nil,
            at: Timestamp(seconds: 0))
        for credentials in [
            TrackerCredentials.none, .token("t0p"),
            TrackerCredentials(kind: "github_app", ["app_id": "1", "private_key": "k3y", "installation_id": "2"]),
        ] {
            connection.credentials = try vault.seal(credentials, of: connection.id)
            #expect(try vault.credentials(of: connection) == credentials)
            var dumped = ""
            dump(credentials, to: &dumped)
            #expect(!"\(credentials) \(String(reflecting: credentials)) \(dumped)".contains(/t0p|k3y/))
        }
    }
}
