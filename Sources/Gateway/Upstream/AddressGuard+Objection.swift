package import HTTPClient
import HTTPKit
import ServiceKit

extension AddressGuard: AddressChecking {
    /// Why the URL may not be called. A name that has no address at present is no objection: it may have one later, and
    /// each call is checked anew.
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
