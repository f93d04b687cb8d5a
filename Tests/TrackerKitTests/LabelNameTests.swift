import HTTPKit
import Primitives
import Testing
import TrackerKit

@Suite struct FailureMaskingTests {
    private static let secret = "glpat-0123456789abcdefghij/+"

    @Test(arguments: [
        "bad \(secret)!", "bad glpat-0123456789abcdefghij%2F%2B!", "bad glpat-0123456789abc!", "bad \(secret)\u{301}!",
        "\(secret)\(secret)",
    ]) func `a secret is masked in whatever form a tracker repeats it`(_ text: String) {
        let masked = text.failureLine(without: Self.secret)
        #expect(masked.unicodeScalars.contains("…") && !masked.contains("glpat") && !masked.contains("0123456"))
    }

    @Test func `words that only begin alike stay, and a short secret goes as a whole`() {
        #expect("glpat-0123 is no token".failureLine(without: Self.secret) == "glpat-0123 is no token")
        #expect("the key k3y and key".failureLine(without: "k3y") == "the key … and key")
        #expect("text".failureLine(without: "") == "text")
    }

    @Test func `an error is masked in all of its texts`() {
        let failure = UpstreamFailure(status: 422, message: "no k3y", retryAfter: nil)
        guard
            case .invalid(let fields, let masked) = TrackerError.invalid(
                [.init(pointer: "/k3y", detail: "k3y?")], failure
            ).masking(["k3y"])
        else { return #expect(Bool(false)) }
        #expect(fields == [.init(pointer: "/…", detail: "…?")] && masked.message == "no …")
    }
}

@Suite struct LabelNameTests {
    @Test func `names are equal byte by byte, not by canonical equivalence`() {
        let composed = "caf\u{E9}", decomposed = "cafe\u{301}"
        #expect(composed == decomposed)
        #expect(LabelName(composed) != LabelName(decomposed))
        #expect(Set([LabelName(composed), LabelName(decomposed), LabelName(composed)]).count == 2)
        #expect(LabelName("Bug") != LabelName("bug"))
        #expect(LabelName(ignoringCaseOf: "BUG") == LabelName(ignoringCaseOf: "bug"))
        #expect(LabelName(ignoringCaseOf: composed) != LabelName(ignoringCaseOf: decomposed))
    }
}
