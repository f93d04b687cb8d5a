import Automation
package import Models
package import Primitives

extension SubscriptionDraft {
    /// The maximum size of a serialised condition in bytes: far more than a person writes.
    private static let longestFilter = 16_384

    /// The errors of a condition, with JSON pointers into the body.
    /// - Parameter types: The event types that the subscription sends; nil for all.
    package static func problems(withFilter filter: JSON, types: Set<EventType>?) -> [FieldError] {
        if filter.serialized().count > longestFilter {
            return [FieldError(pointer: "/if", detail: "must be JsonLogic of at most \(longestFilter) bytes")]
        }
        if let fault = LogicExpression.constantFault(in: filter) { return [FieldError(pointer: "/if", detail: fault)] }
        do {
            let condition = try LogicExpression(filter)
            let selected = types.map { $0.sorted { $0.rawValue < $1.rawValue } } ?? EventType.allCases
            return condition.unknownNames(inEventsOf: selected, .documents, at: "/if").map {
                FieldError(pointer: $0.pointer, detail: $0.detail)
            }
        } catch {
            return [FieldError(pointer: "/if" + error.pointer, detail: error.message)]
        }
    }
}
