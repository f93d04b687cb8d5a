import Crypto
import Foundation
import Primitives
import RawServerSupport
import Synchronization
import Testing

/// Another service to which the gateway sends webhooks: it checks their signatures and recognises
/// repeats.
final class Receiver: Sendable {
    private struct State {
        var secrets: [String: String] = [:]
        var replies = 0
        var lost: Set<Int> = []
    }

    private let state = Mutex(State())
    private let server: Mutex<RawServer?> = Mutex(nil)

    init() throws {
        let made = try RawServer { [weak self] connection, _ in
            // The connection is closed without a response.
            self?.loses() == true ? false : connection.answer(204)
        }
        server.withLock { $0 = made }
    }

    private func loses() -> Bool {
        state.withLock { state in
            state.replies += 1
            return state.lost.contains(state.replies)
        }
    }

    /// Accepts the next webhook, and loses the response.
    func loseNextReply() { state.withLock { _ = $0.lost.insert($0.replies + 1) } }

    /// The number of lost responses.
    var lostReplies: Int { state.withLock { state in state.lost.count { $0 <= state.replies } } }

    /// The secret of a subscription.
    func expect(_ subscription: String, signedBy secret: String) {
        state.withLock { $0.secrets[subscription] = secret }
    }

    /// The subscriptions that are expected to send something.
    var subscriptions: [String] { state.withLock { $0.secrets.keys.sorted() } }

    /// The URL of a subscription.
    func url(_ subscription: String) -> String { server.withLock { $0?.url("/\(subscription)") } ?? "" }

    /// The requests that a subscription has sent.
    struct Mail: Sendable {
        /// The number of deliveries, including repeats.
        var count = 0
        /// Each message once, in the order of arrival.
        var messages: [JSON] = []
    }

    /// The requests that a subscription has sent so far. All are signed, and a repeat has the same bytes.
    func mail(_ subscription: String) throws -> Mail {
        let secret = try #require(state.withLock { $0.secrets[subscription] })
        var mail = Mail()
        var bodies: [String: [UInt8]] = [:]
        for request in server.withLock({ $0?.requests ?? [] }) where request.target == "/\(subscription)" {
            let id = try #require(request.fields["webhook-id"])
            #expect(request.isSigned(by: secret), "\(subscription): \(id)")
            mail.count += 1
            if bodies[id] == nil { mail.messages.append(try JSON(parsing: request.body)) }
            #expect(bodies[id, default: request.body] == request.body, "another body under \(id)")
            bodies[id] = request.body
        }
        return mail
    }
}

extension ReceivedRequest {
    /// Whether one of its signatures was created with a secret (Standard Webhooks 1.0.0, "Verifying webhook
    /// authenticity").
    fileprivate func isSigned(by secret: String) -> Bool {
        guard let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count))), let id = fields["webhook-id"],
            let timestamp = fields["webhook-timestamp"], let signatures = fields["webhook-signature"]
        else { return false }
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: key))
        return signatures.split(separator: " ").contains { $0 == "v1,\(Data(code).base64EncodedString())" }
    }
}
