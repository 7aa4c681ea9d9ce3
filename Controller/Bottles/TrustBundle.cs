using System.Text;

namespace BotBottle.Controller.Bottles;

/// <summary>The system's root certificates with the run's CA added, as one PEM file.</summary>
internal static class TrustBundle
{
    /// <summary>The distributions' paths of the bundle; the first that exists is used.</summary>
    private static readonly string[] SystemBundles =
    [
        "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Arch, Alpine
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL
        "/etc/pki/tls/certs/ca-bundle.crt", // older RHEL
        "/etc/ssl/ca-bundle.pem", // openSUSE
        "/etc/ssl/cert.pem", // Alpine, macOS
    ];

    /// <summary>The paths in a bottle at which programs look for the bundle without a variable.</summary>
    public static IReadOnlyList<string> Places => SystemBundles;

    /// <summary>Makes the bundle. Without a system bundle it contains only the CA, which signs everything that a bottle's clients can meet.</summary>
    /// <param name="caPem">The run's CA certificate.</param>
    public static string Make(string caPem)
    {
        var bundle = new StringBuilder();
        if (SystemBundles.FirstOrDefault(File.Exists) is { } system)
        {
            bundle.Append(File.ReadAllText(system).TrimEnd()).Append('\n');
        }

        return bundle.Append(caPem.Trim()).Append('\n').ToString();
    }
}
