# The command and the worker in one image: `muster worker` is what it runs unless it is told otherwise.
FROM node:22.22.1-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY model ./model
COPY workflows ./workflows
COPY activities ./activities
COPY worker ./worker
COPY client ./client
COPY sandbox ./sandbox
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22.22.1-bookworm-slim
WORKDIR /opt/muster
# No tsconfig.json here: bin/muster.js takes a directory that has one for a clone, and builds.
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY bin ./bin
COPY sandbox/shims ./sandbox/shims
COPY LICENSE CHANGELOG.md ./
RUN ln -s /opt/muster/bin/muster.js /usr/local/bin/muster && mkdir /run/muster && chown node:node /run/muster
ENV NODE_ENV=production HOME=/home/node MUSTER_HEALTH_FILE=/run/muster/worker.json
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["muster", "worker", "--check"]
ENTRYPOINT ["muster"]
CMD ["worker"]
