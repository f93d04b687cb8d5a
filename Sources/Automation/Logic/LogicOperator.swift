/// The supported operators: all of https://jsonlogic.com/operations.html, and `lower`, `starts_with` and `ends_with` as
/// extensions.
enum LogicOperator: String, CaseIterable, Sendable {
    case variable = "var"
    case missing
    case missingSome = "missing_some"

    case `if`
    case ternary = "?:"
    case and
    case or
    case not = "!"
    case truth = "!!"

    case equal = "=="
    case strictlyEqual = "==="
    case notEqual = "!="
    case strictlyNotEqual = "!=="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case min
    case max

    case map
    case filter
    case reduce
    case all
    case none
    case some
    case merge
    case `in`

    case cat
    case substr
    case lower
    case startsWith = "starts_with"
    case endsWith = "ends_with"

    case log

    /// The allowed number of arguments. The reference implementation treats missing arguments as `undefined`, so a
    /// forgotten one goes unnoticed; here it is an error. Arguments that the reference's test suite omits (`{"if":
    /// []}`, `{"!": []}`) are optional here too.
    var arguments: ClosedRange<Int> {
        switch self {
        case .variable: 0...2
        case .missing, .if, .ternary, .and, .or, .merge, .cat: 0...Int.max
        case .add, .multiply, .min, .max: 1...Int.max
        case .not, .truth: 0...1
        case .log, .lower: 1...1
        case .subtract: 1...2
        case .less, .lessOrEqual, .reduce, .substr: 2...3
        default: 2...2
        }
    }

    /// Whether the second argument is evaluated for each element of the first, with the element as its data.
    var hasBody: Bool {
        switch self {
        case .map, .filter, .reduce, .all, .none, .some: true
        default: false
        }
    }

    /// Whether the operator does not traverse its arguments (it tests only their truthiness or returns them), so that
    /// their size is not charged.
    var handsOn: Bool {
        switch self {
        case .not, .truth, .log: true
        default: false
        }
    }
}
