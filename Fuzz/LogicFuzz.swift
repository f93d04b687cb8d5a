import Automation
import Primitives

/// Small enough to keep an execution short and to be reached.
private let limits = LogicLimits(depth: 24, nodes: 200, textBytes: 400, steps: 2_000, valueDepth: 48)

/// Evaluates `[expression, data]`. The evaluation and the trace must agree, and the value must be valid JSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    guard let input = try? JSON(parsing: UnsafeBufferPointer(start: data, count: size)) else { return 0 }
    guard let expression = try? LogicExpression(input[0] ?? input, limits: limits) else { return 0 }
    let document = input[1] ?? .null, trace = expression.explain(document)
    do throws(LogicError) {
        let value = try expression.evaluate(document), isSatisfied = try expression.isSatisfied(by: document)
        precondition((try? JSON(parsing: value.serialized()))?.text == value.text, "a value is not JSON")
        precondition(trace.isTrue == isSatisfied, "a trace says something else")
    } catch {
        precondition(trace.outcome == .failure(error), "a trace fails otherwise")
    }
    precondition((try? JSON(parsing: trace.json.serialized(), maximumDepth: 1_000)) != nil, "a trace is not JSON")
    return 0
}
