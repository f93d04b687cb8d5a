import Automation
package import Primitives

extension SubscriptionDraft {
    /// The maximum size of a serialised condition in bytes: far more than a person writes.
    private static let longestFilter = 16_384

    /// The errors of a condition, with JSON pointers into the body.
    package static func problems(withFilter filter: JSON) -> [FieldError] {
        if filter.serialized().count > longestFilter {
            return [FieldError(pointer: "/if", detail: "must be JsonLogic of at most \(longestFilter) bytes")]
        }
        do {
            _ = try LogicExpression(filter)
            return []
        } catch {
            return [FieldError(pointer: "/if" + error.pointer, detail: error.message)]
        }
    }
}
