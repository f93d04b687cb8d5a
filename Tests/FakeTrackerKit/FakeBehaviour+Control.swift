import HTTPTypes
package import Primitives

/// Controls a fake tracker over HTTP, for programs in other languages.
extension FakeBehaviour {
    /// Injects the fault described by `{fault, times, method, path}`.
    /// - Parameter own: Returns the tracker's own faults by name.
    package func inject(_ body: JSON, own: (String) -> FakeFault? = { _ in nil }) {
        guard let fault = Self.fault(body, own) else { return }
        let method = body["method"]?.stringValue.flatMap { HTTPRequest.Method($0) }
        inject(
            fault, times: Int(body["times"]?.integerValue ?? 1), method: method, path: body["path"]?.stringValue ?? "")
    }

    private static func fault(_ body: JSON, _ own: (String) -> FakeFault?) -> FakeFault? {
        switch body["fault"]?.stringValue {
        case "bad_gateway": .badGateway
        case "server_error": .serverError
        case "unauthorized": .unauthorized
        case "not_json": .notJSON
        case "drop_reply": .dropReply
        case "slow": .slow(.milliseconds(body["milliseconds"]?.integerValue ?? 100))
        case .some(let name): own(name)
        case nil: nil
        }
    }
}
