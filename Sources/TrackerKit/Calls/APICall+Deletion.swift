package import HTTPKit
import HTTPTypes

extension APICall {
    /// Whether a deletion was done by an earlier attempt whose reply was lost: the thing was there, and is gone by it.
    /// Without such an attempt a thing that is not there is ``TrackerError/notFound(what:)``.
    package func wasDoneBefore(_ response: ClientResponse, _ error: TrackerError) -> Bool {
        guard method == .delete, response.followsLostReply, case .notFound = error else { return false }
        return true
    }
}
