import Automation
import Primitives

/// Small enough to keep an execution short and to be reached.
private let limits = TextTemplateLimits(templateBytes: 400, tags: 100, depth: 8, outputBytes: 2_000, steps: 2_000)

/// Contains every kind of value, under names that the fuzzer finds quickly.
private let document: JSON = [
    "a": [1, "x", ["a": [true, nil, ["b": "y"]], "c": .null]], "b": ["a": "{{a}}", "b": [:], "c": [1, 2, 3]],
    "c": "text",
    "d": false,
    "e": 1.5,
]

/// Renders a template, which must stay within its limits and be deterministic. Text escaped as a literal must render as
/// itself.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    if let template = try? TextTemplate(text, limits: limits), let rendered = try? template.render(document) {
        precondition(rendered.utf8.count <= limits.outputBytes, "a text is longer than its bound")
        precondition((try? template.render(document)) == rendered, "a template renders differently")
    }
    let literal = try? TextTemplate(TextTemplate.literal(text) + "{{c}}").render(document)
    precondition(literal.map { Array($0.utf8) } == Array((text + "text").utf8), "a literal does not render as itself")
    return 0
}
