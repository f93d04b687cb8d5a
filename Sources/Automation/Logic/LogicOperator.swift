/// What an operation does. All of https://jsonlogic.com/operations.html, and `lower`, `starts_with` and `ends_with` of
/// our own.
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

    /// How many arguments it takes. The reference implementation takes what is missing for `undefined`, so that a
    /// forgotten argument is never noticed; what its test suite leaves out (`{"if": []}`, `{"!": []}`) may be left out
    /// here too.
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

    /// Whether its second argument is evaluated for each element of its first one, with the element for data.
    var hasBody: Bool {
        switch self {
        case .map, .filter, .reduce, .all, .none, .some: true
        default: false
        }
    }

    /// Whether it only asks whether its arguments are there, or hands them on, and so costs nothing for their size.
    var handsOn: Bool {
        switch self {
        case .not, .truth, .log: true
        default: false
        }
    }
}
