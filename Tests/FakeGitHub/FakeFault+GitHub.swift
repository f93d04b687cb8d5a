package import FakeTrackerKit
import HTTPKit
import HTTPTypes
package import Primitives

/// Faults that are specific to GitHub.
extension FakeFault {
    /// The primary rate limit is exhausted until the given time.
    package static func primaryLimit(resetsAt reset: Timestamp) -> FakeFault {
        response { _ in
            var response = json("API rate limit exceeded for user ID 1.", limits)
            response.headers[.rateLimit("Resource")] = "core"
            response.headers[.rateLimit("Limit")] = "5000"
            response.headers[.rateLimit("Remaining")] = "0"
            response.headers[.rateLimit("Reset")] = String(reset.seconds)
            return response
        }
    }

    /// A secondary rate limit, with the seconds of a `Retry-After` or without one.
    package static func secondaryLimit(retryAfter wait: Int?) -> FakeFault {
        response { _ in
            let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
            var response = json(message, limits + "#about-secondary-rate-limits")
            if let wait { response.headers[.retryAfter] = String(wait) }
            response.headers[.rateLimit("Remaining")] = "4000"
            return response
        }
    }

    private static let limits = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"

    private static func json(_ message: String, _ documentation: String) -> Response {
        .object(["message": .string(message), "documentation_url": .string(documentation)], status: .forbidden)
    }
}
