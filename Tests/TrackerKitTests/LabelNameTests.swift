import HTTPKit
import Primitives
import Testing
import TrackerKit

@Suite struct FailureMaskingTests {
    private static let secret = "glpat-0123456789abcdefghij/+"

    @Test(arguments: [
        "bad \(secret)!", "bad glpat-0123456789abcdefghij%2F%2B!", "bad glpat-0123456789abc!", "bad \(secret)\u{301}!",
        "\(secret)\(secret)",
    ]) func `a secret is masked in every form in which a tracker echoes it`(_ text: String) {
        let masked = text.failureLine(without: Self.secret)
        #expect(masked.unicodeScalars.contains("…") && !masked.contains("glpat") && !masked.contains("0123456"))
    }

    @Test(arguments: [
        "https://api.example/x?token=GLPAT-0123456789ABCDEFGHIJ%2f%2b&x=1", "glpat-0123456789abcdefghij%252F%252B",
        #"{"token":"glpat-0123456789abcdefghij\/\u002B"}"#, "glpat&#45;0123456789abcdefghij&#x2F;+ &amp; more",
        "676c7061742d303132333435363738396162636465666768696a2f2b",
        "676C7061742D303132333435363738396162636465666768696A2F2B",
        "%67%6c%70%61%74-0123456789abcdefghij/+",
    ]) func `escapes, hexadecimal digits and another case hide no secret`(_ text: String) {
        let masked = text.failureLine(without: Self.secret).lowercased()
        #expect(masked.contains("…"))
        for part in ["0123456789", "30313233", "%67", "efghij"] { #expect(!masked.contains(part), "\(masked)") }
    }

    @Test(arguments: ["", "x:", "me:", "bob:", "x-oauth-basic:"])
    func `a Base64 secret is masked, whatever surrounds it`(prefix: String) {
        for suffix in ["", ":", ":x", ":x-oauth-basic"] {
            let encoded = Base64.encoded((prefix + Self.secret + suffix).utf8)
            let safe = encoded.replacing("+", with: "-").replacing("/", with: "_")
            let escaped = encoded.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
            for form in [encoded, safe, escaped, encoded.lowercased()] {
                let masked = "Basic \(form) is wrong".failureLine(without: Self.secret)
                #expect(masked.contains("…") && masked.hasSuffix(" is wrong"), "\(masked)")
                // Of what stood before it, and its first bits, at most.
                #expect(masked.utf8.count <= "Basic … is wrong".utf8.count + (prefix.utf8.count + 2) * 4 / 3 + 9)
            }
        }
    }

    @Test func `a text of any length and content is masked in bounded time`() {
        for piece in ["%", "%25", "glpat-0123456789ab", "\\u00", "&#x0", "Z2xwYXQtMDEy"] {
            let text = String(repeating: piece, count: 4_000_000 / piece.utf8.count)
            let begun = ContinuousClock.now
            let masked = text.masking([Self.secret, Self.secret + "1", Self.secret + "2"])
            #expect(masked.utf8.count < 66_000)
            #expect(ContinuousClock.now - begun < .seconds(10), "\(piece)")
        }
    }

    @Test func `words with a common prefix are preserved, and a short secret is masked as a whole`() {
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
