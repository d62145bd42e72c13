# One image for the API, the worker and the migration; docker-compose.yml says which of them runs.

# What npm has to know of the workspaces, and none of their code: the next stage is built anew only when it changes.
FROM node:24.21.0-bookworm-slim AS manifests
WORKDIR /app
COPY packages packages
COPY services services
RUN find packages services -type f ! -name package.json -delete

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY --from=manifests /app ./
# Optional are the embedded PostgreSQL (60 MB; here it has a container of its own) and the esbuild that tsx needs.
# Neither is missed: the code is TypeScript that only has to be erased, which Node 24 does itself, and Node loads
# the workspaces by their real path, where node_modules does not forbid it. No compiler, no cache, no second process.
RUN npm ci --omit=dev --omit=optional --cache=/tmp/npm && rm -rf /tmp/npm
COPY packages packages
COPY services services

# The files are root's, and the processes only read them.
USER node
ENV HOST=0.0.0.0
ENV NODE_OPTIONS="--max-old-space-size=512"
EXPOSE 8080
CMD ["node", "services/api/src/main.ts"]
