import Primitives
import ServiceKit
import Testing

@Suite struct SecretMaskTests {
    @Test func `values under names that suggest a secret are masked, wherever they are`() {
        let shown: JSON = [
            "headers": [["X-Gitlab-Token", "abc"], ["Accept", "*/*"], ["authorization", "x"]],
            "fields": [["name": "X-Hub-Signature-256", "value": "sha256=1"], ["name": "Host", "value": "h"]],
            "nested": [
                "client_secret": "s", "apiKey": ["a"], "password": .null, "has_token": true,
                "title": "a token is no secret word here",
            ],
        ]
        let expected: JSON = [
            "headers": [["X-Gitlab-Token", "***"], ["Accept", "*/*"], ["authorization", "***"]],
            "fields": [["name": "X-Hub-Signature-256", "value": "***"], ["name": "Host", "value": "h"]],
            "nested": [
                "client_secret": "***", "apiKey": "***", "password": .null, "has_token": true,
                "title": "a token is no secret word here",
            ],
        ]
        #expect(shown.maskingSecrets == expected)
    }

    @Test(arguments: [
        "ghp_0123456789", "github_pat_11", "glpat-xyz", "tgw_abc", "whsec_abc", "Bearer abc",
        "https://me:pw@example.org/x",
        "https://api.trello.com/1/cards?key=1&token=2", "-----BEGIN RSA PRIVATE KEY-----",
    ])
    func `values that look like secrets are masked under any name`(_ text: String) {
        #expect(JSON.string(text).maskingSecrets == "***")
        #expect(JSON.array([.string(text)]).maskingSecrets == ["***"])
    }

    @Test(arguments: ["https://example.org/issues/1?state=open", "Basically fine", "mail me@example.org"])
    func `other texts are left alone`(_ text: String) {
        #expect(JSON.string(text).maskingSecrets == .string(text))
    }
}
