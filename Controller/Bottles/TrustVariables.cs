namespace BotBottle.Controller.Bottles;

/// <summary>
/// Sets the variables that name clients' trusted roots. Most of them replace the roots, so they name the bundle (system roots + the run's CA); the few that add
/// to the roots name only the CA.
/// </summary>
internal static class TrustVariables
{
    private static readonly string[] OfAddedCa = ["NODE_EXTRA_CA_CERTS"];

    private static readonly string[] OfBundle =
    [
        "SSL_CERT_FILE", // OpenSSL, Python, Ruby, PHP, Go, rustls-native-certs, uv
        "CURL_CA_BUNDLE",
        "GIT_SSL_CAINFO",
        "REQUESTS_CA_BUNDLE", // Python requests, Azure CLI
        "PIP_CERT",
        "npm_config_cafile",
        "CARGO_HTTP_CAINFO",
        "DENO_CERT",
        "AWS_CA_BUNDLE",
        "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
        "BUNDLE_SSL_CA_CERT",
        "PERL_LWP_SSL_CA_FILE",
        "NIX_SSL_CERT_FILE",
        "CODEX_CA_CERTIFICATE", // overrides SSL_CERT_FILE in Codex
    ];

    /// <summary>Adds the variables.</summary>
    /// <param name="environment">The agent's environment.</param>
    /// <param name="files">The paths of the files.</param>
    public static void AddTo(IDictionary<string, string> environment, TrustFiles files)
    {
        Array.ForEach(OfAddedCa, name => environment[name] = files.Ca);
        Array.ForEach(OfBundle, name => environment[name] = files.Bundle);
    }
}

/// <summary>The files that make a bottle's clients trust the run's CA, as the agent sees them.</summary>
/// <param name="Ca">The CA alone, PEM.</param>
/// <param name="Bundle">System roots and the CA, PEM.</param>
/// <param name="JavaStore">The same, as a Java truststore; null if Java finds it by default.</param>
internal sealed record TrustFiles(string Ca, string Bundle, string? JavaStore);
