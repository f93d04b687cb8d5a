import HTTPKit
import Primitives
import Synchronization

enum Samples {
    /// An exception with two calls of the application and one of a library.
    static let exception: JSON = [
        "event_id": "00000000000040008000000000000001", "level": "error", "platform": "python", "release": "shop@1.4.2",
        "environment": "production", "tags": ["shard": "7"], "transaction": "/basket",
        "exception": [
            "values": [
                [
                    "type": "ValueError", "value": "basket 17 has no owner",
                    "stacktrace": [
                        "frames": [
                            [
                                "function": "main", "filename": "shop.py", "lineno": 3, "in_app": true,
                                "context_line": "  run()",
                            ],
                            ["function": "call", "filename": "lib/web.py", "lineno": 99, "in_app": false],
                            [
                                "function": "boom", "filename": "shop.py", "lineno": 10, "in_app": true,
                                "context_line": "    raise `x`",
                            ],
                        ]
                    ],
                ]
            ]
        ],
        "request": ["method": "GET", "url": "https://shop.example/basket?token=secret"],
        "user": ["email": "person@example.com"],
    ]

    /// The text of its ticket.
    static let markdown = """
        **ValueError**: basket 17 has no owner

        ```text
        boom (shop.py:10)
            raise `x`
        main (shop.py:3)
            run()
        -- in libraries --
        call (lib/web.py:99)
        ```

        Request: `GET https://shop.example/basket`

        Where: `/basket`

        - release: `shop@1.4.2`
        - environment: `production`
        - platform: `python`
        - shard: `7`
        """
}

/// Records the requests sent through another transport.
final class RecordingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let seen = Mutex<[ClientRequest]>([])

    init(_ inner: any HTTPTransport) { self.inner = inner }

    var requests: [ClientRequest] { seen.withLock { $0 } }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        seen.withLock { $0.append(request) }
        return try await inner.send(request)
    }
}
