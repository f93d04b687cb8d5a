import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Controls the fake over HTTP, for test programs in other languages: `POST /_fake/fault`, `/_fake/rename`,
/// `/_fake/issue`, `/_fake/clear`.
extension FakeGitHub {
    func control(_ call: FakeCall) -> Response {
        switch call.segments.dropFirst().first {
        case "fault": injectFault(call)
        case "rename": rename(call.body["from"]?.stringValue ?? "", to: call.body["to"]?.stringValue ?? "")
        case "issue": return .object(["number": .integer(addIssue(call))])
        case "clear": clearFaults()
        default: return FakeFailure.notFound.response(call)
        }
        return .noContent
    }

    private func addIssue(_ call: FakeCall) -> Int64 {
        addIssue(
            call.body["repository"]?.stringValue ?? "", title: call.body["title"]?.stringValue ?? "",
            body: call.body["body"]?.stringValue,
            author: call.body["author"]?.stringValue, isPullRequest: call.body["pull_request"]?.boolValue ?? false)
    }

    private func injectFault(_ call: FakeCall) {
        behaviour.inject(call.body) { name in
            switch name {
            case "primary_limit": .primaryLimit(resetsAt: call.now + .seconds(call.body["seconds"]?.integerValue ?? 60))
            case "secondary_limit": .secondaryLimit(retryAfter: call.body["seconds"]?.integerValue.map { Int($0) })
            default: nil
            }
        }
    }
}
