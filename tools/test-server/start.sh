#!/bin/sh
# Temporal's test server, as its SDK starts one: $1 is the port. $2 is the directory of its jars.
# The SDK kills it when the tests are over. Tests that were killed cannot: then it ends with them.
(while kill -0 $$; do kill -0 "$PPID" || kill -KILL $$; sleep 1; done) </dev/null >/dev/null 2>&1 &
# Quickly up, for the SDK gives it five seconds.
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp "$2/*" io.temporal.testserver.TestServer "$1"
