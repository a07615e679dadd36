# docker build -t cistern:0.1.0 .
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /src
COPY . .
RUN ./cistern --version

FROM eclipse-temurin:21-jre
RUN useradd --uid 10001 --no-create-home cistern && ln -s /opt/cistern/cistern /usr/local/bin/cistern
COPY --from=build /src/cistern /opt/cistern/cistern
COPY --from=build /src/node/target/cistern /opt/cistern/node/target/cistern
USER 10001
EXPOSE 7070 7071
VOLUME /data
ENTRYPOINT ["/opt/cistern/cistern"]
CMD ["server", "--data", "/data", "--listen", "0.0.0.0:7070"]
