# syntax=docker/dockerfile:1
# One static binary on an empty image: no shell, no package manager, nobody but
# user 65532. Just under 60 MB: the binary, certificate authorities, two folders.

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags "-s -w -buildid= -X main.version=$VERSION" -o /image/bespoke ./cmd/bespoke
RUN install -d -m 0700 /image/data && install -d -m 1777 /image/tmp && install -D -m 0644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt

FROM scratch
ARG VERSION=dev
LABEL org.opencontainers.image.title="bespoke" \
      org.opencontainers.image.description="MCP server that tailors a RenderCV CV to a job offer without inventing anything" \
      org.opencontainers.image.source="https://github.com/bespoke-cv/bespoke" \
      org.opencontainers.image.documentation="https://github.com/bespoke-cv/bespoke/blob/main/docs/deploy.md" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      io.modelcontextprotocol.server.name="io.github.bespoke-cv/bespoke"
COPY --from=build --chown=65532:65532 /image/ /
USER 65532:65532
WORKDIR /data
ENV BESPOKE_DATA=/data BESPOKE_TRANSPORT=http BESPOKE_ADDR=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
# Without a login configured, the program refuses to listen beyond loopback.
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 CMD ["/bespoke", "health"]
ENTRYPOINT ["/bespoke"]
CMD ["serve"]
