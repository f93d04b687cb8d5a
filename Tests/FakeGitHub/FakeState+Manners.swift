import HTTPKit
import HTTPTypes
import Primitives

/// Authentication, rate limits and conditional requests.
extension FakeState {
    /// Authenticates the caller.
    mutating func authenticate(_ call: inout FakeCall) throws(FakeFailure) {
        guard let header = call.headers[.authorization] else { return }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, ["bearer", "token"].contains(parts[0].lowercased()) else { throw .badCredentials }
        let credential = String(parts[1])
        call.credential = credential
        if let id = tokens[credential] {
            call.account = accounts[id]
        } else if let token = installationTokens[credential] {
            guard token.expiresAt > call.now else { throw .badCredentials }
            call.installation = token.installation
            call.account = token.bot
        } else if !isAppToken(credential, call) {
            throw .badCredentials
        }
        try requireQuota(call)
    }

    private func requireQuota(_ call: FakeCall) throws(FakeFailure) {
        guard let usage = usage[call.credential], usage.used >= limit(call), call.now < usage.hourBegan + .seconds(3600)
        else { return }
        throw FakeFailure(
            status: 403, message: "API rate limit exceeded for user ID \(call.account?.id ?? 0).",
            documentation: "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api")
    }

    private func limit(_ call: FakeCall) -> Int { call.credential == "anonymous" ? min(hourlyLimit, 60) : hourlyLimit }

    /// Adds the `ETag`. Responds with 304 if it matches the caller's, which is not charged to an authenticated caller;
    /// charges other calls.
    mutating func finish(_ response: Response, _ call: FakeCall) -> Response {
        guard call.method == .get, response.status == .ok, case .bytes(let bytes) = response.body else {
            return charge(response, call)
        }
        var response = response
        let tag = "W/\"\(String(fingerprint(bytes), radix: 16))\""
        response.headers[.eTag] = tag
        response.headers[.cacheControl] = "private, max-age=60, s-maxage=60"
        guard call.headers[.ifNoneMatch] == tag else { return charge(response, call) }
        response.status = .notModified
        response.body = .empty
        response.headers[.contentType] = nil
        return call.account == nil ? charge(response, call) : withQuota(response, call)
    }

    /// Charges a call and adds the remaining calls to the response.
    mutating func charge(_ response: Response, _ call: FakeCall) -> Response {
        var present = usage[call.credential] ?? Usage(hourBegan: call.now)
        if call.now >= present.hourBegan + .seconds(3600) { present = Usage(hourBegan: call.now) }
        present.used = min(present.used + 1, limit(call))
        usage[call.credential] = present
        return withQuota(response, call)
    }

    private func withQuota(_ response: Response, _ call: FakeCall) -> Response {
        let present = usage[call.credential] ?? Usage(hourBegan: call.now)
        var response = response
        let resource = call.segments.first == "search" ? "search" : call.segments.last == "graphql" ? "graphql" : "core"
        response.headers[.rateLimit("Resource")] = resource
        response.headers[.rateLimit("Limit")] = String(limit(call))
        response.headers[.rateLimit("Used")] = String(present.used)
        response.headers[.rateLimit("Remaining")] = String(limit(call) - present.used)
        response.headers[.rateLimit("Reset")] = String((present.hourBegan + .seconds(3600)).seconds)
        return response
    }

    /// FNV-1a, 64 bits.
    private func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension HTTPField.Name {
    /// `X-RateLimit-…`.
    static func rateLimit(_ suffix: String) -> HTTPField.Name { HTTPField.Name("X-RateLimit-\(suffix)")! }
}
