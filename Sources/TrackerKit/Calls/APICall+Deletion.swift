package import HTTPKit
import HTTPTypes

extension APICall {
    /// Whether the object was already deleted by an earlier attempt whose response was lost, so that the tracker now
    /// reports it as missing. Without such an attempt, a missing object is ``TrackerError/notFound(what:)``.
    package func wasAlreadyDeleted(_ response: ClientResponse, _ error: TrackerError) -> Bool {
        guard method == .delete, response.followsLostReply, case .notFound = error else { return false }
        return true
    }
}
