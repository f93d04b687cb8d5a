import CryptoExtras
import FakeGitHub
import FakeTrackerKit
import HTTPKit
import JWTKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite struct GitHubAppTests {
    /// A new key for each test run.
    private static let key: _RSA.Signing.PrivateKey? = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    /// An adapter with App credentials. The fake verifies the App's tokens with the public key.
    private func app(_ fixture: GitHubFixture, pem: String) throws -> GitHubTracker {
        let publicPEM = try #require(Self.key).publicKey.pemRepresentation
        fixture.fake.addApp("4711", installation: "99", on: "acme") { Self.isSigned($0, publicPEM) }
        return try GitHubFixture.tracker(
            fixture.transport, clock: fixture.clock,
            credentials: .githubApp(appID: "4711", privateKey: pem, installationID: "99"))
    }

    /// Whether the token's RS256 signature over header and claims is valid (RFC 7515, section 5.2).
    private static func isSigned(_ token: String, _ publicPEM: String) -> Bool {
        let parts = token.split(separator: ".")
        guard parts.count == 3, let key = try? _RSA.Signing.PublicKey(pemRepresentation: publicPEM),
            let bytes = Base64URL.decoded(parts[2]),
            let header = Base64URL.decoded(parts[0]).flatMap({ try? JSON(parsing: $0) })
        else { return false }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: bytes)
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        return header["alg"] == "RS256" && key.isValidSignature(signature, for: signed, padding: .insecurePKCS1v1_5)
    }

    @Test func `keys are read in PKCS1 and in PKCS8`() async throws {
        let key = try #require(Self.key)
        for pem in [key.pemRepresentation, key.pkcs8PEMRepresentation] {
            #expect(pem.contains("BEGIN RSA PRIVATE KEY") || pem.contains("BEGIN PRIVATE KEY"))
            let fixture = try GitHubFixture()
            let tracker = try app(fixture, pem: pem)
            #expect(try await tracker.project("acme/tools").path == "acme/tools")
        }
        #expect(key.pemRepresentation != key.pkcs8PEMRepresentation)
    }

    @Test func `an App's token is backdated, short-lived, and in whole seconds`() async throws {
        let now = Timestamp(microseconds: 1_800_000_000_999_999)
        let token = try await AppKey(appID: "4711", pem: try #require(Self.key).pemRepresentation).token(at: now)
        let claims = try JSON(parsing: try #require(Base64URL.decoded(token.split(separator: ".")[1])))
        #expect(claims == ["iss": "4711", "iat": 1_799_999_940, "exp": 1_800_000_480])
    }

    @Test func `one installation token serves until shortly before its end`() async throws {
        let fixture = try GitHubFixture()
        let tracker = try app(fixture, pem: try #require(Self.key).pemRepresentation)
        for _ in 0..<3 { _ = try await tracker.project("acme/tools") }
        #expect(fixture.tokensFetched == 1)
        fixture.clock.advance(by: .seconds(3600) - InstallationTokenSource.renewalMargin - .seconds(1))
        _ = try await tracker.project("acme/tools")
        #expect(fixture.tokensFetched == 1)
        fixture.clock.advance(by: .seconds(2))
        _ = try await tracker.project("acme/tools")
        #expect(fixture.tokensFetched == 2)
    }

    @Test func `calls at the same time fetch one token`() async throws {
        let fixture = try GitHubFixture()
        let tracker = try app(fixture, pem: try #require(Self.key).pemRepresentation)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await tracker.project("acme/tools") } }
            try await group.waitForAll()
        }
        #expect(fixture.tokensFetched == 1)
    }

    @Test func `a token that was revoked early is replaced once`() async throws {
        let fixture = try GitHubFixture()
        let tracker = try app(fixture, pem: try #require(Self.key).pemRepresentation)
        _ = try await tracker.project("acme/tools")
        fixture.fake.revokeInstallationTokens()
        #expect(try await tracker.project("acme/tools").path == "acme/tools")
        #expect(fixture.tokensFetched == 2)
        fixture.fake.inject(.unauthorized, times: 2, path: "/repos/")
        await #expect { _ = try await tracker.project("acme/tools") } throws: {
            ($0 as? TrackerError)?.kindName == "unauthorized"
        }
    }

    @Test func `a failed fetch is tried again by the next call`() async throws {
        let fixture = try GitHubFixture()
        let tracker = try app(fixture, pem: try #require(Self.key).pemRepresentation)
        fixture.fake.inject(.badGateway, path: "access_tokens")
        await #expect { _ = try await tracker.project("acme/tools") } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
        _ = try await tracker.project("acme/tools")
    }

    @Test func `an installation lists its repositories, shows its permissions, and cannot subscribe`() async throws {
        let fixture = try GitHubFixture()
        let tracker = try app(fixture, pem: try #require(Self.key).pemRepresentation)
        #expect(try await tracker.projects(page: nil).items.map(\.path) == ["acme/tools"])
        let verification = try await tracker.verify()
        #expect(verification.account == nil)
        #expect(verification.scopes == ["issues:write", "metadata:read"])
        let ticket = try await tracker.createTicket(TicketDraft(title: "By the App"), in: fixture.project, marker: nil)
        #expect(ticket.author?.kind == .bot)
        await #expect {
            try await tracker.setSubscribed(true, to: ticket.key, in: fixture.project)
        } throws: { ($0 as? TrackerError)?.kindName == "capabilityMissing tickets.subscribe" }
    }

    @Test func `malformed credentials are reported by pointer, without their values`() throws {
        let driver = GitHubDriver()
        let pem = try #require(Self.key).pemRepresentation
        #expect(driver.declaration.problems(with: .token("ghp_abc")) == [])
        #expect(
            driver.declaration.problems(with: .githubApp(appID: "Iv1.abc", privateKey: pem, installationID: "99")) == []
        )
        #expect(driver.declaration.problems(with: .none).map(\.pointer) == [""])
        #expect(driver.declaration.problems(with: .token("two words")).map(\.pointer) == ["/token"])
        #expect(driver.declaration.problems(with: .token("line\r\nX-Evil: 1")).map(\.pointer) == ["/token"])
        let bad = driver.declaration.problems(with: .githubApp(appID: "", privateKey: "SECRET", installationID: "x"))
        #expect(bad.map(\.pointer) == ["/app_id", "/private_key", "/installation_id"])
        #expect(!"\(bad)".contains("SECRET"))
    }

    @Test func `a driver creates trackers from its credentials, and refuses a broken key`() throws {
        let fixture = try GitHubFixture()
        let context = TrackerContext(
            connectionID: "1", baseURL: "https://api.github.com",
            credentials: .githubApp(appID: "1", privateKey: "x", installationID: "2"),
            transport: fixture.transport, clock: fixture.clock)
        #expect { _ = try GitHubDriver().makeTracker(context) } throws: {
            ($0 as? TrackerError)?.kindName == "unauthorized"
        }
    }
}

extension GitHubFixture {
    /// The number of successful requests for installation tokens.
    fileprivate var tokensFetched: Int {
        fake.record.count { $0.target.hasSuffix("access_tokens") && $0.status == 201 }
    }
}

/// Base64url without padding (RFC 7515, appendix C).
enum Base64URL {
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var bytes: [UInt8] = []
        var bits = 0, count = 0
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return bytes
    }
}
