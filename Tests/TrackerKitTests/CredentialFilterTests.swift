import Primitives
import Testing
import TrackerKit

@Suite struct CredentialFilterTests {
    private func masked(_ text: String, besides names: Set<String> = []) -> String {
        String(decoding: CredentialFilter(besides: names).masked(Array(text.utf8)), as: UTF8.self)
    }

    @Test func `values whose name suggests a credential are masked, at any depth`() {
        #expect(
            masked(#"{"hook":{"config":[{"secret":"s","url":"u"}]},"Api_Key":1,"token":null,"has_token":true}"#)
                == #"{"Api_Key":"***","has_token":true,"hook":{"config":[{"secret":"***","url":"u"}]},"token":null}"#)
        #expect(masked(#"{"to\u006ben":"s"}"#) == #"{"token":"***"}"#)
        #expect(
            masked(#"{"name":"Authorization","value":"s"}"#) == #"{"name":"Authorization","value":"***"}"#)
    }

    @Test(arguments: [
        #"{"title":"the token expired", "n" : 1.50}"#, #"{"body":"a \" token: b"}"#, "no JSON token=1", "",
        #"{"variables":[1]}"#, #"{"a":"\n","b":{"c":[]}}"#, #"{"token"#,
    ])
    func `a body without credentials is the same, byte for byte`(_ body: String) { #expect(masked(body) == body) }

    @Test func `names that one tracker uses for credentials are given by its adapter`() {
        #expect(masked(#"{"variables":[{"key":"K","value":"s"}]}"#, besides: ["variables"]) == #"{"variables":"***"}"#)
    }

    @Test func `names are recognised in any case and with separators`() {
        for name in ["access_token", "X-API-Key", "private key", "CLIENT-SECRET", "passWord", "Set-Cookie", "dsn"] {
            #expect(CredentialName.isLike(name), "\(name)")
        }
        for name in ["title", "author_association", "tok", "", "key", "url"] {
            #expect(!CredentialName.isLike(name), "\(name)")
        }
    }
}
