import { describe, expect, it } from 'vitest';
import { isSecretKey } from '../../model/secret-keys.ts';

describe('isSecretKey', () => {
  // Of StarRocks' fe.conf, unless it says otherwise.
  it.each([
    'ssl_keystore_password',
    'ssl_key_password',
    'ssl_truststore_password',
    'aws_s3_access_key',
    'aws_s3_secret_key',
    'azure_blob_shared_key',
    'azure_blob_sas_token',
    'azure_adls2_shared_key',
    'azure_adls2_oauth2_client_secret',
    'gcp_gcs_service_account_private_key',
    'authentication_ldap_simple_bind_root_pwd',
    'oauth2_client_secret',
    'auth_token',
    'spring.datasource.password',
    'bindPwd',
    'API-KEY',
    'credentials_file',
  ])('is so for %s', (name) => {
    expect(isSecretKey(name)).toBe(true);
  });

  it.each([
    'http_port',
    'edit_log_port',
    'meta_dir',
    'priority_networks',
    'ssl_keystore_location',
    'ssl_force_secure_transport',
    'aws_s3_region',
    'aws_s3_path',
    'authentication_ldap_simple_bind_base_dn',
    'enable_auth_check',
    'bdbje_heartbeat_timeout_second',
    'JAVA_OPTS',
    'run_mode',
    'jwt_principal_field',
  ])('is not so for %s', (name) => {
    expect(isSecretKey(name)).toBe(false);
  });
});
