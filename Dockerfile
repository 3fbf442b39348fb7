# Aitta in a container.
#
#   docker build -t aitta .
#   docker run --rm -p 127.0.0.1:8080:8080 -v aitta-data:/data aitta
#   curl http://127.0.0.1:8080/health/ready
#
# Inside a container the server cannot listen on loopback only and still be reached, so it is started with
# --insecure-listen: whoever reaches the published port may read and write everything. There is no TLS and there are no
# credentials. Publish the port on 127.0.0.1, as above, or put something in front that has both.
#
# /data is the data directory and has one owner: never start two containers on one volume. Use a local file system, not
# a network one. `docker stop` sends SIGTERM, upon which the server drains, syncs and exits 0; give it 30 s (-t 30).
# The heap follows the container's limit of memory (-m); JAVA_TOOL_OPTIONS adds options for the JVM.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN mvn -B -ntp -DskipTests -pl http-api -am package \
 && cp http-api/target/aitta-http-api-*-all.jar /aitta.jar

FROM eclipse-temurin:17-jre
RUN groupadd --system --gid 10001 aitta \
 && useradd --system --uid 10001 --gid aitta --home-dir /data --no-create-home --shell /usr/sbin/nologin aitta \
 && install -d -o aitta -g aitta -m 0750 /data
COPY --from=build /aitta.jar /opt/aitta/aitta.jar
COPY LICENSE NOTICE /opt/aitta/
USER aitta
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Asks /health/live by bash alone, so that the image needs no HTTP client.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == 'HTTP/1.1 200'* ]]"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/aitta/aitta.jar"]
CMD ["serve", "--data", "/data", "--host", "0.0.0.0", "--port", "8080", "--insecure-listen"]
