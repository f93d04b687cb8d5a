package import HTTPClient
import HTTPKit
import ServiceKit

extension AddressGuard: AddressChecking {
    /// The reason why the URL must not be called, or nil. A name that does not resolve is accepted: it may resolve
    /// later, and each call is checked again.
    package func objection(to url: String) async -> String? {
        do {
            try await check(url)
            return nil
        } catch let error as TransportError where error.kind == .addressRefused || error.kind == .invalidURL {
            return error.detail.isEmpty ? "the address policy forbids it" : error.detail
        } catch {
            return nil
        }
    }
}
