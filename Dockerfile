# The gateway's image: a release build with the Swift runtime linked statically, the migrations, openapi.yaml and
# Swagger UI. `make docker` builds it; scripts/dockerfile-check runs the same steps on a machine without Docker.

# For a reproducible build, pin both by digest (swift:6.3-bookworm@sha256:…); see docs/operations.md.
ARG SWIFT_IMAGE=swift:6.3-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

# --- build ---------------------------------------------------------------------------------------------------------------
FROM ${SWIFT_IMAGE} AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libcurl4-openssl-dev libpq-dev pkg-config python3 zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build

# Build the dependencies first, with stubs for the package's own targets. This layer depends only on Package.swift and
# the C shims, so that changes to the sources do not rebuild the dependencies.
# If the build context contains a Package.resolved (every `swift build` creates one), its versions are used.
COPY Package.swift Package.resolve[d] ./
COPY Sources/CEpoll Sources/CEpoll
COPY Sources/CLibCurl Sources/CLibCurl
COPY Sources/CLibPQ Sources/CLibPQ
COPY scripts/lib/stub_targets.py scripts/lib/
RUN swift package resolve \
    && python3 scripts/lib/stub_targets.py make \
    && swift build --configuration release --static-swift-stdlib --product ticket-gateway \
    && python3 scripts/lib/stub_targets.py remove

COPY Sources Sources
COPY Tests Tests
RUN swift build --configuration release --static-swift-stdlib --product ticket-gateway \
    && install -D "$(swift build --configuration release --show-bin-path)/ticket-gateway" /out/ticket-gateway \
    && strip --strip-debug /out/ticket-gateway

# --- Swagger UI ----------------------------------------------------------------------------------------------------------
FROM ${RUNTIME_IMAGE} AS swagger-ui
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY scripts/swagger-ui scripts/
COPY scripts/requirements/swagger-ui.txt scripts/requirements/swagger-ui.sha256 scripts/requirements/
RUN scripts/swagger-ui /out

# --- runtime -------------------------------------------------------------------------------------------------------------
FROM ${RUNTIME_IMAGE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libcurl4 libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin gateway
WORKDIR /app
COPY --from=build /out/ticket-gateway /usr/local/bin/ticket-gateway
COPY --from=swagger-ui /out swagger-ui
COPY migrations migrations
COPY openapi.yaml LICENSE ./
ENV TICKET_GATEWAY_HOST=0.0.0.0 \
    TICKET_GATEWAY_PORT=3000 \
    TICKET_GATEWAY_LOG_FORMAT=json \
    TICKET_GATEWAY_SWAGGER_UI_DIRECTORY=/app/swagger-ui
USER 10001
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["ticket-gateway", "check"]
ENTRYPOINT ["ticket-gateway"]
CMD ["serve"]
