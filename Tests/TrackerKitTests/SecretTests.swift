import Testing
import TrackerKit

@Suite struct SecretTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 conforms to RFC 4648 and round-trips`(_ text: String, _ encoded: String) {
        #expect(Base64.encoded(text.utf8) == encoded)
        #expect(Base64.decoded(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9v=", "Zm9v====", "Z", "Zm 9v", "Zm9v\n", "Zm-_", "ä"])
    func `a second spelling is refused`(_ text: String) {
        #expect(Base64.decoded(text) == nil)
    }

    @Test func `every byte survives`() {
        #expect(Base64.decoded(Base64.encoded(Array(0...255))) == Array(0...255))
        #expect(Base64.encoded([0xFF, 0xEF, 0xBE]) == "/+++")
    }

    @Test func `only equal texts are equal`() {
        #expect(ConstantTime.areEqual(Array("secret".utf8), Array("secret".utf8)))
        for other in ["", "secre", "secret ", "Secret", "secreu"] {
            #expect(!ConstantTime.areEqual(Array("secret".utf8), Array(other.utf8)))
        }
    }
}
