/** `conf/fe.conf` as it is shipped: comments, variables, one line with a secret in it. */
export function writeFeConf(keystorePassword: string): string {
  return `#####################################################################
## The uppercase properties are read and exported by bin/start_fe.sh.
## To see all Frontend configurations,
## see fe/src/com/starrocks/common/Config.java

# the output dir of stderr/stdout/gc
LOG_DIR = \${STARROCKS_HOME}/log

DATE = "$(date +%Y%m%d-%H%M%S)"
JAVA_OPTS="-Dlog4j2.formatMsgNoLookups=true -Xmx8192m -XX:+UseG1GC -Xlog:gc*:\${LOG_DIR}/fe.gc.log.$DATE:time -Djava.security.policy=\${STARROCKS_HOME}/conf/udf_security.policy"

##
## the lowercase properties are read by main program.
##

# DEBUG, INFO, WARN, ERROR, FATAL
sys_log_level = INFO

# store metadata, create it if it is not exist.
# Default value is \${STARROCKS_HOME}/meta
# meta_dir = \${STARROCKS_HOME}/meta

http_port = 8030
rpc_port = 9020
query_port = 9030
edit_log_port = 9010
mysql_service_nio_enabled = true
mysql_service_nio_backlog_num = 1024

# Choose one if there are more than one ip except loopback address.
# Note that there should at most one ip match this list.
# If no ip match this rule, will choose one randomly.
# use CIDR format, e.g. 10.10.10.0/24
# Default value is empty.
# priority_networks = 10.10.10.0/24;192.168.0.0/16

# TLS of the MySQL port
ssl_keystore_location = \${STARROCKS_HOME}/conf/keystore.p12
ssl_keystore_password = ${keystorePassword}

# Advanced configurations
# log_roll_size_mb = 1024
# sys_log_dir = \${STARROCKS_HOME}/log
# sys_log_roll_num = 10
# audit_log_dir = \${STARROCKS_HOME}/log
# qe_max_connection = 4096
`;
}

/** Sets a key where it stands, also where it is commented out, else at the end. */
export function setConfLine(text: string, key: string, value: string): string {
  const line = `${key} = ${value}`;
  const standing = new RegExp(`^[ \\t]*${key}[ \\t]*=.*$`, 'm');
  const commented = new RegExp(`^#[ \\t]*${key}[ \\t]*=.*$`, 'm');
  for (const pattern of [standing, commented]) if (pattern.test(text)) return text.replace(pattern, () => line);
  return `${text}${line}\n`;
}
