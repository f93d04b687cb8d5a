import Models
@testable import ServiceKit
import Testing

struct PrincipalTests {
    @Test func `admin includes every scope, and no other scope includes another`() {
        for scope in Scope.allCases {
            let principal = Principal(kind: .token, id: "1", name: "t", scopes: [scope])
            for wanted in Scope.allCases { #expect(principal.allows(wanted) == (scope == .admin || scope == wanted)) }
        }
        #expect(!Principal(kind: .token, id: "1", name: "t", scopes: []).allows(.ticketsRead))
    }

    @Test func `channels are a restriction, and an empty list allows none`() {
        let free = Principal(kind: .client, id: "1", name: "c", scopes: [])
        #expect(free.mayUse(channel: "a"))
        let bound = Principal(kind: .client, id: "1", name: "c", scopes: [], channels: ["a"])
        #expect(bound.mayUse(channel: "a"))
        #expect(!bound.mayUse(channel: "b"))
        #expect(!Principal(kind: .client, id: "1", name: "c", scopes: [], channels: []).mayUse(channel: "a"))
    }

    @Test func `secrets are long, distinct, and identified by their hash`() {
        let secrets = (0..<1_000).map { _ in RandomSecret.apiToken().text }
        #expect(Set(secrets).count == 1_000)
        #expect(secrets.allSatisfy { $0.count == 47 && $0.hasPrefix("tgw_") })
        let secret = RandomSecret.apiToken()
        #expect(RandomSecret.matches(secret.text, hash: secret.hash))
        #expect(!RandomSecret.matches(secret.text + "x", hash: secret.hash))
        #expect(!RandomSecret.matches("", hash: []))
    }
}
