/**
 * The certificate of peers that speak TLS, for localhost and 127.0.0.1 from
 * 2020 to 2120. Its key is no secret: nobody but a subject on the same machine
 * is ever told to trust it.
 *
 * @module
 */
/** The certificate, in PEM. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBZTCCAQqgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEcZofnQxDtF2zXW
+9AkLkpy3XFfLUn6ob548tL/0K+KaEKpMGJK92uM4v5fLh2ns4R1tID3+TjZ42gm
jM63FP2jSzBJMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAMBgNVHRMBAf8E
AjAAMB0GA1UdDgQWBBRxZrFqNm7nYJQ/mG00sjSdz5hiYzAKBggqhkjOPQQDAgNJ
ADBGAiEAjzfG/Q82NBxCtcSTc7/ESN18+3lc5Y4CwkjFEIeNJhMCIQD9j0bknkLE
Mn5WtsFvMi5og0pg/hhtiu4MpEunXubMww==
-----END CERTIFICATE-----
`;

/** Its private key, in PEM. */
export const certificateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxaqZd27ebaPtNR9t
K79crMVsDkOB77hlJh5URoeI+FuhRANCAARHGaH50MQ7Rds11vvQJC5Kct1xXy1J
+qG+ePLS/9CvimhCqTBiSvdrjOL+Xy4dp7OEdbSA9/k42eNoJozOtxT9
-----END PRIVATE KEY-----
`;
