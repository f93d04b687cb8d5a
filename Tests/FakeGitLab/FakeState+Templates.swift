import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Issue templates in the format of the [project templates API](https://docs.gitlab.com/api/project_templates/).
extension FakeState {
    func listIssueTemplates(_ call: FakeCall) throws(FakeFailure) -> Response {
        let names = try project(call).issueTemplates.keys.sorted()
        return try page(of: names, call) { ["key": .string($0), "name": .string($0)] }
    }

    func getIssueTemplate(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let content = try project(call).issueTemplates[call.parameters[1]] else { throw .notFound("Template") }
        return .object(["name": .string(call.parameters[1]), "content": .string(content)])
    }
}
